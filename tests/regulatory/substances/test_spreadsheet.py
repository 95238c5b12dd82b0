"""Whatever program wrote the spreadsheet of the list, it is read; what differs is told by code."""

import zipfile
from dataclasses import replace

import pytest

from casemgr.errors import Invalid
from casemgr.workbooks import workbook_of
from regulatory.substances.official import Listed, read_official_list
from regulatory.substances.spreadsheet import differences, read_spreadsheet
from tests.regulatory.public_data import DATA, needs

FOLDER = DATA / "dea-schedules"
HEADING = ["SUBSTANCE", "DEA NUMBER", "CSA SCH", "NARC", "OTHER NAMES"]
HEROIN = ["Heroin", "9200", "I", "Y", "Diacetylmorphine"]
LISTED = Listed(*HEROIN)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def written(tmp_path):
    """Write sheets by their names, each as the XML of its rows and what follows them."""

    def written(**sheets):
        path = tmp_path / "list.xlsx"
        parts = {f"other/{name}.xml": f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'
                 for name, inside in sheets.items()}  # fmt: skip
        named = "".join(f'<sheet name="{name}" sheetId="1" r:id="{name}"/>' for name in sheets)
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("_rels/.rels", ways("officeDocument", all="xl/workbook.xml"))
            archive.writestr("xl/workbook.xml", book)
            targets = {name: f"other/{name}.xml" for name in sheets}
            archive.writestr("xl/_rels/workbook.xml.rels", ways("worksheet", **targets))
            for name, part in parts.items():
                archive.writestr(f"xl/{name}", part)
        return path

    return written


def ways(kind, **targets):
    """Write where the parts of a book are."""
    lines = (
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def rows_of(*rows):
    """Write rows as a sheet has them: numbers as numbers, all else as text in its cell."""
    lines = (
        "".join(_cell(f"{'ABCDE'[place]}{number}", text) for place, text in enumerate(row))
        for number, row in enumerate(rows, start=1)
    )
    return f"<sheetData>{''.join(f'<row>{line}</row>' for line in lines)}</sheetData>"


def _cell(name, text):
    if text.isdigit():
        return f'<c r="{name}"><v>{text}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""


def test_text_in_its_cells_is_read_as_a_program_of_ours_writes_it(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"".join(workbook_of([[HEADING, HEROIN]])))

    assert read_spreadsheet(path) == [LISTED]


def test_the_sheet_with_the_heading_is_found_below_titles_and_above_notes(written):
    path = written(
        About=rows_of(["Read me"]),
        Substances=rows_of(["As of May"], [], HEADING, HEROIN, [], ["* a note"]),
    )

    assert read_spreadsheet(path) == [LISTED]


def test_columns_may_stand_in_another_order(written):
    path = written(Sheet=rows_of(HEADING[::-1], HEROIN[::-1]))

    assert read_spreadsheet(path) == [LISTED]


def test_a_merged_cell_counts_for_each_row_that_it_spans(written):
    second = ["", "9201", "II", "N", ""]
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    path = written(Sheet=rows_of(HEADING, HEROIN, second) + merged)

    assert read_spreadsheet(path) == [LISTED, Listed("Heroin", *second[1:])]


@pytest.mark.parametrize("content", [b"no list", b"", b"PK\x03\x04 cut off", b"%PDF-1.4"])
def test_what_is_no_spreadsheet_is_refused(tmp_path, content):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)

    with pytest.raises(Invalid, match=r"list\.xlsx is not a spreadsheet"):
        read_spreadsheet(path)


def test_a_spreadsheet_of_something_else_is_refused_with_the_columns_that_it_needs(written):
    path = written(Sheet=rows_of(["Substance", "Price"], ["Aspirin", "3"]))

    with pytest.raises(Invalid, match="no sheet with the columns Substance, Number, Schedule"):
        read_spreadsheet(path)


@needs("dea-schedules")
def test_the_official_list_and_its_spreadsheet_differ_nowhere():
    listed = read_official_list(FOLDER / "c_cs_alpha.pdf")

    assert differences(listed, read_spreadsheet(FOLDER / "c_cs_alpha.xlsx")) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schedule": "II"}, "schedule I in the list, II in the spreadsheet"),
        ({"narcotic": "N"}, "narcotic mark Y in the list, N in the spreadsheet"),
        ({"code": "9201"}, "code 9200 in the list, 9201 in the spreadsheet"),
        ({"name": "Heroine"}, "name Heroin in the list, Heroine in the spreadsheet"),
        ({"other_names": ""}, "other names Diacetylmorphine in the list, none in the spreadsheet"),
        ({"name": "HER- OIN"}, ""),
    ],
)
def test_what_differs_is_told_once_beside_others_of_the_same_code(change, words):
    others = [Listed(f"Steroid {number}", "4000", "III", "N", "") for number in range(3)]

    found = differences([LISTED, *others], [*others[::-1], replace(LISTED, **change)])

    assert [(one.code, one.name, one.words) for one in found] == (
        [("9200", "Heroin", words)] if words else []
    )


def test_what_one_side_lacks_is_told():
    cough = Listed("Codeine preparations", "", "V", "Y", "")

    assert [one.words for one in differences([LISTED, cough], [LISTED])] == ["only in the list"]
    assert [one.words for one in differences([], [cough])] == ["only in the spreadsheet"]
