"""The catalogue: the public release, the short list, and what stands at a citation."""

import gzip
import json

import pytest

from casemgr.statutes.catalogue import (
    BUILT_IN,
    CatalogueUnreadable,
    SectionRecord,
    built_in_sections,
    doubt_about,
    load_catalogue,
    restore,
    wording,
)
from casemgr.statutes.citations import parse_citation
from tests.casemgr.statutes.shared_data import DATA, needs_code

DEMO = [
    "18 U.S.C. 922(a)(1)(A)",
    "18 U.S.C. 922(a)(6)",
    "18 U.S.C. 922(g)(1)",
    "21 U.S.C. 841(a)(1)",
    "21 U.S.C. 841(b)(1)(C)",
    "21 U.S.C. 843(a)(4)(A)",
    "21 U.S.C. 846",
]


@pytest.fixture(scope="module")
def release():
    return {record.citation: record for record in load_catalogue(DATA / "us-code")}


def write_title(folder, *rows):
    lines = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    (folder / "usc-title-18.jsonl.gz").write_bytes(gzip.compress(lines.encode()))


def row(**changes):
    return {"title": 18, "section": "2", "chapter": "1", "heading": "Principals"} | {
        "text": "(a) Whoever commits\n\n(b) Whoever causes",
        **changes,
    }


@needs_code
def test_every_section_of_the_release_is_in_the_catalogue(release):
    by_title = dict.fromkeys((18, 21, 26, 28), 0)
    for citation in release:
        by_title[citation.title] += 1

    assert by_title == {18: 1248, 21: 638, 26: 1871, 28: 766}
    assert len(release) == 4523


@needs_code
def test_every_section_has_a_heading_and_a_text(release):
    empty = [str(citation) for citation, one in release.items() if not (one.heading and one.text)]

    assert empty == []


@needs_code
def test_marks_of_the_release_do_not_reach_the_reader(release):
    shown = [
        str(record.citation)
        for record in release.values()
        for part in record.outline.parts
        if "##" in part.words or "\u202f" in part.words or "\u00ad" in part.words
    ]

    assert shown == []


@needs_code
@pytest.mark.parametrize("text", DEMO)
def test_the_release_has_what_the_demo_charges(release, text):
    citation = parse_citation(text)

    assert wording(release[citation.whole_section], citation).own
    assert doubt_about(release[citation.whole_section], citation) == ""


@pytest.mark.parametrize("text", [*DEMO, "26 U.S.C. 5861(d)"])
def test_the_short_list_has_what_the_demo_charges(text):
    citation = parse_citation(text)

    assert wording(built_in_sections()[citation.whole_section], citation).own


@needs_code
def test_the_short_list_says_what_the_release_says(release):
    differing = []
    for citation, short in built_in_sections().items():
        for part in short.outline.parts:
            full = release[citation].outline.find(part.path)
            if full and "".join(full.words.split()) != "".join(part.words.split()):
                differing.append(f"{citation} {part.path}")

    assert differing == []


@needs_code
def test_subsections_that_the_release_lost_come_from_the_short_list(release):
    citation = parse_citation("26 U.S.C. 5861(d)")
    lossy = release[citation.whole_section]

    mended = restore(lossy)

    assert wording(lossy, citation) is None
    assert "not registered to him" in wording(mended, citation).own
    assert mended.source == BUILT_IN
    assert restore(release[parse_citation("18 U.S.C. 371")]).source != BUILT_IN


def test_possession_after_a_felony_is_shown_with_what_is_forbidden():
    citation = parse_citation("18 U.S.C. 922(g)(1)")

    stated = wording(built_in_sections()[citation.whole_section], citation)

    assert stated.sentence == (
        "It shall be unlawful for any person who has been convicted in any court of, a crime "
        "punishable by imprisonment for a term exceeding one year, to ship or transport in "
        "interstate or foreign commerce, or possess in or affecting commerce, any firearm or "
        "ammunition; or to receive any firearm or ammunition which has been shipped or "
        "transported in interstate or foreign commerce."
    )


def test_the_last_paragraph_does_not_repeat_its_closing_words():
    citation = parse_citation("18 U.S.C. 922(g)(9)")

    sentence = wording(built_in_sections()[citation.whole_section], citation).sentence

    assert sentence.count("to ship or transport") == 1


def test_a_subsection_that_does_not_exist_is_named_with_those_that_do():
    record = SectionRecord(18, "2", "", "Principals", row()["text"])

    doubt = doubt_about(record, parse_citation("18 U.S.C. 2(c)"))

    assert doubt == "18 U.S.C. 2 has no (c). It has (a), (b) there."


def test_a_part_that_stands_in_running_text_is_left_to_the_reader():
    record = SectionRecord(18, "2", "", "x", "(a) Whoever (1) commits or (2) aids\n\n(b) More")

    assert "Check it by hand" in doubt_about(record, parse_citation("18 U.S.C. 2(a)(2)"))


def test_an_excerpt_never_says_that_a_part_does_not_exist():
    record = built_in_sections()[parse_citation("18 U.S.C. 922")]

    assert record.is_excerpt
    assert "Check it by hand" in doubt_about(record, parse_citation("18 U.S.C. 922(z)"))


def test_an_unchanged_section_keeps_its_digest():
    record = SectionRecord(18, "2", "1", "Principals", "text")

    assert record.digest == SectionRecord(18, "2", "1", "Principals", "text").digest
    assert record.digest != SectionRecord(18, "2", "1", "Principals", "other").digest


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{half a li", "line 2 is not a section"),
        ({"title": 18}, "line 2 is not a section"),
        ('["a", "list"]', "line 2 is not a section"),
        (row(title=99), "line 2 is not a section"),
        (row(section="(g)"), "line 2 is not a section"),
    ],
)
def test_a_damaged_line_is_named(tmp_path, line, words):
    write_title(tmp_path, row(), line)

    with pytest.raises(CatalogueUnreadable, match=words):
        list(load_catalogue(tmp_path))


@pytest.mark.parametrize("spoil", [lambda data: data[:-10], lambda data: b"no gzip"])
def test_a_damaged_file_is_named(tmp_path, spoil):
    write_title(tmp_path, row())
    path = tmp_path / "usc-title-18.jsonl.gz"
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(CatalogueUnreadable, match=r"usc-title-18\.jsonl\.gz is damaged"):
        list(load_catalogue(tmp_path))


def test_a_folder_without_the_release_is_refused(tmp_path):
    with pytest.raises(CatalogueUnreadable, match="Name the folder"):
        list(load_catalogue(tmp_path))
