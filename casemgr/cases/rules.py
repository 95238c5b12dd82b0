"""What the workflow of an investigation asks about a case, and what follows from its steps."""

from typing import Any

from sqlalchemy import select

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.cases.services.given import give_tasks
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.tenants.schema import REACHES
from casemgr.tenants.series import next_number
from casemgr.workflows.definition import Step
from casemgr.workflows.refusals import Unmet
from casemgr.workflows.registry import Term, offer_effect, offer_guard, offer_tasks, offer_term
from casemgr.workflows.reliance import Reliance, rely_on
from casemgr.workflows.safeguards import Codes, offer_policy
from casemgr.workflows.subjects import offer_subject

RELATIONS = ("author", "case_agent")
ASKED = {
    "title": "text",
    "case_type": "text",
    "office": "text",
    "reach": "text",
    "predication": "text",
    "venue": "text",
    "opened_on": "date",
    "review_due_on": "date",
}
ASKED_OF_CHARGE = {
    "citation": "text",
    "counts": "number",
    "offence_from": "date",
    "offence_until": "date",
    "venue": "text",
    "limitation_on": "date",
}
CODES: dict[str, Codes] = {
    "case_type": lambda pack: pack.case_types,
    "office": lambda pack: pack.offices,
    "reach": lambda pack: REACHES,
}


def offer_rules() -> None:
    """Let cases and charges live by workflows, which may name these guards and effects."""
    due = {"review": "review_due_on"}
    offer_subject(
        "case", Case, relations, relations=RELATIONS, core=ASKED, due=due, page="cases.show"
    )
    offer_policy("case", page=Permission.CASE_READ, act="approver", codes=CODES)
    offer_subject(
        "charge",
        Charge,
        relations_to_charge,
        relations=RELATIONS,
        core=ASKED_OF_CHARGE,
        page="cases.charge",
    )
    offer_policy("charge", page=Permission.CASE_READ, act="approver")
    offer_guard("has_predication", has_predication, "a predication")
    offer_guard("has_subject", has_subject, "at least one {subject}")
    offer_guard("has_charge", has_charge, "at least one {charge}")
    offer_guard("has_case_agent", has_case_agent, "the {case_agent}")
    offer_guard("case_open", case_open, "an open {case}")
    offer_effect("reopen_case", reopen_case)
    offer_term("review", review_term)
    offer_tasks(give_tasks)
    for effect, deed in RELIED_ON.items():
        rely_on(Reliance("case", deed, effect=effect.__name__))
        offer_effect(effect.__name__, effect)


def relations(case: Case, person: Any) -> set[str]:
    """Tell what a person is to a case, so that nobody approves what is their own."""
    found = {"author"} if case.created_by == person.id else set()
    return found | ({"case_agent"} if case.case_agent_id == person.id else set())


def relations_to_charge(charge: Charge, person: Any) -> set[str]:
    """Tell what a person is to a charge: who proposed it, and whose case it is."""
    found = {"author"} if charge.created_by == person.id else set()
    return found | (relations(charge.case, person) - {"author"})


def has_predication(case: Case, by: Any) -> list[Unmet]:
    """Ask for the facts that justify opening a case."""
    if case.predication.strip():
        return []
    return [_unmet("Say in the predication why it is opened", "cases.edit", case)]


def has_subject(case: Case, by: Any) -> list[Unmet]:
    """Ask for at least one party: a subject, even if unknown by name."""
    if _any(CaseSubject, case):
        return []
    return [_unmet("Add a subject; an unknown one can be named so", "cases.add_subject", case)]


def has_charge(case: Case, by: Any) -> list[Unmet]:
    """Ask for at least one proposed charge."""
    if _any(Charge, case):
        return []
    return [_unmet("Add the charge that the facts support", "cases.add_charge", case)]


def has_case_agent(case: Case, by: Any) -> list[Unmet]:
    """Ask for a case agent who still works for the agency."""
    agent = db.session.get(Account, (acting().tenant_id, case.case_agent_id))
    if agent is not None and agent.status == "active":
        return []
    return [_unmet("Assign an agent who is active", "cases.assign", case)]


def case_open(record: Any, by: Any) -> list[Unmet]:
    """Ask that a case, or the one to which a record belongs, is not closed."""
    case = getattr(record, "case", record)
    if case.closed_on is None:
        return []
    return [_unmet("The case is closed. It must be reopened first", "cases.show", case)]


def allocate_case_number(case: Case, step: Step, by: Any) -> None:
    """Give a case the next number that its agency counts by, once."""
    if case.number:
        return
    pack = current_pack()
    numbering, today = pack.numbering["case"], clock.today(pack.time_zone)
    kind, office = pack.case_types[case.case_type], pack.office_code(case.office)
    series = numbering.series_for(series=kind.series)
    key = numbering.series_key(series, office=office, on=today, type_code=kind.code)
    value = next_number(key, series.first)
    case.number = numbering.format(series, value, office=office, on=today, type_code=kind.code)
    case.opened_on = today


def review_term(case: Case) -> Term:
    """Tell how often a supervisor reads the case, and when a late review goes up."""
    pack = current_pack()
    return Term(pack.review_days(case.case_type), pack.review.escalate_after)


def reopen_case(case: Case, step: Step, by: Any) -> None:
    """Take back the day of the closing; the case keeps its number."""
    case.closed_on = None


def close_case(case: Case, step: Step, by: Any) -> None:
    """Write down the day of the closing."""
    case.closed_on = clock.today(current_pack().time_zone)


RELIED_ON = {
    allocate_case_number: "a case gets its number",
    close_case: "a case counts as closed",
}


def _any(model: Any, case: Case) -> bool:
    found = select(model.id).where(model.case_id == case.id).limit(1)
    return db.session.scalar(found) is not None


def _unmet(text: str, endpoint: str, case: Case) -> Unmet:
    return Unmet(text, endpoint, {"case_id": case.id})
