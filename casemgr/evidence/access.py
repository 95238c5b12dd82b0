"""Who may handle the evidence of a case: those of its team who collect it, and custodians."""

import uuid
from typing import Any

from casemgr.accounts.models import Account
from casemgr.cases.access import is_member
from casemgr.cases.models import Case
from casemgr.database.rows import acting
from casemgr.errors import NotAllowed
from casemgr.extensions import db
from casemgr.permissions import Permission


def may_collect(case: Case, person: Any) -> bool:
    """Tell whether the person collects evidence and works on the case."""
    if Permission.EVIDENCE_COLLECT not in person.permissions:
        return False
    return case.case_agent_id == person.id or is_member(case, person)


def may_handle(case: Case, person: Any) -> bool:
    """Tell whether the person collects the case's evidence, or keeps the agency's."""
    return Permission.EVIDENCE_CUSTODY in person.permissions or may_collect(case, person)


def may_take_over(holder: uuid.UUID | None, person: Any) -> bool:
    """Tell whether the person keeps the agency's evidence and the holder can no longer sign in."""
    return Permission.EVIDENCE_CUSTODY in person.permissions and is_closed(holder)


def is_closed(key: uuid.UUID | None) -> bool:
    """Tell whether the account of a holder was closed, so that nobody can act as them."""
    account = db.session.get(Account, (acting().tenant_id, key)) if key else None
    return account is not None and account.status != "active"


def check_may_collect(case: Case, person: Any) -> None:
    """Refuse a new exhibit by somebody who is not on the team."""
    if not may_collect(case, person):
        raise NotAllowed("Exhibits are logged by the team. Ask its agent to put you on the team.")


def check_may_handle(case: Case, person: Any) -> None:
    """Refuse a change by somebody who may only read about the evidence."""
    if not may_handle(case, person):
        raise NotAllowed("You can read this. It is changed by the team and by the custodian.")
