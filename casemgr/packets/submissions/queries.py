"""Finding submissions: the inbox of the office, in the order in which it has to answer."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, any_, case, func, or_, select

from casemgr.accounts.models import Account
from casemgr.cases.queries import names_of
from casemgr.database.rows import acting, rows
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.packets.models import Submission
from casemgr.paging import Order, Page, page_of
from casemgr.tenants import current_pack, packs, tenant_named

UNANSWERED = "not-answered"
MINE = "me"
NOBODY = "nobody"
USUAL = "waiting"
COLUMNS: dict[str, Any] = {
    "number": func.coalesce(Submission.number, ""),
    "case": Submission.case_number,
    "sender": Submission.sender_name,
    "received": Submission.received_at,
}


def list_submissions(asked: Mapping[str, Any], person: Any, sort: str = USUAL) -> Page:
    """Return one part of the inbox: what is the person's first, then what nobody has taken up."""
    name = sort.removeprefix("-")
    order = Order(COLUMNS.get(name, _turn(person)), sort.startswith("-"))
    query = _filtered(select(Submission), asked, person)
    noun = current_pack().word("submission", 2)
    return page_of(query, Submission, order, asked.get("cursor", {}), noun=noun)


def sort_of(asked: str) -> str:
    """Return the order that an address asks for, or the usual one."""
    return asked if asked.removeprefix("-") in COLUMNS else USUAL


def count_unanswered(person: Any) -> tuple[int, int, int]:
    """Count what awaits an answer: the person's, what nobody has taken up, and all of it."""
    mine, nobodys = Submission.assigned_to == person.id, Submission.assigned_to.is_(None)
    counted = select(func.count().filter(mine), func.count().filter(nobodys), func.count()).where(
        Submission.answered_at.is_(None)
    )
    own, free, all_ = db.session.execute(counted).one()
    return own, free, all_


def has_arrivals() -> bool:
    """Return whether anything was ever submitted to this office."""
    return db.session.scalar(select(Submission.id).limit(1)) is not None


def list_senders() -> list[tuple[str, str]]:
    """List the agencies that submit to this office, as a filter offers them."""
    found = ((tenant_named(slug), packs()[slug]) for slug in current_pack().senders)
    return [(str(tenant.id), pack.short_name) for tenant, pack in found if tenant]


def list_assignees() -> list[tuple[str, str]]:
    """List the people to whom a submission is or was assigned, by name."""
    assigned = select(Submission.assigned_to).where(Submission.assigned_to.is_not(None))
    people = rows(select(Account).where(Account.id.in_(assigned)).order_by(Account.name))
    return [(str(person.id), person.name) for person in people]


def assignees_of(submissions: Iterable[Submission]) -> dict[uuid.UUID, str]:
    """Return the names of those to whom these submissions are assigned, in one query."""
    return names_of(one.assigned_to for one in submissions if one.assigned_to)


def list_others(submission: Submission) -> list[Submission]:
    """List what else the agency has submitted in the same case, the newest first."""
    others = select(Submission).where(
        Submission.sender_id == submission.sender_id,
        Submission.case_number == submission.case_number,
        Submission.id != submission.id,
    )
    return rows(others.order_by(Submission.received_at.desc()))


def get_submission(key: uuid.UUID | str) -> Submission:
    """Return a submission of this office, outside a page that shows it."""
    found = db.session.get(Submission, (acting().tenant_id, key))
    if found is None:
        raise NotFound
    return found


def _turn(person: Any) -> ColumnElement[int]:
    """The person's own first, then what nobody has, then the others', answered ones last."""
    return case(
        (Submission.answered_at.is_not(None), 3),
        (Submission.assigned_to == person.id, 0),
        (Submission.assigned_to.is_(None), 1),
        else_=2,
    )


def _filtered(query: Select[Any], asked: Mapping[str, Any], person: Any) -> Select[Any]:
    for word in (asked.get("q") or "").split()[:8]:
        columns = (Submission.case_number, Submission.title, Submission.number)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if asked.get("sender"):
        query = query.where(Submission.sender_id == int(asked["sender"]))
    return _assigned(_in_state(query, asked.get("state")), asked.get("assigned"), person)


def _in_state(query: Select[Any], state: str | None) -> Select[Any]:
    if state == UNANSWERED:
        return query.where(Submission.answered_at.is_(None))
    names = func.string_to_array(Submission.state, " ")
    return query.where(any_(names) == state) if state else query


def _assigned(query: Select[Any], who: str | None, person: Any) -> Select[Any]:
    if who == NOBODY:
        return query.where(Submission.assigned_to.is_(None))
    if who:
        key = person.id if who == MINE else uuid.UUID(who)
        return query.where(Submission.assigned_to == key)
    return query
