"""Pages and sheets call a case what the agency calls it."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "casemgr").rglob("templates/**/*.html"))
OWN_WORD = re.compile(r"(?<!\{)\b(cases?|supervisors?)\b(?![:.]\w)", re.IGNORECASE)
SHOWN = re.compile(r'(?:aria-label|alt|data-label|placeholder|title)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
# The page of the pack says which word the agency has; a packet frozen before the words were in
# it prints what it printed.
JUSTIFIED = {
    "changes/templates/pack/index.html": {"A case is called"},
    "packets/templates/packets/print/cover.html": {"case agent"},
    "packets/templates/packets/print/summary.html": {"case agent"},
    "packets/templates/packets/print/witnesses.html": {"case agent"},
}


def _relative(path):
    return str(path.relative_to(ROOT / "casemgr"))


def _visible(source):
    """Yield what a reader sees of a template: its text, its shown attributes, its sentences."""
    tokens = list(Environment(autoescape=True).lex(source))
    text = "".join(value for _, kind, value in tokens if kind == "data")
    yield from TAG.sub("\n", text).splitlines()
    yield from SHOWN.findall(text)
    written = [value[1:-1] for _, kind, value in tokens if kind == "string"]
    yield from (one for one in written if " " in one or one[:1].isupper())


@pytest.mark.parametrize("path", TEMPLATES, ids=_relative)
def test_a_template_uses_the_word_of_the_agency(path):
    literal = {text.strip() for text in _visible(path.read_text()) if OWN_WORD.search(text)}

    assert literal == JUSTIFIED.get(_relative(path), set())


@pytest.mark.parametrize(
    "source",
    [
        "<p>Open a new case</p>",
        '<td data-label="Case">{{ one.label }}</td>',
        '{{ empty("No cases yet") }}',
        '{{ facts([("Case", case.label)]) }}',
        "<p>Ask a supervisor.</p>",
    ],
)
def test_a_literal_word_is_found(source):
    assert any(OWN_WORD.search(text) for text in _visible(source))


def test_the_word_of_the_agency_is_no_literal():
    source = '{{ pack.say("My {case:s}") }}<a href="{{ url_for("cases.index") }}">{{ case }}</a>'

    assert not any(OWN_WORD.search(text) for text in _visible(source))
