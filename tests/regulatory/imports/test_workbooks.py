"""Lists that come as workbooks."""

import io
import zipfile

import pytest

from casemgr.errors import Invalid
from casemgr.workbooks import workbook_of
from regulatory import workbooks
from regulatory.registry.models import Stage
from tests.regulatory.imports.conftest import HEADER, licences, problems, row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NUMBERS = {0, 1, 2, 3, 5, 11, 15, 16}


def sheet(*rows):
    """Write rows as Excel does: texts are shared, numbers are numbers, cells have names."""
    texts, written = [], []
    for line, cells in enumerate(rows, start=1):
        found = "".join(cell_of(place, line, text, texts) for place, text in enumerate(cells))
        written.append(f'<row r="{line}">{found}</row>' if found else "")
    shared = "".join(f"<si><r><t>{one}</t></r><rPh><t>x</t></rPh></si>" for one in texts)
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'
    return body, f'<sst xmlns="{MAIN}">{shared}</sst>'


def cell_of(place, line, text, texts):
    name = f"{chr(65 + place)}{line}"
    if text == "NULL":
        return ""
    if line > 1 and place in NUMBERS:
        return f'<c r="{name}"><v>{float(text)}</v></c>'
    texts.append(text)
    return f'<c r="{name}" t="s"><v>{len(texts) - 1}</v></c>'


def book(*sheets, shared="", names='name="List"', **more):
    """Write a workbook of such sheets."""
    places = range(len(sheets))
    named = "".join(f'<sheet {names} sheetId="{n}" r:id="r{n}"/>' for n in places)
    related = "".join(f'<Relationship Id="r{n}" Target="sheet{n}.xml"/>' for n in places)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{named}</workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{MAIN}"/>',
        **{f"xl/sheet{n}.xml": one for n, one in enumerate(sheets)},
    } | more
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return written.getvalue()


AWAY = {"LIC_REGN": "6", "LIC_DIST": "06", "LIC_CNTY": "003", "PREMISE_STATE": "CT"}


@pytest.fixture
def listed():
    """A workbook as an agency saves it, with a broken row and an empty one."""
    lines = [row(1, **AWAY, PREMISE_ZIP_CODE="06111"), row(2, LIC_XPRDTE="4I"), [], row(3)]
    body, shared = sheet(HEADER, *lines)
    return book(body, f'<worksheet xmlns="{MAIN}"/>', shared=shared)


def test_a_workbook_is_read_whatever_its_name(bring, examiner, listed):
    one = bring(examiner, listed, "0513-list.txt")

    assert {key: one.zip for key, one in licences(examiner).items()} == {
        "60600001": "06111", "57400003": "78701",
    }  # fmt: skip
    assert licences(examiner)["60600001"].number == "6-06-003-01-4L-00001"
    assert licences(examiner)["60600001"].trade_name == ""
    assert [told.line for told in problems(examiner, one) if told.severity == "refused"] == [3]
    assert licences(examiner)["57400003"].first_line == 5


def test_the_file_that_came_in_is_the_source(begin, examiner, listed, settings):
    one = begin(examiner, listed, "0513-list.xlsx")

    path = settings.files / str(examiner.tenant_id) / one.sha256[:2] / one.sha256[2:4] / one.sha256
    assert path.read_bytes() == listed
    assert begin(examiner, listed, "0513-list.xlsx").id == one.id


def test_the_workbooks_that_we_write_are_read(bring, examiner):
    written = b"".join(workbook_of([[HEADER], [row(1, LICENSE_NAME='"A"\tB\nC')]]))

    bring(examiner, written, "0513-list.xlsx")

    assert licences(examiner)["57400001"].name == '"A" B C'


def test_a_cell_far_away_costs_nothing(bring, examiner):
    body, shared = sheet(HEADER, row(1))
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    one = bring(examiner, book(body.replace("</sheetData>", far), shared=shared))

    assert (one.counts["new"], one.counts["refused"]) == (1, 0)


ENTITY = f'<!DOCTYPE s [<!ENTITY a "{"b" * 99}">]><sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda body, shared: book(body, body, shared=shared), "2 sheets with rows"),
        (lambda body, shared: book(body[:-40], shared=shared), "damaged"),
        (lambda body, shared: book(body), "damaged"),
        (lambda body, shared: book(body, shared=ENTITY), "damaged"),
        (lambda body, shared: book(body.replace("<v>0<", "<v>-9<"), shared=shared), "damaged"),
        (lambda body, shared: book(body, shared=shared, names=""), "no list that is known"),
        (lambda body, shared: book(f'<worksheet xmlns="{MAIN}"/>', shared=shared), "is empty"),
    ],
)
def test_a_workbook_that_is_none_is_refused_in_words(bring, examiner, make, words):
    body, shared = sheet(["SOME", "WORDS"], ["1", "2"])

    with pytest.raises(Invalid, match=words):
        bring(examiner, make(body, shared), "0513-list.xlsx")

    assert licences(examiner) == {}


def test_what_is_damaged_far_down_is_told_when_it_is_read(begin, bring, examiner):
    body, shared = sheet(HEADER, *(row(number) for number in range(1, 300)))
    place = body.rindex('t="s"><v>')
    damaged = book(f'{body[:place]}t="s"><v>-{body[place + 9 :]}', shared=shared)

    assert begin(examiner, damaged).stage == Stage.READING
    with pytest.raises(Invalid, match="damaged"):
        bring(examiner, damaged)
    assert licences(examiner) == {}


def test_a_workbook_that_is_too_large_is_refused(bring, examiner, listed, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_TEXTS", 10)

    with pytest.raises(Invalid, match="too large to be read in full"):
        bring(examiner, listed)


def test_a_workbook_that_owns_up_to_owners_is_refused(bring, examiner):
    body, shared = sheet(["BUYER", "SERIAL NO", "MAKE"])

    with pytest.raises(Exception, match="926"):
        bring(examiner, book(body, shared=shared))
