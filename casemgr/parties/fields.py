"""The agency's own fields of a record as a page shows them, people by their names."""

from collections.abc import Collection
from typing import Any

from casemgr.parties.queries import names_of
from casemgr.tenants import current_pack
from casemgr.tenants.fields import show_value

Shown = list[tuple[str, str]]


def shown_fields(
    subject: str,
    record: Any,
    *,
    kinds: Collection[str] = (),
    case_type: str = "",
    empty: bool = False,
) -> list[tuple[str, Shown]]:
    """Return the groups of a record's fields: heading, and label and value of each field.

    Fields without a value are left out unless `empty` asks for them.
    """
    pack, values = current_pack(), record.fields or {}
    fields = pack.fields_for(subject, kinds, case_type)
    names = names_of(values.get(field.name) for field in fields if field.type == "person")
    groups = []
    for heading, grouped in pack.grouped(subject, fields):
        pairs = [(one.label, show_value(one, values.get(one.name), names)) for one in grouped]
        kept = [(label, value) for label, value in pairs if empty or value]
        if kept:
            groups.append((heading, kept))
    return groups
