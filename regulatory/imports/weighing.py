"""Weighing a list against the registry: what it would change, and how far it reaches."""

import json
from typing import Any

from casemgr.extensions import db
from regulatory.imports import statements as sql
from regulatory.imports.layouts import layouts
from regulatory.imports.models import Severity
from regulatory.imports.queries import latest_applied
from regulatory.registry.models import RegistryImport


def weigh(one: RegistryImport) -> None:
    """Count what the list would change."""
    db.session.flush()
    values = sql.values_for(one)
    counted = db.session.execute(sql.COUNT_ROWS, values).one()._asdict()
    told = db.session.execute(sql.COMPARE, values).one()._asdict()
    compared, alike = told.pop("compared"), told.pop("alike")
    problems: dict[str, int] = dict(db.session.execute(sql.PROBLEMS, values).all())
    one.counts = {
        "rows": counted["rows"],
        "new": counted["rows"] - counted["same"] - compared,
        "matched": counted["same"] + compared,
        "unchanged": counted["same"] + alike,
        **told,
        "vanished": db.session.scalar(sql.COUNT_GONE, reach_of(one)) if is_whole(one) else 0,
        "refused": problems.get(Severity.REFUSED, 0),
        "doubtful": problems.get(Severity.DOUBTFUL, 0),
        "basis": basis_of(one),
    }


def basis_of(one: RegistryImport) -> str:
    """Return the list that the registry held last."""
    newest = latest_applied(one.scheme)
    return str(newest.id) if newest else ""


def is_whole(one: RegistryImport) -> bool:
    """Whether the absence of a licence from the list means anything."""
    return layouts()[one.layout].whole and bool(one.covered.get("states"))


def reach_of(one: RegistryImport) -> dict[str, Any]:
    """Return the part of the registry over which the list reaches."""
    covered = one.covered
    ends = covered["states"].values()
    return {
        **sql.values_for(one),
        "day": one.list_date,
        "types": covered["types"],
        "states": json.dumps(covered["states"]),
        "low": min(low for low, _ in ends),
        "high": max(high for _, high in ends),
        "cut": covered["cut"],
        "sorted": covered["sorted"],
    }
