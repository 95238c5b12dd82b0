"""The statute tables: sound as they are shipped, and every mistake found with its place."""

import re
import shutil

import pytest

from casemgr.statutes.citations import parse_citation
from casemgr.statutes.rulebooks import FOLDER, check_rulebooks, read_rulebook, rulebook

CASE = re.compile(r"[A-Z][\w .']+ v\. [A-Z][\w .']+, [0-9]+ U\.S\. [0-9]+ \([0-9]{4}\)")


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return [str(problem) for problem in read_rulebook(path)[1]]


def test_the_shipped_tables_are_sound():
    assert check_rulebooks() == []


def test_every_element_names_a_statute_or_a_decision():
    sources = [
        source.strip()
        for offense in rulebook("elements.yaml")
        for element in offense["elements"]
        for source in element["source"].split(";")
    ]
    unread = [one for one in sources if not (CASE.fullmatch(one) or parse_citation(one))]

    assert len(sources) > 60
    assert unread == []


PENALTY = """penalties:
  - citation: 18 U.S.C. 371
    maximum: 5 years
    source: 18 U.S.C. 371
    quote: each shall be fined
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("citation: 18 U.S.C. 371", "citation: gun law", '.yaml:2:15: "citation" cannot be read'),
        ("maximum: 5 years", "maximum: 5", '.yaml:3:14: "maximum" cannot be read. Write: a text'),
        ("maximum:", "maximun:", '.yaml:3:5: "maximun" is not a column of this table'),
        (
            "    quote: each shall be fined\n",
            "",
            '.yaml:2:5: the row has no "quote". Write: quote:',
        ),
        ("penalties:", "penalty:", ".yaml:1:1: the table has another form. Write: penalties:"),
        ("  - citation", "  - : citation", ".yaml:2"),
        ("5 years", "5 years\n    years: many", '"years" cannot be read. Write: a number of years'),
    ],
)
def test_a_mistake_is_reported_with_its_place_and_its_mending(tmp_path, old, new, problem):
    problems = written(tmp_path, "penalties.yaml", PENALTY.replace(old, new))

    assert any(problem in text for text in problems), problems


def test_a_sound_table_has_no_problems(tmp_path):
    assert written(tmp_path, "penalties.yaml", PENALTY) == []


def test_two_elements_of_one_name_are_refused(tmp_path):
    element = "{name: a, label: A, text: A, source: 18 U.S.C. 2}"
    row = f"{{citation: 18 U.S.C. 2, offense: X, elements: [{element}, {element}]}}"

    problems = written(tmp_path, "elements.yaml", f"offenses:\n  - {row}\n")

    assert len(problems) == 1
    assert "two elements have one name" in problems[0]


def test_a_missing_table_is_a_problem(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "statutes")
    (tmp_path / "statutes" / "limitation.yaml").unlink()

    assert "limitation.yaml:1:1" in str(check_rulebooks(tmp_path / "statutes")[0])
