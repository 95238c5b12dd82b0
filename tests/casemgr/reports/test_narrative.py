"""Paragraphs, headings and their numbers; differences between two versions of a text."""

import pytest

from casemgr.reports.comparison import compare
from casemgr.reports.narrative import direction, paragraphs


def numbered(text):
    return [(one.number, one.text) for one in paragraphs(text)]


def test_paragraphs_are_parted_by_empty_lines_and_numbered():
    assert numbered("One\nstill one\n\n\n  \nTwo\r\n\r\nThree") == [
        ("1.", "One\nstill one"),
        ("2.", "Two"),
        ("3.", "Three"),
    ]


def test_a_line_of_capitals_by_itself_is_a_heading_without_a_number():
    assert numbered("SYNOPSIS\n\nHe sold two pistols.\n\nDETAILS\n\nAt 14:20 he came.") == [
        ("", "SYNOPSIS"),
        ("1.", "He sold two pistols."),
        ("", "DETAILS"),
        ("2.", "At 14:20 he came."),
    ]


@pytest.mark.parametrize("text", ["STOP.", "OK", "A LINE\nOF TWO", "مرحبا", "12:40", "X" * 81])
def test_what_only_looks_like_a_heading_is_a_paragraph(text):
    assert [one.number for one in paragraphs(text)] == ["1."]


def test_numbers_written_by_hand_are_not_doubled():
    assert numbered("1. He came.\n\n2) He left.") == [("1.", "He came."), ("2.", "He left.")]


def test_a_number_that_only_some_paragraphs_begin_with_is_part_of_the_text():
    assert numbered("3. of March was a Tuesday.\n\nHe left.")[0] == (
        "1.",
        "3. of March was a Tuesday.",
    )


def test_nothing_written_has_no_paragraphs():
    assert paragraphs(" \n\n \n") == []


@pytest.mark.parametrize(
    ("text", "way"), [("Hutchens", "ltr"), ("12 שלום", "rtl"), ("… العربية", "rtl"), ("😀", "ltr")]
)
def test_a_paragraph_runs_the_way_of_its_first_letter(text, way):
    assert direction(text) == way


def pieces(saved, typed):
    return [(piece.kind, piece.text) for piece in compare(saved, typed)]


def test_what_both_versions_have_and_what_only_one_has_is_told_apart():
    assert pieces("He sold two pistols.\nHe left.", "He sold three pistols.\nHe left.") == [
        ("same", "He sold "),
        ("saved", "two"),
        ("typed", "three"),
        ("same", " pistols.\nHe left."),
    ]


@pytest.mark.parametrize(
    ("saved", "typed"), [("", "new"), ("old", ""), ("a\nb", "b\nc\n\nd"), ("", "")]
)
def test_a_comparison_loses_nothing_of_either_version(saved, typed):
    found = compare(saved, typed)

    assert "".join(one.text for one in found if one.kind != "typed") == saved
    assert "".join(one.text for one in found if one.kind != "saved") == typed


def test_two_long_texts_are_compared_in_bounded_time():
    saved, typed = "word " * 40_000, "other " * 33_000

    assert [one.kind for one in compare(saved, typed)] == ["saved", "typed"]
