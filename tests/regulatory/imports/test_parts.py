"""A list is read in parts: however large they are, it says the same."""

import csv
import io
import random
from contextlib import suppress
from datetime import date

import pytest

from casemgr.errors import Invalid
from regulatory.imports.reading import read_part
from regulatory.imports.sniffing import format_of
from regulatory.imports.staging import read_rows, rows_of
from tests.regulatory.imports.conftest import HEADER, record, row, text_of

BREAKS = ["A\nB", 'A "B" C', "A\r\nB\nC", '"', "PLAIN"]


def listing(delimiter, quoting=csv.QUOTE_MINIMAL):
    """A list with line ends and quotation marks in its cells."""
    chance, sheet = random.Random(1), io.StringIO()
    lines = [row(n, LICENSE_NAME=chance.choice(BREAKS)) for n in range(1, 61)]
    csv.writer(sheet, delimiter=delimiter, quoting=quoting).writerows([HEADER, *lines])
    return sheet.getvalue()


def registrants(end):
    return end.join(record(f"AP58{n:04}1") for n in range(40)) + end


LISTS = {
    "comma": listing(","),
    "tab": listing("\t"),
    "quoted": listing("|", csv.QUOTE_ALL),
    "stray": text_of(*[row(n, LICENSE_NAME='"OPEN') for n in range(1, 40)]),
    "records": registrants("\n"),
    "unbroken": registrants(""),
}


def told(path, how, size):
    """What a file says when it is read in parts of some bytes."""
    offset, line, found = how.start, how.first_line, []
    while True:
        part = read_part(path, how, offset, line, size)
        reading = read_rows(part, how, rows_of(how, date(2013, 5, 1)))
        found += [(number, seen.identity, cells) for number, seen, cells in reading.seen]
        found += [(one.line, one.severity, one.reason) for one in reading.problems]
        offset, line = part.next_after(reading.left)
        if part.is_last:
            return sorted(found, key=str), line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", LISTS)
def test_the_size_of_the_parts_makes_no_difference(tmp_path, name, encoding):
    path = tmp_path / "list"
    path.write_bytes(LISTS[name].encode(encoding if name != "unbroken" else "utf-8"))
    how = format_of(path)
    whole = told(path, how, 1 << 20)

    sizes = {told(path, how, size) == whole for size in (3_000, 4_001, 7_777, 12_346)}

    assert len(whole[0]) >= 39
    assert sizes == {True}


@pytest.mark.parametrize("seed", range(40))
def test_noise_is_read_or_refused_and_never_a_fault(tmp_path, seed):
    chance = random.Random(seed)
    text = bytearray(chance.choice([*LISTS.values()]).encode(chance.choice(["utf-8", "utf-16"])))
    for _ in range(chance.choice([3, 30, 300])):
        text[chance.randrange(len(text))] = chance.choice([0, 9, 10, 13, 26, 34, 160, 255])
    path = tmp_path / "list"
    path.write_bytes(bytes(text[: chance.randrange(len(text) // 2, len(text))]))

    with suppress(Invalid):
        assert told(path, format_of(path), 6_000)[0]
