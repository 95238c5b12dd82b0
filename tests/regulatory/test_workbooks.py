"""A workbook that would swell or break what reads it is refused in words, and holds no memory."""

import re
import tracemalloc
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from casemgr.errors import Invalid
from casemgr.workbooks import workbook_of
from regulatory import workbooks
from regulatory.workbooks import is_workbook, opened

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BEGIN, END = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"
CELL = "<c><v>1</v></c>"
LARGE, MOST_HELD = 1 << 20, 8 << 20  # bytes


@pytest.fixture
def packed(tmp_path):
    """Write a workbook with this part as its sheet: packed(xml, packing)."""

    def packed(xml, packing=ZIP_DEFLATED):
        path = tmp_path / "list.xlsx"
        plain = tmp_path / "plain.xlsx"
        plain.write_bytes(b"".join(workbook_of([[["1"]]])))
        with ZipFile(plain) as given, ZipFile(path, "w", packing) as archive:
            for name in given.namelist():
                archive.writestr(name, xml if name == "xl/sheet.xml" else given.read(name))
        return path

    return packed


def rows_in(path):
    """Read what stands in the rows of all sheets."""
    with opened(path) as sheets:
        return [cells for sheet in sheets for cells in sheet.rows() if any(cells)]


def times(unit):
    return unit * (LARGE // len(unit))


@pytest.mark.parametrize(
    "sheet",
    [
        f'<worksheet xmlns="{MAIN}">{times("<x/>")}<sheetData><row>{CELL}</row>{END}',
        f"{BEGIN}{times('<!---->')}<row>{CELL}</row>{END}",
        f"{BEGIN}<row><c><v>1</v>{times('<x/>')}</c></row>{END}",
        f"{BEGIN}<row>{CELL}{times('<c/>')}</row>{END}",
        f"{BEGIN}<row>{CELL}</row>{times('<row/>')}{END}",
    ],
)
def test_nothing_is_held_of_what_is_no_row(packed, sheet):
    path = packed(sheet)
    tracemalloc.start()

    try:
        assert [cells[0] for cells in rows_in(path)] == ["1"]
        assert tracemalloc.get_traced_memory()[1] < MOST_HELD
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "sheet",
    [
        f"{BEGIN}<row><c><v>{times('1')}</v></c></row>{END}",
        f'{BEGIN}<row><c t="inlineStr"><is>{times("<t>aaaa</t>")}</is></c></row>{END}',
        f'{BEGIN}<row><c a="{times("1")}"><v>1</v></c></row>{END}',
        f"{BEGIN}{times('<x>')}{END}",
    ],
)
def test_one_cell_that_is_larger_than_any_is_refused(packed, sheet):
    with pytest.raises(Invalid, match="too large to be read in full"):
        rows_in(packed(sheet))


def test_a_small_file_that_stands_for_much_more_is_refused(packed):
    path = packed(f"{BEGIN}{' ' * (20 << 20)}<row>{CELL}</row>{END}")

    with pytest.raises(Invalid, match="too large to be read in full"):
        rows_in(path)


def test_more_rows_than_a_sheet_can_have_are_refused(packed, monkeypatch):
    monkeypatch.setattr(workbooks, "SPARED", 1 << 30)

    with pytest.raises(Invalid, match="more than 1,048,576 rows"):
        rows_in(packed(f"{BEGIN}{'<row/>' * ((1 << 20) + 1)}{END}"))


def test_a_packing_that_swells_without_bound_is_refused(packed):
    with pytest.raises(Invalid, match="damaged"):
        rows_in(packed(f"{BEGIN}<row>{CELL}</row>{END}", ZIP_BZIP2))


def test_a_part_that_a_password_hides_is_refused(packed):
    path = packed(f"{BEGIN}<row>{CELL}</row>{END}")
    marks = rb"(PK\x01\x02.{4}|PK\x03\x04.{2}).."
    marked = re.sub(marks, lambda one: one[1] + b"\x01\0", path.read_bytes(), flags=re.DOTALL)
    path.write_bytes(marked)

    with pytest.raises(Invalid, match="damaged"):
        rows_in(path)


def test_an_archive_of_a_later_making_is_taken_for_no_workbook(packed):
    path = packed(f"{BEGIN}<row>{CELL}</row>{END}")
    assert is_workbook(path)

    central = rb"(PK\x01\x02..).."
    later = re.sub(central, lambda one: one[1] + b"\xea\0", path.read_bytes(), flags=re.DOTALL)
    path.write_bytes(later)

    assert not is_workbook(path)


def test_elements_may_have_a_prefix(packed):
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c r="B1"><x:v>7</x:v></x:c></x:row>'
    )

    assert rows_in(packed(f"{sheet}</x:sheetData></x:worksheet>")) == [["", "7"]]
