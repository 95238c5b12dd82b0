"""The public lists that the repository does not hold."""

import csv
import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CASEMGR_DATA") or REPOSITORY.parent / "shared" / "data")


def needs(name):
    """Skip where a folder of public data is absent."""
    return pytest.mark.skipif(
        not (DATA / name).is_dir(), reason=f"needs shared data: {DATA / name}"
    )


def registration_numbers():
    """Every registration number of the public lists, each once."""
    found = {row["REPORTER_DEA_NO"] for row in _rows("distributors.csv")}
    return sorted(found | {row["BUYER_DEA_NO"] for row in _rows("pharmacies.csv")})


def registrant_texts():
    """Every name and every line of an address in the public lists of registrants."""
    rows = _rows("distributors.csv")
    told = [name for name in rows[0] if "NAME" in name or "ADD" in name]
    return {row[name] for row in rows for name in told}


def _rows(name):
    with (DATA / "dea-registrants" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def firearms_rows(name):
    """The whole rows of a list of firearms licensees, split into columns."""
    lines = (DATA / "atf-ffl" / name).read_text(encoding="latin-1").split("\n")[2:]
    rows = [line.split("\t") for line in lines]
    return [row for row in rows if len(row) == 17]
