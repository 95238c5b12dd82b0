"""Addresses that nobody typed by hand, and packs that somebody typed wrong: answered in words."""

import re
import shutil
from urllib.parse import urlencode, urlsplit

import pytest
from click.testing import CliRunner

from casemgr.commands.tenants import tenants
from config.settings import ROOT
from tests.security.forms import expect_none
from tests.security.hostile_text import BYTES, ESSENCE, TEXTS

# What addresses of lists carry, besides what their filters ask.
USUAL = {"after", "before", "cursor", "next", "page", "part", "q", "sort", "type", "kind"}
VALUES = [
    "",
    "-1",
    "no_such_column",
    "-tenant_id",
    "title; DROP TABLE casemgr.account",
    "99999999999999999999",
    "1e309",
    "999999999.00000000-0000-0000-0000-000000000000",
    "1.00000000-0000-0000-0000-00000000000g",
    "\x00",
    "\u00b2",
    "2026-13-45",
    "9999-12-31",
    "%",
    "\\",
    "x" * 10_000,
    ESSENCE,
    TEXTS[0],
]


@pytest.fixture
def pages(site):
    """One page of each endpoint, with the names that its address may carry."""
    found = {endpoint: urlsplit(address).path for address, endpoint in site.pages.items()}
    asked = {}
    for form in site.asked:
        asked.setdefault(form.endpoint, set()).update(form.names)
    return {path: sorted(USUAL | asked.get(endpoint, set())) for endpoint, path in found.items()}


def test_nothing_that_an_address_carries_breaks_a_page(pages, visitor, faults):
    found = []
    for path, names in pages.items():
        values = VALUES if len(names) > len(USUAL) else VALUES[-2:]
        queries = [urlencode(dict.fromkeys(names, value)) for value in values]
        queries += ["&".join(f"{name}={raw}" for name in names) for raw in BYTES[: len(values)]]
        for query in queries:
            found += _ask(visitor, f"{path}?{query}")

    expect_none(found + faults)


def test_each_name_that_a_list_knows_takes_any_value(pages, visitor, faults):
    lists = {path: names for path, names in pages.items() if len(names) > len(USUAL) - 1}
    found = []
    for path in sorted(lists, key=lambda path: -len(lists[path]))[:6]:
        for name in lists[path]:
            for value in VALUES[1:12]:
                found += _ask(visitor, f"{path}?{urlencode({name: value})}")

    expect_none(found + faults)


@pytest.mark.parametrize(
    "query",
    ["sort=title&sort=number", "q=a&q=b", "q[]=a", "q[$ne]=1", "=", "&&&", "?", "a" * 4_000],
)
def test_addresses_with_odd_queries_are_answered(pages, visitor, faults, query):
    found = [line for path in pages for line in _ask(visitor, f"{path}?{query}")]

    expect_none(found + faults)


@pytest.mark.parametrize("tail", ["%00", "%2e%2e/%2e%2e/etc/passwd", "%ff", "\u202e", "x" * 5_000])
@pytest.mark.parametrize("root", ["/statutes/18/", "/cases/", "/assets/1/", "/reports/"])
def test_addresses_that_lead_nowhere_say_so(site, visitor, faults, root, tail):
    answer = visitor.get(root + tail)

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert faults == []


SPOILT = {
    "a letter too many": ("tenants/usao-mowd/tenant.yaml", "kind:", "kindd:"),
    "an unknown role": ("tenants/dea/workflows/report_v1.yaml", "- case_agent", "- case_agnet"),
    "an unknown type": ("tenants/atf/fields/case.yaml", "type: number", "type: numbr"),
    "a quote left open": ("tenants/dea/tenant.yaml", "name: ", 'name: "'),
    "a tab": ("shared/roles.yaml", "\n  ", "\n\t"),
    "a pattern": ("shared/fields/subject.yaml", "type: text", "type: text\n    pattern: '('"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_checking_a_spoilt_pack_names_file_line_and_column(tmp_path, fault):
    file, sound, spoilt = SPOILT[fault]
    for part in ("shared", "tenants"):
        shutil.copytree(ROOT / "config" / part, tmp_path / "config" / part)
    target = tmp_path / "config" / file
    text = target.read_text()
    assert sound in text
    target.write_text(text.replace(sound, spoilt, 1))

    answer = CliRunner().invoke(tenants, ["check", str(tmp_path / "config")])

    assert answer.exit_code == 1
    for line in answer.output.splitlines():
        assert re.match(r"config/[\w./-]+\.yaml:\d+:\d+: \S", line), line
    assert file in answer.output


def test_checking_the_packs_as_they_are_finds_nothing():
    answer = CliRunner().invoke(tenants, ["check", str(ROOT / "config")])

    assert (answer.exit_code, answer.output) == (0, "Every pack is sound.\n")


def _ask(visitor, address):
    answer = visitor.get(address)
    found = [f"{answer.status_code} {address}"] if answer.status_code >= 500 else []
    if answer.mimetype == "text/html" and TEXTS[0] in answer.text:
        found.append(f"unescaped {address}")
    answer.close()
    return found
