"""The guide for those who set an agency up, read as a newcomer reads it: files, keys, commands."""

import re

from tests.casemgr.tenants.conftest import CONFIG

GUIDES = CONFIG.parent / "docs" / "guides"
GUIDE = (GUIDES / "configuring-an-agency.md").read_text()
CORE_NAMES = (GUIDES / "names-of-the-core.md").read_text()
REFERENCE = (GUIDES / "agency-pack-reference.md").read_text()
_FILE = re.compile(r"```yaml\n# tenants/(\S+?)/(\S+)\n(.*?)```", re.DOTALL)
_SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def write_example(root):
    """Write what the guide tells to write; of a tenant that exists, lines that it has change."""
    for slug, path, text in _FILE.findall(GUIDE):
        file = root / "tenants" / slug / path
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = _without(file.read_text(), text) if file.exists() else ""
        file.write_text(kept + text)


def commands_of(chapter):
    """List the commands that stand in a chapter, as they are typed."""
    return [line for block in _SHELL.findall(part(GUIDE, chapter)) for line in block.splitlines()]


def blocks(text):
    """List the examples in YAML."""
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def part(text, heading):
    """Return a chapter: from its heading to the next one of that rank."""
    found = re.split(rf"^## {re.escape(heading)}\n", text, maxsplit=1, flags=re.MULTILINE)
    assert len(found) == 2, heading
    return re.split(r"^## ", found[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text):
    """List the cells of every table."""
    lines = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def terms(text):
    """Name what the first columns of tables explain: what stands there in code."""
    return {name for row in rows(text) for name in named(row[0])}


def named(text):
    """List what stands in code, in order."""
    return re.findall(r"`([^`]+)`", text)


def _without(text, lines):
    names = re.findall(r"^(\w+):", lines, re.MULTILINE)
    return re.sub(rf"^({'|'.join(names)}):.*\n", "", text, flags=re.MULTILINE)
