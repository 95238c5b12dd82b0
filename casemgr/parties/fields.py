"""The agency's own fields of a record as a page shows them, people by their names."""

from collections.abc import Collection
from typing import Any

from casemgr.parties.queries import names_of
from casemgr.tenants import current_pack
from casemgr.tenants.earlier import HEADING, earlier_fields
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

    Fields without a value are left out unless `empty` asks for them. Values of fields that the
    pack no longer has stand at the end.
    """
    pack, values = current_pack(), record.fields or {}
    fields = pack.fields_for(subject, kinds, case_type)
    earlier = earlier_fields(subject, values)
    asked = (field for field in (*fields, *earlier) if field.type == "person")
    names = names_of(field.value_in(values) for field in asked)
    groups = []
    for heading, grouped in [*pack.grouped(subject, fields), (HEADING, earlier)]:
        pairs = [(one.label, show_value(one, one.value_in(values), names)) for one in grouped]
        kept = [(label, value) for label, value in pairs if empty or value]
        if kept:
            groups.append((heading, kept))
    return groups
