"""The official list is read as an independent spreadsheet of it has it, however it is laid out."""

import re

import pytest
import weasyprint

from casemgr.errors import Invalid
from regulatory.substances.official import Listed, read_official_list
from regulatory.substances.services import contradictions, read_list
from regulatory.substances.spreadsheet import read_spreadsheet
from tests.regulatory.public_data import DATA, needs

FOLDER = DATA / "dea-schedules"
HEADING = "SUBSTANCE|DEA<br>NUMBER|CSA<br>SCH|NARC|OTHER NAMES"
HEROIN = "Heroin|9200|I|Y|Diacetylmorphine, diamorphine"
LONG = "N-(1-phenethylpiperidin-4-yl)-N-phenylpentanamide with a name of three lines|9840|I|Y|"
COUGH = "Codeine preparations||V|Y|Cosanyl"


@pytest.fixture(scope="module")
def listed():
    return read_official_list(FOLDER / "c_cs_alpha.pdf")


@pytest.fixture
def printed(tmp_path):
    """Print pages of rows as such a list, with the text above and below, and return its file."""

    def printed(*pages, widths=(200, 48, 30, 36, 180), above="", below="", heading=HEADING):
        columns = "".join(f'<col style="width: {width}pt">' for width in widths)
        sheets = "".join(_sheet([heading, *rows], columns, above, below) for rows in pages)
        path = tmp_path / "list.pdf"
        weasyprint.HTML(string=f"<style>{STYLE}</style>{sheets}").write_pdf(path)
        return path

    return printed


STYLE = """
    @page { size: letter; margin: 40pt } * { font: 8pt/9.5pt 'Liberation Sans' }
    table { table-layout: fixed; width: 0; border-spacing: 0; margin: 6pt 0 }
    td { padding: 0 4pt 5pt 0; vertical-align: top; overflow-wrap: anywhere }
    section { break-after: page } footer { margin-top: 20pt }
"""


def _sheet(rows, columns, above, below):
    lines = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows
    )
    return f"<section>{above}<table>{columns}{lines}</table><footer>{below}</footer></section>"


def plain(name):
    return re.sub(r"[\s\ufffd-]", "", name).lower()


@needs("dea-schedules")
def test_every_substance_is_as_the_spreadsheet_has_it(listed):
    sheet = read_spreadsheet(FOLDER / "c_cs_alpha.xlsx")

    assert len(listed) == 511
    assert sorted(map(facts, listed)) == sorted(map(facts, sheet))


def facts(one):
    return plain(one.name), one.code, one.schedule, one.narcotic, plain(one.other_names)


@needs("dea-schedules")
def test_a_name_on_two_lines_is_one_and_a_preparation_may_have_no_code(listed):
    name = "(1-(4-Fluorobenzyl)-1H-indol-3-yl)(2,2,3,3-tetramethylcyclopropyl)methanone"

    assert listed[0] == Listed(name, "7014", "I", "N", "FUB-144")
    assert listed[-1] == Listed("Zopiclone", "2784", "IV", "N", "Lunesta")
    assert len([one for one in listed if not one.code]) == 6


@pytest.mark.parametrize("widths", [(200, 48, 30, 36, 180), (90, 60, 60, 60, 200)])
@pytest.mark.parametrize("below", ["", "* See 21 CFR 1308.11.", "As of May 1. " * 30])
def test_a_list_with_other_margins_heads_and_feet_is_read_alike(printed, widths, below):
    above = "<p>Controlled Substances</p><p>- By Name -</p><p>Page 1 of 2</p>"

    found = read_list(printed([HEROIN, LONG], [COUGH], widths=widths, above=above, below=below))

    assert [one.code for one in found] == ["9200", "9840", ""]
    assert found[0] == Listed("Heroin", "9200", "I", "Y", "Diacetylmorphine, diamorphine")
    assert plain(found[1].name) == plain(LONG.split("|", maxsplit=1)[0])
    assert found[2].other_names == "Cosanyl"


def test_words_of_the_heading_may_change(printed):
    heading = "SUBSTANCE|DRUG<br>CODE|SCHED.|NARCOTIC|OTHER"
    widths = (200, 48, 40, 54, 150)

    [found] = read_list(printed([HEROIN], heading=heading, widths=widths))

    assert (found.code, found.schedule, found.narcotic) == ("9200", "I", "Y")


def test_what_is_listed_twice_is_one_and_what_differs_under_one_code_is_named(printed):
    weaker = HEROIN.replace("|I|", "|II|")

    found = read_list(printed([HEROIN, COUGH, HEROIN, weaker]))

    assert [one.schedule for one in found] == ["I", "V", "II"]
    assert contradictions(found) == ["Heroin (9200)"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([HEROIN, HEROIN.replace("|I|", "|2N|")], "Heroin has the schedule '2N'"),
        ([HEROIN.replace("|Y|", "|X|")], "Page 1: Heroin has 'X' for narcotic"),
        ([HEROIN.replace("9200", "920A")], "the code '920A', and codes have four digits."),
        ([HEROIN.replace("Heroin", "")], "has no name."),
        (["Opiates", HEROIN], "'Opiates' stands above Heroin and belongs to no substance."),
        ([HEROIN, "As of|May 1||", COUGH], "'As of May 1' stands above Codeine preparations"),
    ],
)
def test_a_list_that_is_laid_out_anew_is_refused_with_its_page(printed, rows, words):
    with pytest.raises(Invalid, match=re.escape(words)) as caught:
        read_list(printed(rows))

    assert caught.value.message.startswith("list.pdf cannot be read. Page 1: ")


def test_a_document_without_the_heading_is_no_list(printed):
    with pytest.raises(Invalid, match="has no list of substances"):
        read_list(printed([HEROIN], heading="Name|Number|Schedule|N|Names"))
