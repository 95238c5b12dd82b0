"""Facts of records as the words that a packet prints: moments, people, the agency's own fields."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casemgr.accounts.models import Account
from casemgr.cases.models import Case
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.packets.freezing.naming import Names
from casemgr.parties.fields import applying_fields
from casemgr.tenants import current_pack
from casemgr.tenants.fields import Field, show_value
from casemgr.wording import day

Groups = list[list[Any]]


def moment(value: datetime | None) -> str:
    """Write a moment in the agency's own time, with that zone's name."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(current_pack().time_zone))
    return f"{day(local)}, {local:%H:%M} {local:%Z}"


def local_date(value: datetime) -> str:
    """Write the day of a moment, as ISO text by which a chronology is sorted."""
    return value.astimezone(ZoneInfo(current_pack().time_zone)).date().isoformat()


def signatory(key: uuid.UUID) -> dict[str, str]:
    """Tell who a person of the agency is: name, title and office."""
    account = db.session.get(Account, (acting().tenant_id, key))
    if account is None:
        return {"name": "", "title": "", "office": ""}
    return {"name": account.name, "title": account.title, "office": office_label(account.office)}


def office_label(name: str) -> str:
    """Return what an office is called."""
    offices = current_pack().offices
    return offices[name].label if name in offices else name


def label_in(group: str, name: str) -> str:
    """Return the agency's word for a kind of subject, exhibit or report."""
    known = current_pack().kinds.get(group, {})
    return known[name].label if name in known else name.replace("_", " ").capitalize()


def tiers(codes: Collection[str]) -> str:
    """Write the disclosure tiers of a document."""
    lists = current_pack().code_lists
    if "disclosure_tiers" not in lists:
        return ", ".join(codes)
    return ", ".join(lists["disclosure_tiers"].label_of(code) for code in codes)


def field_groups(
    subject: str,
    record: Any,
    case: Case,
    names: Names,
    *,
    kinds: Collection[str] = (),
    leave_out: Collection[str] = (),
) -> Groups:
    """List the agency's own fields that have a value: heading, and label and words of each.

    Sensitive ones only where the agency's packet says so, and none that a compartment guards.
    """
    pack, values = current_pack(), record.fields or {}
    asked = [
        field
        for field in applying_fields(subject, values, kinds=kinds, case_type=case.case_type)
        if field.name not in leave_out and field_may_leave(field, subject)
    ]
    groups = []
    for heading, grouped in pack.grouped(subject, asked):
        pairs = [[one.label, _value(one, values.get(one.name), names)] for one in grouped]
        told = [pair for pair in pairs if pair[1]]
        if told:
            groups.append([heading, told])
    return groups


def field_may_leave(field: Field, subject: str) -> bool:
    """Tell whether the packet may print what a field of such a record holds."""
    if not field.sensitive:
        return True
    return not field.compartment and subject in current_pack().packet.sensitive


def _value(field: Field, value: Any, names: Names) -> str:
    if field.type == "person":
        return names.by_key(value) if value else ""
    return show_value(field, value)
