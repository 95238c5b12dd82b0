"""What a licence tells to the agency's own fields of a subject, as its scheme says."""

from typing import Any

from casemgr.tenants import current_pack
from casemgr.tenants.fields import Values, clean_fields, show_value
from regulatory.licences.terms import scheme_of
from regulatory.registry.models import Licence


def fields_of(licence: Licence, role: str, case_type: str) -> Values:
    """Return what the fields of a subject take over; what a field cannot hold is left out."""
    scheme, pack = scheme_of(licence), current_pack()
    named = scheme.investigation.fields if scheme else {}
    told = {field: value for field, fact in named.items() if (value := _told(licence, fact))}
    fields = pack.fields_for("subject", (role,), case_type)
    context = {"case_type": case_type, "kind": role}
    values, faults = clean_fields(fields, told, context, asked=told.keys())
    return {name: values[name] for name in told if values.get(name) and name not in faults}


def shown_fields_of(licence: Licence, role: str, case_type: str) -> list[tuple[str, str]]:
    """List what the fields of a subject take over, in words."""
    pack = current_pack()
    return [
        (field.label, show_value(field, value))
        for name, value in fields_of(licence, role, case_type).items()
        if (field := pack.field("subject", name))
    ]


def _told(licence: Licence, fact: str) -> Any:
    activity = f"{licence.type}{licence.subtype}"
    facts = {"number": licence.number, "activity": activity, "schedules": licence.schedules}
    return facts[fact]
