"""Who may change a case that they can see: its team, and those who assign cases."""

import uuid
from typing import Any

from sqlalchemy import select

from casemgr.cases.models import Case, CaseMember
from casemgr.database.rows import fetch
from casemgr.errors import NotAllowed
from casemgr.extensions import db
from casemgr.permissions import Permission


def may_change(case: Case, person: Any) -> bool:
    """Return whether the person works on the case or stands over those who do."""
    if Permission.CASE_EDIT not in person.permissions:
        return False
    if case.case_agent_id == person.id or Permission.CASE_ASSIGN in person.permissions:
        return True
    return is_member(case, person)


def is_member(case: Case, person: Any) -> bool:
    """Return whether the person is on the team of the case, besides its case agent."""
    member = select(CaseMember.id).where(
        CaseMember.case_id == case.id, CaseMember.account_id == person.id
    )
    return db.session.scalar(member.limit(1)) is not None


def fetch_to_change(case_id: uuid.UUID, person: Any) -> Case:
    """Return a case that the person may change, or refuse."""
    case = fetch(Case, case_id)
    check_may_change(case, person)
    return case


def check_may_change(case: Case, person: Any) -> None:
    """Refuse a change by somebody who may only read the case."""
    if not may_change(case, person):
        raise NotAllowed("You can read this. To change it, ask its agent to put you on the team.")
