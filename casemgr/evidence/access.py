"""Who may handle the evidence of a case: those of its team who collect it, and custodians."""

from typing import Any

from casemgr.cases.access import is_member
from casemgr.cases.models import Case
from casemgr.errors import NotAllowed
from casemgr.permissions import Permission


def may_collect(case: Case, person: Any) -> bool:
    """Tell whether the person collects evidence and works on the case."""
    if Permission.EVIDENCE_COLLECT not in person.permissions:
        return False
    return case.case_agent_id == person.id or is_member(case, person)


def may_handle(case: Case, person: Any) -> bool:
    """Tell whether the person collects the case's evidence, or keeps the agency's."""
    return Permission.EVIDENCE_CUSTODY in person.permissions or may_collect(case, person)


def check_may_collect(case: Case, person: Any) -> None:
    """Refuse a new exhibit by somebody who is not on the team."""
    if not may_collect(case, person):
        raise NotAllowed(
            "Exhibits are logged by the team of the case. Ask its agent to put you on the team."
        )


def check_may_handle(case: Case, person: Any) -> None:
    """Refuse a change by somebody who may only read about the evidence."""
    if not may_handle(case, person):
        raise NotAllowed(
            "You can read this. It is changed by the team of the case and by the custodian."
        )
