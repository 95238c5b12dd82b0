"""The layouts in which lists come, told by what they hold and never by the name of a file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from regulatory.numbers import FORMS, NumberForm

FIXED = "registrant_file"
LENGTHS = (236, 237, 244)  # of 2009, of other copies, of 2017
PARTS = ("region", "district", "county", "type", "expiry", "sequence")
_OTHER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Layout:
    """A layout: the scheme and form of its numbers, and what its columns are called."""

    name: str
    label: str
    scheme: str
    form: str
    columns: dict[str, list[str]]
    whole: bool = False

    @property
    def numbers(self) -> NumberForm:
        """The form of its numbers."""
        return FORMS[self.form]

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Return where the columns stand that the layout knows, by its own names."""
        found = {name: place for place, name in enumerate(map(folded_column, header))}
        return {
            column: found[name]
            for column, names in self.columns.items()
            for name in names
            if name in found
        }

    def missing(self, header: Sequence[str]) -> list[str]:
        """List the columns of the layout that a header lacks, as lists usually call them."""
        places = self.places(header)
        return [names[0] for column, names in self.columns.items() if column not in places]


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by its name."""
    text = (Path(__file__).parent / "layouts.yaml").read_text(encoding="utf-8")
    return {
        name: Layout(name, **{"columns": {}, **entry})
        for name, entry in yaml.safe_load(text).items()
    }


def folded_column(name: str) -> str:
    """Return the name of a column in capitals, with one underscore for all other signs."""
    return _OTHER.sub("_", name.upper()).strip("_")


def tables() -> list[Layout]:
    """List the layouts that have named columns."""
    return [layout for layout in layouts().values() if layout.columns]
