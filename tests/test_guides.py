"""What the README and the guides tell people to run and to set is there."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from casemgr.cli import main
from config.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [
    *(ROOT / "casemgr").rglob("*.html"),
    *(ROOT / "casemgr").rglob("*.py"),
    *(ROOT / "config" / "shared").rglob("*.yaml"),
]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def _name(path):
    return str(path.relative_to(ROOT))


def _commands(text):
    return set(
        re.findall(r"(?:^|`)casemgr ((?:[a-z][a-z-]+)(?: [a-z][a-z-]+)?)", text, re.MULTILINE)
    )


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_commands_that_a_page_names_exist(page):
    for words in _commands(page.read_text()):
        command = main
        for word in words.split():
            if not isinstance(command, click.Group):
                break
            assert word in command.commands, f"casemgr {words}"
            command = command.commands[word]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_make_targets_that_a_page_names_exist(page):
    targets = {script.name for script in (ROOT / "bin").iterdir()}

    assert set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_files_that_a_page_links_to_exist(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("guide", ["administrator", "agent", "supervisor"])
def test_what_a_guide_tells_people_to_press_or_read_is_on_the_pages(guide):
    told = re.findall(r"\*\*([^*]+)\*\*", (ROOT / "docs" / "guides" / f"{guide}.md").read_text())
    pages = _spaced(" ".join(path.read_text() for path in SOURCES))

    assert [words for words in map(_spaced, told) if words.rstrip(".") not in pages] == []


def _spaced(text):
    """Put every space as one, and words of the agency as the core has them."""
    return re.sub(r"\s+", " ", re.sub(r"\{\{ pack\.word\(\"(\w+)\"\) \}\}", r"\1", text))


def test_the_operators_guide_lists_every_setting():
    guide = (ROOT / "docs" / "guides" / "operator.md").read_text()

    for setting in fields(Settings):
        variable, words = setting.metadata["variable"], setting.metadata["help"]
        assert re.search(rf"^\| `{variable}` \|.*\| {re.escape(words)} \|$", guide, re.MULTILINE)
