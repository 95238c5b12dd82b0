"""Opening an investigation of a licensee: the case, its subject and the link, all in one act."""

import uuid
from typing import Any

from casemgr.cases.models import Case
from casemgr.cases.services import add_subject, open_case
from casemgr.database.rows import fetch
from casemgr.parties.models import Party
from casemgr.parties.services import KINDS, create_party
from regulatory.licences.licensees import facts_of
from regulatory.licences.services import know_licensee, link_licence
from regulatory.registry.models import Licence

SUBJECT = "subject"
OPENED = "The investigation was opened from this license."


def open_investigation(
    licence: Licence, licensee: str, case_type: str, *, by: Any, **facts: Any
) -> Case:
    """Open a case whose subject is the licensee: a party's id, or the kind of a new entry."""
    case = open_case(case_type=case_type, by=by, **facts)
    party = _licensee(case, licence, licensee, by)
    add_subject(case, party, SUBJECT, by=by)
    link_licence(case, licence, OPENED, by=by)
    know_licensee(licence, party, by=by)
    return case


def _licensee(case: Case, licence: Licence, licensee: str, by: Any) -> Party:
    """Return whom the name index has, or enter who is new: in a restricted case, restricted."""
    if licensee not in KINDS:
        return fetch(Party, uuid.UUID(licensee))
    facts = facts_of(licence, licensee)
    return create_party(licensee, by=by, sure=True, compartments=case.compartments, **facts)
