"""The statute tables under config/shared/statutes, read and checked with line numbers."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from casemgr.statutes.citations import Citation, CitationInvalid, parse_citation
from casemgr.tenants.problems import PackInvalid, Place, Problem, problem_at, unknown_name
from casemgr.tenants.source import Map, read_file
from config.settings import ROOT

FOLDER = ROOT / "config" / "shared" / "statutes"
Row = TypeVar("Row")
Check = Callable[[object], str]


@dataclass(frozen=True)
class Column:
    """One entry that a row of a table may have, and the check of its value."""

    check: Check
    required: bool = True


def is_text(value: object) -> str:
    """Accept words; say "" or how to write them."""
    return "" if isinstance(value, str) and value.strip() else "a text"


def is_citation(value: object) -> str:
    """Accept one citation of the United States Code."""
    try:
        parse_citation(str(value))
    except CitationInvalid:
        return "a citation such as 18 U.S.C. 922(g)(1)"
    return ""


def is_citations(value: object) -> str:
    """Accept a list of citations."""
    good = isinstance(value, list) and value and not any(map(is_citation, value))
    return "" if good else "a list such as [18 U.S.C. 844(i), 18 U.S.C. 844(h)]"


def is_years(value: object) -> str:
    """Accept a number of years, or `none` where the statute sets no bound."""
    number = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 99
    return "" if number or value == "none" else "a number of years, or none"


def is_rows(value: object) -> str:
    """Accept a list of rows; their own columns are checked apart."""
    good = isinstance(value, list) and value and all(isinstance(row, Map) for row in value)
    return "" if good else "a list of rows"


SECTIONS = {name: Column(is_text) for name in ("chapter", "heading", "text")}
SECTIONS |= {"citation": Column(is_citation)}
ELEMENT = {name: Column(is_text) for name in ("name", "label", "text", "source")}
ELEMENT |= {"applies_to": Column(is_text, required=False)}
ELEMENTS = {
    "citation": Column(is_citation),
    "offense": Column(is_text),
    "elements": Column(is_rows),
}
LIMITATION = {
    "applies_to": Column(is_citations, required=False),
    "title": Column(is_years, required=False),
    "years": Column(is_years),
    "source": Column(is_citation),
    "note": Column(is_text, required=False),
}
PENALTY = {
    "citation": Column(is_citation),
    "maximum": Column(is_text),
    "years": Column(is_years, required=False),
    "minimum_years": Column(is_years, required=False),
    "source": Column(is_citation),
    "quote": Column(is_text),
    "note": Column(is_text, required=False),
}
CLOSING = {"citation": Column(is_citation), "words": Column(is_text)}
COURT = {name: Column(is_text) for name in ("id", "district", "abbreviation", "place")}

TABLES: dict[str, tuple[str, Mapping[str, Column]]] = {
    "sections.yaml": ("sections", SECTIONS),
    "closings.yaml": ("closings", CLOSING),
    "elements.yaml": ("offenses", ELEMENTS),
    "limitation.yaml": ("rules", LIMITATION),
    "penalties.yaml": ("penalties", PENALTY),
    "courts.yaml": ("courts", COURT),
}


@functools.cache
def rulebook(name: str) -> tuple[Map, ...]:
    """Return the rows of one table; raise PackInvalid when the file needs mending."""
    rows, problems = read_rulebook(FOLDER / name)
    if problems:
        raise PackInvalid(problems)
    return rows


def read_rulebook(path: Path) -> tuple[tuple[Map, ...], list[Problem]]:
    """Read one table and say what is wrong in it; the file's name decides its columns."""
    key, columns = TABLES[path.name]
    try:
        content = read_file(path, f"config/shared/statutes/{path.name}")
    except PackInvalid as invalid:
        return (), invalid.problems
    if list(content) != [key] or is_rows(content[key]):
        mend = f"{key}: and a list of rows, nothing else"
        return (), [problem_at(content.lc.place, "the table has another form", mend)]
    rows = tuple(content[key])
    return rows, [problem for row in rows for problem in _row_problems(row, columns)]


def check_rulebooks(folder: Path = FOLDER) -> list[Problem]:
    """Say everything that is wrong in the statute tables of a folder."""
    return [problem for name in TABLES for problem in read_rulebook(folder / name)[1]]


def _row_problems(row: Map, columns: Mapping[str, Column]) -> list[Problem]:
    problems = [
        unknown_name(row.at(name), "a column of this table", name, columns)
        for name in row
        if name not in columns
    ]
    problems += [
        problem_at(row.lc.place, f'the row has no "{name}"', f"{name}: and {column.check(None)}")
        for name, column in columns.items()
        if column.required and name not in row
    ]
    problems += [
        problem_at(row.value_at(name), f'"{name}" cannot be read', mend)
        for name, mend in _mends(row, columns)
    ]
    return problems + _element_problems(row, columns)


def _mends(row: Map, columns: Mapping[str, Column]) -> Iterable[tuple[str, str]]:
    for name, value in row.items():
        if name in columns and (mend := columns[name].check(value)):
            yield name, mend


def _element_problems(row: Map, columns: Mapping[str, Column]) -> list[Problem]:
    if columns is not ELEMENTS or is_rows(row.get("elements")):
        return []
    elements = row["elements"]
    names = [element.get("name") for element in elements]
    twice = [
        problem_at(_name_place(element), "two elements have one name", "another name")
        for index, element in enumerate(elements)
        if element.get("name") in names[:index]
    ]
    return twice + [found for element in elements for found in _row_problems(element, ELEMENT)]


def _name_place(element: Map) -> Place:
    return element.value_at("name")


def nearest(table: Mapping[Citation, Row], citation: Citation) -> Row | None:
    """Return the row of the provision itself or of the closest one that contains it."""
    steps = (citation, *citation.parents)
    return next((table[step] for step in steps if step in table), None)


def text_of(row: Mapping[str, Any], name: str) -> str:
    """Return a text of a row on one line; "" when the row has none."""
    return " ".join(str(row.get(name) or "").split())
