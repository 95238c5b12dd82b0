"""What the workflow of a submission asks, and what follows from its steps."""

from collections.abc import Iterator
from typing import Any

from casemgr.packets.models import Submission
from casemgr.packets.services.answering import STEPS
from casemgr.packets.submissions.services import answer_submission, assign_submission
from casemgr.permissions import Permission
from casemgr.tenants import checks, current_pack
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, unknown_name
from casemgr.workflows.definition import Step
from casemgr.workflows.loader import read_definition
from casemgr.workflows.places import place_of
from casemgr.workflows.registry import Unmet, offer_effect, offer_guard
from casemgr.workflows.reliance import Reliance, rely_on
from casemgr.workflows.safeguards import offer_policy
from casemgr.workflows.subjects import offer_subject

RELATIONS = ("assignee",)
ENTRIES = ("reason_code",)
ASKED = {"sender_name": "text", "case_number": "text", "title": "text", "pages": "number"}
ANSWERS = "answer_agency"
DECLINE, RETURN = "decline_reasons", "return_reasons"
# The office's coded reasons for an answer, by the state that the answer leads to.
REASONS = {"declined": DECLINE, "returned": RETURN}


def offer_rules() -> None:
    """Let submissions live by workflows, which may name these guards and effects."""
    offer_subject(
        "submission",
        Submission,
        relations,
        relations=RELATIONS,
        core=ASKED,
        entries=ENTRIES,
        page="submissions.show",
    )
    offer_policy("submission", page=Permission.SUBMISSION_DECIDE)
    offer_guard("assigned_to_answerer", assigned_to_answerer, "whoever it is assigned to")
    offer_guard("decline_reason_given", decline_reason_given, "a coded reason to decline")
    offer_guard("return_reason_given", return_reason_given, "a coded reason for the return")
    offer_effect("assign_to_taker", assign_to_taker)
    offer_effect("take_off_assignee", take_off_assignee)
    offer_effect(ANSWERS, answer_agency)
    rely_on(Reliance("submission", "the agency is answered", effect=ANSWERS))
    checks.offer(check_answers)


def check_answers(pack: Pack) -> Iterator[Problem]:
    """Report answers that an agency could not file: it knows them by the states they lead to."""
    for stem in pack.stems_of("submission"):
        definition, _ = read_definition(pack.workflows[stem])
        for step in definition.steps.values() if definition else ():
            answers = ANSWERS in {use.name for use in step.effects}
            for state in step.targets[:1] if answers else ():
                if state not in STEPS:
                    place = place_of(pack.workflows[stem], "steps", step.name, "to")
                    yield unknown_name(place, "an answer that an agency can file", state, STEPS)


def relations(submission: Submission, person: Any) -> set[str]:
    """Tell what a person is to a submission."""
    return {"assignee"} if submission.assigned_to == person.id else set()


def assigned_to_answerer(submission: Submission, by: Any) -> list[Unmet]:
    """Only the attorney who took it up answers it, or one who assigns the work of the office."""
    if relations(submission, by) or Permission.CASE_ASSIGN in by.permissions:
        return []
    who = submission.assignee.name if submission.assignee else "nobody"
    return [Unmet(f"It is assigned to {who}, who answers it or puts it back.")]


def decline_reason_given(submission: Submission, by: Any) -> list[Unmet]:
    """A declination has one of the office's coded reasons (JM 9-27.220)."""
    return _reason_given(submission, DECLINE)


def return_reason_given(submission: Submission, by: Any) -> list[Unmet]:
    """What the agency is asked for is one of the office's coded reasons."""
    return _reason_given(submission, RETURN)


def _reason_given(submission: Submission, code_list: str) -> list[Unmet]:
    codes = [option.code for option in current_pack().code_lists[code_list].options]
    if submission.reason_code in codes:
        return []
    return [Unmet("Choose the reason.", "submissions.answer", {"submission_id": submission.id})]


def assign_to_taker(submission: Submission, step: Step, by: Any) -> None:
    """Whoever takes a submission up has it from then on."""
    assign_submission(submission, by)


def take_off_assignee(submission: Submission, step: Step, by: Any) -> None:
    """A submission that is put back belongs to nobody until somebody takes it up."""
    assign_submission(submission, None)


def answer_agency(submission: Submission, step: Step, by: Any) -> None:
    """Tell the agency what the office has decided."""
    answer_submission(submission, step, by=by)
