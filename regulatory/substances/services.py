"""Importing the official list of controlled substances that every tenant shares."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from pypdfium2 import PdfiumError
from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.orm import Session

from casemgr.errors import Invalid
from regulatory.substances.models import Substance
from regulatory.substances.official import Listed, read_official_list

NO_STREET_NAMES: Mapping[str, list[str]] = {}
OWNER = "-c role=casemgr_owner"  # The application's own role may only read the substances.


def read_list(path: Path) -> list[Listed]:
    """Read the official list. Raises Invalid when the file is another."""
    try:
        listed = read_official_list(path)
    except PdfiumError:
        raise Invalid(f"{path.name} is not a PDF. Give the list in alphabetical order.") from None
    except Invalid as refusal:
        raise Invalid(f"{path.name} cannot be read. {refusal.message}") from None
    if not listed:
        message = f"{path.name} has no list of substances. Give the list in alphabetical order."
        raise Invalid(message)
    return list(dict.fromkeys(listed))


def contradictions(listed: list[Listed]) -> list[str]:
    """Name what stands in the list more than once, with different facts under one code."""
    counted = Counter(f"{one.name} ({one.code or 'no code'})" for one in listed)
    return [name for name, count in counted.items() if count > 1]


def read_street_names(path: Path) -> dict[str, list[str]]:
    """Read the street names of each substance from a table with the columns category and slang."""
    found = defaultdict(list)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("category") and row.get("slang"):
                    found[row["category"].lower()].append(row["slang"])
    except (UnicodeDecodeError, csv.Error):
        raise Invalid(f"{path.name} is no table in UTF-8. Save it as CSV (UTF-8).") from None
    if not found:
        raise Invalid(f"{path.name} has no street names. It needs the columns category and slang.")
    return found


def names_of(one: Listed) -> list[str]:
    """Return every name by which a table may call the substance, in small letters."""
    others = re.split("[,;]", one.other_names)
    return [name.strip().lower() for name in (one.name, *others)]


def import_as_administrator(
    administrator: str, listed: list[Listed], street: Mapping[str, list[str]] = NO_STREET_NAMES
) -> None:
    """Let the list take the place of the one before, over a connection that may write."""
    engine = create_engine(administrator, poolclass=NullPool, connect_args={"options": OWNER})
    with Session(engine) as session, session.begin():
        for old in session.scalars(select(Substance)):
            session.delete(old)
        session.flush()
        session.add_all(_substance(place, one, street) for place, one in enumerate(listed))


def _substance(place: int, one: Listed, street: Mapping[str, list[str]]) -> Substance:
    return Substance(
        position=place,
        name=one.name,
        code=one.code,
        schedule=one.schedule,
        narcotic=one.narcotic == "Y",
        other_names=one.other_names,
        street_names=[name for known in names_of(one) for name in street.get(known, [])],
    )
