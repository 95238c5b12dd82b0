"""Who may receive an exhibit, and who may not although they could."""

import uuid

from casemgr.accounts.models import Account
from casemgr.accounts.people import Person
from casemgr.cases.models import Case
from casemgr.errors import DutiesMixed, Invalid
from casemgr.evidence.chain import answers_for
from casemgr.evidence.models import Exhibit
from casemgr.evidence.movements import Movement
from casemgr.evidence.queries import is_custodian, list_exhibits, list_handlers
from casemgr.permissions import Permission
from casemgr.tenants import current_pack


def find_receiver(
    exhibit: Exhibit, way: Movement, receiver_id: uuid.UUID | None, name: str, *, by: Person
) -> Person | None:
    """Return the receiver in the agency, or None when a holder outside is properly named."""
    if receiver_id is None:
        _check_outside(way, name, by)
        return None
    if not way.inside or name.strip():
        told = {"receiver_name": "Name a holder outside, or choose a person, not both."}
        raise Invalid("Say who receives the exhibit.", told)
    if receiver_id == by.id:
        raise DutiesMixed("You have the exhibit.", {"receiver_id": "Choose somebody else."})
    receiver = next((one for one in list_handlers(exhibit) if one.id == receiver_id), None)
    if receiver is None:
        told = {"receiver_id": "Choose somebody who may know of it and handles evidence."}
        raise Invalid("This person cannot receive the exhibit.", told)
    keep_apart(exhibit, receiver)
    return receiver


def keep_apart(exhibit: Exhibit, receiver: Person) -> None:
    """Refuse a custodian whose own case it is, where the agency keeps the two apart."""
    keeps = receiver.may(Permission.EVIDENCE_CUSTODY)
    if _are_apart() and keeps and receiver.id == exhibit.case.case_agent_id:
        agent, custodian = current_pack().word("case_agent"), current_pack().word("custodian")
        told = {"receiver_id": f"{receiver.name} is the {agent} and cannot be the {custodian}."}
        raise DutiesMixed(f"The {custodian} is somebody other than the {agent}.", told)


def keep_agent_apart(case: Case, account: Account) -> None:
    """Refuse as case agent a custodian who has the case's exhibits, where the two are apart."""
    if not _are_apart() or not is_custodian(account):
        return
    held = [one.label for one in list_exhibits(case) if answers_for(one, account)]
    if held:
        agent, custodian = current_pack().word("case_agent"), current_pack().word("custodian")
        words = f"{account.name} is the {custodian} of {', '.join(held)} and cannot be the {agent}"
        told = f"{words}. Hand over to another {custodian} first, or choose another {agent}."
        raise DutiesMixed(told, {"account_id": told})


def _are_apart() -> bool:
    pairs = current_pack().separation.acts
    return any({"case_agent", "custodian"} == set(pair) for pair in pairs)


def _check_outside(way: Movement, name: str, by: Person) -> None:
    if not way.outside:
        raise Invalid("Choose who receives it.", {"receiver_id": "Choose the receiver."})
    if not name.strip():
        raise Invalid("Say who receives it.", {"receiver_name": "Say who receives it."})
    if name.strip().casefold() == by.name.casefold():
        raise DutiesMixed("Two people are needed.", {"receiver_name": "Name somebody else."})
