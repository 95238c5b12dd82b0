"""The agency's own terms for its reports: types, disclosure tiers, and whom its fields name."""

import uuid
from collections.abc import Mapping
from typing import Any

from casemgr.tenants import current_pack
from casemgr.tenants.pack import Kind

TIERS = "disclosure_tiers"


def report_types() -> Mapping[str, Kind]:
    """Return the types of report that the agency has."""
    return current_pack().kinds.get("report", {})


def type_label(report_type: str) -> str:
    """Return what a type of report is called; one that is no longer listed is shown as it is."""
    known = report_types()
    return known[report_type].label if report_type in known else report_type


def list_tiers() -> list[tuple[str, str]]:
    """List the disclosure tiers with their labels, in the agency's order."""
    pack = current_pack()
    return pack.options(TIERS) if TIERS in pack.code_lists else []


def tier_label(code: str) -> str:
    """Return what a disclosure tier is called."""
    return dict(list_tiers()).get(code, code)


def people_in(report_type: str, fields: dict[str, Any]) -> set[uuid.UUID]:
    """Return the people whom the agency's own fields of a report name."""
    asked = current_pack().fields_for("report", [report_type])
    named = [fields.get(field.name) for field in asked if field.type == "person"]
    return {uuid.UUID(str(key)) for key in named if key}
