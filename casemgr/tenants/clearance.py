"""Who sees a sensitive field: those whose role shows them, or who hold its compartment."""

from typing import Any

from casemgr.permissions import Permission
from casemgr.tenants.field_model import Field

MASK = "•••• You are not cleared for this."


def is_cleared(field: Field, person: Any) -> bool:
    """Tell whether a person may see what the field holds; nobody in particular may not."""
    if not field.sensitive:
        return True
    if not person:
        return False
    if field.compartment:
        return field.compartment in getattr(person, "clearances", ())
    return Permission.SENSITIVE_READ in getattr(person, "permissions", ())
