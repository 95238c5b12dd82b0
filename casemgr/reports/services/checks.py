"""What a report must be like before it is kept, in words for the person who writes it."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from casemgr import clock
from casemgr.cases.models import CaseSubject
from casemgr.database.rows import rows
from casemgr.errors import Invalid
from casemgr.parties.models import Party
from casemgr.reports.terms import list_tiers, report_types
from casemgr.tenants import current_pack


def check_type(report_type: str) -> None:
    """Refuse a type of report that the agency does not have."""
    if report_type not in report_types():
        raise Invalid("Choose a listed type.", {"report_type": "Choose one of the listed types."})


def check_event(event_on: date) -> None:
    """Refuse to report what has not happened yet."""
    if event_on > clock.today(current_pack().time_zone):
        message = "This day is still to come. Enter the day on which it happened."
        raise Invalid(message, {"event_on": message})


def check_disclosure(disclosure: Collection[str], restricted: Collection[str]) -> list[str]:
    """Return the disclosure tiers of a report, in the order in which the agency lists them.

    Some tiers, such as matters before a grand jury (Fed. R. Crim. P. 6(e)), are compartments too:
    such a report must be kept from those who are not cleared, and what is kept so has the tier.
    """
    known, listed = current_pack().compartments, list_tiers()
    for code, label in listed:
        if code in disclosure and code in known and code not in restricted:
            message = (
                f"{label} is disclosed to cleared persons only. Tick it under “Restricted to” too;"
                " if it is not offered there, ask your administrator for the clearance."
            )
            raise Invalid(message, {"disclosure": message})
    return [code for code, _ in listed if code in disclosure or code in restricted]


def check_parties(
    case_id: uuid.UUID, named: Collection[uuid.UUID], restricted: Collection[str]
) -> None:
    """Refuse a report that would tell of somebody to those who are not cleared to know of them.

    A party can be restricted in the name index, or only in the part it has in this case.
    """
    parties = rows(select(Party).where(Party.id.in_(list(named)))) if named else []
    if len(parties) < len(set(named)):
        message = "Choose people and organizations from the list."
        raise Invalid(message, {"parties": message})
    parts = select(CaseSubject).where(
        CaseSubject.case_id == case_id, CaseSubject.party_id.in_(list(named))
    )
    known = {party.id: party for party in parties}
    for record in (*parties, *rows(parts)):
        _refuse_if_revealed(known[getattr(record, "party_id", record.id)], record, restricted)


def _refuse_if_revealed(party: Party, record: Any, restricted: Collection[str]) -> None:
    missing = [name for name in record.compartments if name not in restricted]
    if missing:
        labels = current_pack().compartments
        words = ", ".join(labels[name].label if name in labels else name for name in missing)
        message = (
            f"{party.name} is known here only to those cleared for {words}."
            " Restrict the report in the same way, or leave the name off."
        )
        raise Invalid(message, {"parties": message})
