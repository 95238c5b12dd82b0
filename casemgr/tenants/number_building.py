"""Turning the numbering that a pack describes into templates and series."""

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.tenants.numbering import Numbering, NumberTemplate, Series, TemplateError, clashes
from casemgr.tenants.problems import Place, Problem, problem_at
from casemgr.tenants.source import Map

GENERAL = "general"
HIGHEST = 999_999_999


def build_numbering(described: Map, problems: list[Problem]) -> dict[str, Numbering]:
    """Build how each kind of record is numbered, and report templates that cannot work."""
    built = {}
    for subject, entry in described.items():
        found = _series(entry, problems)
        if found is None:
            continue
        built[subject] = Numbering(subject, tuple(entry["per"]), found)
        problems += _report_clashes(built[subject], entry)
        problems += _report_type(built[subject], entry)
    return built


def _report_type(numbering: Numbering, entry: Map) -> Iterator[Problem]:
    """Only a case has a type: what hangs on it can show the number of the case."""
    shown = any("type" in one.template.names for one in numbering.series.values())
    if numbering.subject != "case" and (shown or "case_type" in numbering.per):
        place = entry.at("template") if shown else entry.at("per")
        yield problem_at(
            place, "only the numbers of cases have {type}", "{case}-{seq}, per: [case]"
        )


def _series(entry: Map, problems: list[Problem]) -> Mapping[str, Series] | None:
    """Build the series; each ends before the next one of the same form begins."""
    given = {GENERAL: {"first": entry.get("first", 1)}} | dict(entry.get("series", {}))
    described = {name: _long(part) for name, part in given.items()}
    templates = {name: _template(part, entry, problems) for name, part in described.items()}
    if not all(templates.values()):
        return None
    drafts = [
        (name, template, described[name].get("first", 1), described[name].get("kinds", ()))
        for name, template in templates.items()
        if template
    ]
    return {
        name: Series(name, template, first, _last(template, first, drafts), frozenset(kinds))
        for name, template, first, kinds in drafts
    }


def _long(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {"first": part}


def _template(
    part: Mapping[str, Any], entry: Map, problems: list[Problem]
) -> NumberTemplate | None:
    holder = part if isinstance(part, Map) and "template" in part else entry
    try:
        return NumberTemplate.parse(str(holder["template"]))
    except TemplateError as error:
        problems.append(problem_at(holder.value_at("template"), str(error), error.mend))
        return None


def _last(template: NumberTemplate, first: int, drafts: list[Any]) -> int:
    """Return the last value of a series: before the next one, or all nines."""
    later = [start for _, other, start, _ in drafts if other == template and start > first]
    width = template.width_of("seq")
    return min([start - 1 for start in later], default=10**width - 1 if width else HIGHEST)


def _report_clashes(numbering: Numbering, entry: Map) -> Iterator[Problem]:
    place: Place = entry.at("series") if "series" in entry else entry.at("template")
    for message in clashes(numbering):
        yield problem_at(place, message, "a template that shows each part that it counts by")
    for series in numbering.series.values():
        if series.first > series.last:
            message = f"the series {series.name} begins at {series.first}, beyond its last number"
            yield problem_at(place, message, f"a number up to {series.last}")
