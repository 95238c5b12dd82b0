"""The spellings in which lists of firearms licensees come: all are read alike."""

import csv
import io
from datetime import date

import pytest

from casemgr.errors import Invalid
from regulatory.imports.dates import date_in_name
from tests.regulatory.imports.conftest import HEADER, licences, problems, row, text_of

AWAY = {
    "LIC_REGN": "6", "LIC_DIST": "06", "LIC_CNTY": "003", "LIC_SEQN": "00222",
    "PREMISE_STATE": "CT", "PREMISE_ZIP_CODE": "06111", "MAIL_STATE": "CT",
    "MAIL_ZIP_CODE": "06111",
}  # fmt: skip


def facts(person):
    """What the registry says, but for when and whence."""
    return {
        key: (one.number, one.name, one.trade_name, one.street, one.zip, one.mail_zip, one.phone)
        for key, one in licences(person).items()
    }


KNOWN = {
    "60600222": ("6-06-003-01-4L-00222", "INVENTED 1", "", "1 MADE UP RD", "06111", "06111",
                 "5125550100"),
}  # fmt: skip


@pytest.mark.parametrize(
    "spelled",
    [
        str.lower,
        lambda name: name.replace("_", ""),
        lambda name: name.title().replace("_", ""),
        lambda name: f"  {name.replace('_', '  ')} ",
        lambda name: name.replace("PREMISE", "Prem").replace("LICENSE_NAME", "Lisc_Name"),
        lambda name: name.replace("BUSINESS", "Busn").replace("LICENSE_NAME", "LICENSEE NAME"),
        lambda name: name.replace("LIC_", "License ").replace("STREET", "Address"),
    ],
)
def test_columns_are_known_in_every_spelling(bring, examiner, spelled):
    bring(examiner, text_of(row(1, **AWAY), header=[spelled(name) for name in HEADER]))

    assert facts(examiner) == KNOWN


@pytest.mark.parametrize(
    "spelled",
    [
        lambda cell: cell.lstrip("0"),
        lambda cell: f"{int(cell)}.0",
        lambda cell: f'"=""{cell}"""',
        lambda cell: f"'{cell}",
        lambda cell: f" {cell}\xa0",
    ],
)
def test_numbers_that_went_through_a_spreadsheet_are_read_as_they_were(bring, examiner, spelled):
    numbers = ("LIC_DIST", "LIC_CNTY", "LIC_SEQN", "PREMISE_ZIP_CODE", "MAIL_ZIP_CODE")
    turned = {name: spelled(AWAY[name]) for name in numbers}

    bring(examiner, text_of(row(1, **{**AWAY, **turned}), delimiter=","))

    assert facts(examiner) == KNOWN


@pytest.mark.parametrize(
    "told", ["(512) 555-0100", "512.555.0100", "+1 512 555 0100", "15125550100", "5125550100 x12"]
)
def test_telephones_are_known_in_every_spelling(bring, examiner, told):
    bring(examiner, text_of(row(1, **AWAY, VOICE_PHONE=told)))

    assert facts(examiner) == KNOWN


def test_a_number_that_a_spreadsheet_has_rounded_is_left_out_and_told(bring, examiner):
    one = bring(examiner, text_of(row(1, VOICE_PHONE="5.12555E+09", PREMISE_ZIP_CODE="7.87E+08")))

    only = licences(examiner)["57400001"]
    assert (only.phone, only.zip) == ("", "")
    assert all("rounded by a spreadsheet" in told.reason for told in problems(examiner, one))


@pytest.mark.parametrize("word", ["NULL", "(null)", "<NULL>", r"\N", "N/A", "#N/A", "nan", "None"])
def test_words_for_nothing_are_read_as_nothing(bring, examiner, word):
    bring(examiner, text_of(row(1, **AWAY, BUSINESS_NAME=word)))

    assert facts(examiner) == KNOWN


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Licensees\nAs of May 2013\n\n{list}", 5),
        ("{list}\n(1 row(s) affected)\n", 2),
        ("{list}Total\t1\n", 2),
        ("{list}1 rows selected.", 2),
        ("{list}{header}", 2),
        ("{list}\n\t\t\t\n\x1a", 2),
        ("{header}-----\t-----\n{row}", 3),
        ('{header}"-----"\t"-----"\n{row}', 3),
    ],
)
def test_what_is_no_row_is_passed_over(bring, examiner, written, line):
    text = text_of(row(1, **AWAY))
    header, only = text.splitlines(keepends=True)

    one = bring(examiner, written.format(list=text, header=header, row=only))

    assert facts(examiner) == KNOWN
    assert (one.counts["refused"], licences(examiner)["60600222"].first_line) == (0, line)


def test_a_delimiter_at_the_end_of_rows_is_no_column(bring, examiner):
    bring(examiner, text_of(row(1, **AWAY)).replace("\n", "\t\n"))

    assert facts(examiner) == KNOWN


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_cell_may_hold_line_ends(bring, examiner, delimiter):
    sheet = io.StringIO()
    rows = [HEADER, row(1, **AWAY, PREMISE_STREET="1 MADE\r\nUP RD"), row(2)]
    csv.writer(sheet, delimiter=delimiter).writerows(rows)

    one = bring(examiner, sheet.getvalue())

    assert facts(examiner).items() >= KNOWN.items()
    assert (one.counts["new"], licences(examiner)["57400002"].first_line) == (2, 4)


def test_a_quotation_mark_that_is_never_closed_swallows_no_other_row(bring, examiner):
    text = text_of(row(1, LICENSE_NAME='"OPEN'), row(2), row(3, STREET='6"'), delimiter=",")

    one = bring(examiner, text)

    assert [told.line for told in problems(examiner, one)] == [2]
    assert sorted(licences(examiner)) == ["57400002", "57400003"]


def test_where_tabs_part_the_cells_a_stray_quotation_mark_is_a_sign(bring, examiner):
    one = bring(examiner, text_of(row(1, LICENSE_NAME='"BIG" JOHN'), row(2, LICENSE_NAME='"OPEN')))

    assert [told.severity for told in problems(examiner, one)] == ["doubtful", "doubtful"]
    assert {one.name for one in licences(examiner).values()} == {'"BIG" JOHN', '"OPEN'}


def test_one_damaged_letter_does_not_change_the_encoding_of_a_file(bring, examiner):
    text = text_of(*[row(number, LICENSE_NAME=f"MUÑOZ {number}") for number in range(1, 9)])
    damaged = text.encode().replace("MUÑOZ 8".encode(), b"MU\xc3OZ 8")

    one = bring(examiner, damaged)

    assert [told.line for told in problems(examiner, one)] == [9]
    assert licences(examiner)["57400001"].name == "MUÑOZ 1"


def test_letters_of_windows_are_read(bring, examiner):
    bring(examiner, text_of(row(1, LICENSE_NAME="MUÑOZ – “ARMS”")).encode("cp1252"))

    assert licences(examiner)["57400001"].name == "MUÑOZ – “ARMS”"


def test_a_zip_code_that_is_not_of_the_state_is_doubtful(bring, examiner):
    one = bring(examiner, text_of(row(1, **{**AWAY, "PREMISE_ZIP_CODE": "61110"})))

    assert "61110 is not one of CT" in problems(examiner, one)[0].reason


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ([*HEADER, "Premise State"], "PREMISE_STATE stands there twice"),
        (["REGION_OF_LICENSE", *HEADER[1:]], "lacks the columns LIC_REGN"),
        (HEADER[:-1], "lacks the columns VOICE_PHONE"),
    ],
)
def test_a_header_that_leaves_a_column_open_is_refused(bring, examiner, header, words):
    with pytest.raises(Invalid, match=words):
        bring(examiner, text_of([*row(1), "TX"][: len(header)], header=header))


def test_a_list_of_explosives_licences_goes_into_their_registry(bring, examiner):
    facts = {"LIC_REGN": "9", "LIC_DIST": "CA", "LIC_CNTY": "37", "PREMISE_STATE": "CA"}
    flash = {**facts, "LIC_DIST": "BL", "LIC_TYPE": "19", "LIC_XPRDTE": "4H"}
    lines = [row(123, **facts, LIC_TYPE="33", LIC_XPRDTE="5I")]
    lines += [row(123, **facts, LIC_TYPE="33", LIC_XPRDTE="5H"), row(7, **flash)]

    one = bring(examiner, text_of(*lines), "0513-fel-list.txt")

    assert (one.scheme, one.counts["new"], one.counts["refused"]) == ("explosives", 2, 1)
    only = licences(examiner)["9CA00123"]
    assert (only.number, str(only.expires_on)) == ("9-CA-037-33-5H-00123", "2015-08-01")
    assert licences(examiner)["9BL00007"].type == "19"


def test_a_type_that_the_scheme_does_not_know_is_doubtful(bring, examiner):
    facts = {"LIC_REGN": "9", "LIC_DIST": "CA", "PREMISE_STATE": "CA", "LIC_XPRDTE": "5H"}

    one = bring(examiner, text_of(row(1, **facts, LIC_TYPE="99"), row(2, **facts, LIC_TYPE="33")))

    told = [(one.line, one.reason) for one in problems(examiner, one) if "Type" in one.reason]
    assert told == [(2, "Type 99 is none that the agency's scheme knows.")]
    assert one.counts["new"] == 2


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("0513-ffl-list.txt", date(2013, 5, 1)),
        ("0124-ffl-list-complete.txt", date(2024, 1, 1)),
        ("ffl-list-2024-01.csv", date(2024, 1, 1)),
        ("ffl_202401.txt", date(2024, 1, 1)),
        ("012024-ffl-list.xlsx", date(2024, 1, 1)),
        ("FFL May 2016.xlsx", date(2016, 5, 1)),
        ("september2019-ffl.txt", date(2019, 9, 1)),
        ("2019_sept.txt", None),
        ("2017-04-30.txt", date(2017, 4, 30)),
        ("2017-04-31.txt", date(2017, 4, 1)),
        ("list-3.txt", None),
    ],
)
def test_the_name_of_a_file_tells_its_day(name, day):
    assert date_in_name(name) == day


def test_a_list_of_a_day_to_come_is_refused(bring, examiner):
    with pytest.raises(Invalid, match="December 1, 2098, which is yet to come"):
        bring(examiner, text_of(row(1)), "1298-list.txt")


def test_a_list_most_of_whose_licences_had_run_out_is_doubted(bring, examiner):
    one = bring(examiner, text_of(row(1), row(2)), "0520-list.txt")

    assert "had run out on May 1, 2020" in problems(examiner, one)[0].reason
