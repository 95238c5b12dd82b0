"""Weighing a list against the registry: what it would change, and how far it reaches."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from casemgr.extensions import db
from regulatory.imports import statements as sql
from regulatory.imports.layouts import layouts
from regulatory.imports.models import Severity
from regulatory.imports.queries import latest_applied, list_guessed
from regulatory.registry.models import RegistryImport

FEW = 100
TERM = timedelta(days=3 * 366)  # after which every licence has come up for renewal


def weigh(one: RegistryImport) -> None:
    """Count what the list would change."""
    db.session.flush()
    db.session.execute(sql.IN_BULK)
    counts = Counter(reached=0, vanished=0)
    for values in sql.values_by_scheme(one):
        counts.update(_compared(values))
    for values in reach_of(one):
        counts["reached"] += db.session.scalar(sql.COUNT_REACHED, values) or 0
        counts["vanished"] += db.session.scalar(sql.COUNT_GONE, values) or 0
    problems: dict[str, int] = dict(db.session.execute(sql.PROBLEMS, sql.values_for(one)).all())
    one.counts = {
        **counts,
        "refused": problems.get(Severity.REFUSED, 0),
        "doubtful": problems.get(Severity.DOUBTFUL, 0),
        "basis": basis_of(one),
    }


def _compared(values: dict[str, Any]) -> dict[str, int]:
    counted = db.session.execute(sql.COUNT_ROWS, values).one()._asdict()
    told = db.session.execute(sql.COMPARE, values).one()._asdict()
    compared, alike = told.pop("compared"), told.pop("alike")
    return {
        "rows": counted["rows"],
        "new": counted["rows"] - counted["same"] - compared,
        "matched": counted["same"] + compared,
        "unchanged": counted["same"] + alike,
        **told,
    }


def basis_of(one: RegistryImport) -> str:
    """Return the list that the registry held last."""
    newest = latest_applied(one.scheme)
    return str(newest.id) if newest else ""


def has_lost_rows(one: RegistryImport) -> bool:
    """Whether the server crashed meanwhile and has forgotten what was read."""
    kept = one.counts.get("rows", 0)
    return bool(kept) and (db.session.scalar(sql.STAGED, sql.values_for(one)) or 0) < kept


def loses_most(one: RegistryImport) -> bool:
    """Whether so much of what the list reaches over would be gone that it is hardly whole.

    Within three years, the longest term, most licences are renewed or run on; a list that lacks
    more than half of them is rather a part of one. After that anything may be.
    """
    reached, vanished = one.counts.get("reached", 0), one.counts["vanished"]
    newest = latest_applied(one.scheme)
    is_near = newest is not None and one.list_date - newest.list_date < TERM
    return is_near and reached > FEW and 2 * vanished > reached


def is_whole(one: RegistryImport) -> bool:
    """Whether the absence of a licence from the list means anything.

    What is missing of a list that was cut off can only be told when it has an order.
    """
    covered = one.covered
    has_end = covered.get("sorted", True) or not covered.get("cut")
    return layouts()[one.layout].whole and bool(covered.get("states")) and has_end


def reach_of(one: RegistryImport) -> Iterator[dict[str, Any]]:
    """Yield by which values the part of each registry is found over which the list reaches."""
    if not is_whole(one):
        return
    covered = one.covered
    ends = covered["states"].values()
    reach = {
        "day": one.list_date,
        "guessed": [] if one.day_is_guessed else [each.id for each in list_guessed(one.scheme)],
        "types": covered["types"],
        "states": json.dumps(covered["states"]),
        "low": min(low for low, _ in ends),
        "high": max(high for _, high in ends),
        "cut": covered["cut"],
        "sorted": covered["sorted"],
    }
    for values in sql.values_by_scheme(one):
        if db.session.scalar(sql.HAS_ROWS, values):
            yield {**values, **reach}
