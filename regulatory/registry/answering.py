"""Putting together what the page of the query shows: the rows, why each is there, what is next."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from casemgr.tenants import current_pack
from regulatory.registry.columns import chosen_columns, head_of
from regulatory.registry.filters import FilterForm
from regulatory.registry.finding import Question
from regulatory.registry.models import Licence
from regulatory.registry.nothing import Nothing, explain
from regulatory.registry.queries import refuse_owners
from regulatory.registry.reasons import reason_of
from regulatory.registry.search import RELEVANCE, SORTS, Answer, question_of, search


@dataclass(frozen=True)
class View:
    """How an answer is shown: its columns and its order."""

    columns: list[str]
    sort: str

    @property
    def head(self) -> list[Any]:
        """The heads of the columns."""
        return head_of(self.columns)


@dataclass(frozen=True)
class Found:
    """An answer as the page shows it."""

    answer: Answer
    form: FilterForm

    @cached_property
    def rows(self) -> list[tuple[Licence, str]]:
        """The licences of this page, each with why it is there."""
        question = self.answer.question
        return [(one, reason_of(one, question)) for one in self.answer.page.items]

    @cached_property
    def nothing(self) -> Nothing:
        """What to tell somebody who found nothing."""
        return explain(self.answer.question, self.form)

    @property
    def is_guess(self) -> bool:
        """Whether nothing is spelled as it was typed, and the nearest spellings are shown."""
        return self.answer.question.is_guess

    @property
    def is_unreadable(self) -> bool:
        """Whether something was typed of which no letter or digit can be looked for."""
        return bool(self.form.q.data and self.answer.question.typed.is_empty)


def answer(form: FilterForm) -> Found:
    """Answer what the address asks."""
    asked = request.args.to_dict()
    noun = current_pack().word("licence", 2)
    found = search(asked_question(form), view_of(request.args).sort, asked, noun=noun)
    return Found(found, form)


def asked_question(form: FilterForm) -> Question:
    """Return the question that the address asks. Raises OwnerQuery for one that the law forbids."""
    refuse_owners(form.q.data or "")
    filters = tuple(one for found in form.conditions().values() for one in found)
    return question_of(form.q.data or "", filters)


def asked_words(asked: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return what an address asks, as it is kept and told to the audit."""
    known = {*FilterForm()._fields, "column", "sort"}
    return {
        name: asked.getlist(name) for name in asked if name in known and any(asked.getlist(name))
    }


def view_of(asked: MultiDict[str, str]) -> View:
    """Read how an answer is to be shown; an order that does not exist is the usual one."""
    sort = asked.get("sort", "")
    usual = RELEVANCE if asked.get("q", "").strip() else "name"
    known = sort.removeprefix("-") in SORTS
    return View(chosen_columns(asked.getlist("column")), sort if known else usual)
