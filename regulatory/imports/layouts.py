"""The layouts in which lists come, told by what they hold and never by the name of a file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from casemgr.errors import Invalid
from regulatory.numbers import FORMS, NumberForm

PARTS = ("region", "district", "county", "type", "expiry", "sequence")
_OTHER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Apart:
    """Numbers that belong to another scheme than the rest of their list: how they begin."""

    begin: str
    scheme: str
    form: str


@dataclass(frozen=True)
class Layout:
    """A layout: the scheme and form of its numbers, and what its columns are called.

    A header may lack the `optional` columns. `apart` is for numbers of another scheme.
    """

    name: str
    label: str
    scheme: str
    form: str
    columns: dict[str, list[str]]
    optional: tuple[str, ...] = ()
    whole: bool = False
    apart: Apart | None = None

    @property
    def schemes(self) -> list[str]:
        """The registries that it fills."""
        return [self.scheme, *([self.apart.scheme] if self.apart else [])]

    @property
    def numbers(self) -> NumberForm:
        """The form of its numbers."""
        return FORMS[self.form]

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Return where the columns stand that the layout knows, by its own names.

        Of several spellings the one that lists use most goes before. Raises Invalid when one and
        the same spelling stands there twice.
        """
        folded = [folded_column(name) for name in header]
        found = {}
        for column, names in self.columns.items():
            name = next((name for name in map(folded_column, names) if name in folded), None)
            if name and folded.count(name) > 1:
                twice = header[folded.index(name)].strip()
                raise Invalid(f"The column {twice} stands there twice. Take one of them out.")
            if name:
                found[column] = folded.index(name)
        return found

    def missing(self, header: Sequence[str]) -> list[str]:
        """List the columns of the layout that a header lacks, as lists usually call them."""
        places = self.places(header)
        needed = [column for column in self.columns if column not in self.optional]
        return [self.columns[column][0] for column in needed if column not in places]

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row only says again what the columns are called, as in joined lists."""
        try:
            return bool(self.columns) and not self.missing(cells)
        except Invalid:
            return False


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by its name."""
    text = (Path(__file__).parent / "layouts.yaml").read_text(encoding="utf-8")
    return {name: _layout(name, **entry) for name, entry in yaml.safe_load(text).items()}


def _layout(name: str, apart: dict[str, str] | None = None, **entry: Any) -> Layout:
    return Layout(name, **{"columns": {}, **entry}, apart=Apart(**apart) if apart else None)


def folded_column(name: str) -> str:
    """Return the name of a column in capitals, without its underscores, spaces and other signs."""
    return _OTHER.sub("", name.upper())


def tables() -> list[Layout]:
    """List the layouts that have named columns."""
    return [layout for layout in layouts().values() if layout.columns]
