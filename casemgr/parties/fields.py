"""The agency's own fields of a record as a page shows them, people by their names."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_login import current_user
from markupsafe import Markup

from casemgr.database.rows import note_sensitive
from casemgr.parties.queries import names_of
from casemgr.tenants import current_pack
from casemgr.tenants.clearance import MASK, is_cleared
from casemgr.tenants.earlier import HEADING, earlier_fields
from casemgr.tenants.fields import Field, hidden_fields, show_value

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

    Fields without a value are left out unless `empty` asks for them, and so are those that do not
    apply. A field for which the person is not cleared is masked, whether it holds anything or not.
    Values of fields that the pack no longer has stand at the end.
    """
    pack, values = current_pack(), record.fields or {}
    fields = applying_fields(subject, values, kinds=kinds, case_type=case_type)
    earlier = earlier_fields(subject, values)
    every = [*fields, *earlier]
    masked = {one.name for one in every if not is_cleared(one, current_user)}
    _note_shown(record, [one for one in every if one.name not in masked])
    names = names_of(one.value_in(values) for one in every if one.type == "person")

    def shown(one: Field) -> str:
        if one.name in masked:
            return MASK
        if one.type == "attachment" and one not in earlier:
            return _files(subject, record, one)
        return show_value(one, one.value_in(values), names)

    groups = []
    for heading, grouped in [*pack.grouped(subject, fields), (HEADING, earlier)]:
        kept = [(one.label, text) for one in grouped if (text := shown(one)) or empty]
        if kept:
            groups.append((heading, kept))
    return groups


def applying_fields(
    subject: str, values: dict[str, Any], *, kinds: Collection[str] = (), case_type: str = ""
) -> list[Field]:
    """List the fields that apply to a record of these kinds with these values."""
    fields = current_pack().fields_for(subject, kinds, case_type)
    context = {"case_type": case_type, "kind": next(iter(kinds), "")}
    hidden = hidden_fields(fields, values, context)
    return [field for field in fields if field.name not in hidden]


def _files(subject: str, record: Any, field: Field) -> Markup:
    """Show the files of a field as links, and where they are added and removed."""
    at = {"record_type": subject, "record_id": record.id, "field": field.name}
    files = [
        (url_for("attachments.download", file_id=one["id"], **at), show_value(field, [one]))
        for one in record.fields.get(field.name) or ()
    ]
    links = [*files, (url_for("attachments.index", **at), "All files" if files else "Add files")]
    return Markup(", ").join(Markup('<a href="{}">{}</a>').format(*one) for one in links)


def _note_shown(record: Any, fields: Collection[Field]) -> None:
    """Let the audit say which sensitive fields were shown to somebody cleared for them."""
    held = record.fields or {}
    shown = [one.name for one in fields if one.sensitive and held.get(one.name) is not None]
    if shown:
        note_sensitive(record, shown)
