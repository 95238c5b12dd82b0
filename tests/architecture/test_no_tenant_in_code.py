"""No code names a tenant: not in a string, not in a name, not in a template."""

import ast
import re
from pathlib import Path

import pytest

from casemgr.tenants.loader import load_packs

ROOT = Path(__file__).resolve().parents[2]
LOOKED_AT = [
    path
    for package in ("casemgr", "regulatory", "search", "benchmarks", "config")
    for path in sorted((ROOT / package).rglob("*"))
    if path.suffix in {".py", ".html", ".txt", ".css", ".js", ".sql"} and "vendor" not in path.parts
]
WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])|[a-z]+")


def tenant_names():
    """Return how tenants are called: by their slugs, by the first word of these, by short names."""
    packs = load_packs(ROOT / "config").values()
    slugs = {pack.slug for pack in packs}
    return (
        slugs | {slug.split("-")[0] for slug in slugs} | {one.short_name.lower() for one in packs}
    )


def named_in(text, names):
    """Return the names that stand in a text by themselves."""
    told = text.lower().replace("_", "-")
    return {
        name for name in names if re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", told)
    }


def breaches(source, names, *, python=True):
    """List what a source says of tenants, with its lines."""
    if not python:
        lines = enumerate(source.splitlines(), 1)
        return [(number, name) for number, line in lines for name in named_in(line, names)]
    return sorted(
        (getattr(node, "lineno", 0), name)
        for node in ast.walk(ast.parse(source))
        for text in _texts(node)
        for name in named_in(text, names)
    )


def _texts(node):
    """Yield the string constants and identifiers of a piece of code, identifiers in words."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        yield node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
    for part in ("id", "attr", "arg", "name", "asname", "module"):
        word = getattr(node, part, None)
        if isinstance(word, str):
            yield word
            yield "-".join(WORD.findall(word))


def test_no_code_names_a_tenant():
    names = tenant_names()
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in LOOKED_AT
        for line, name in breaches(path.read_text(), names, python=path.suffix == ".py")
    ]

    assert len(LOOKED_AT) > 400
    assert len(names) > 7
    assert found == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('if pack.slug == "atf": pass', "atf"),
        ('if pack.slug in {"usao-mowd"}: pass', "usao-mowd"),
        ("USAO_MOWD = 1", "usao-mowd"),
        ("def is_dea(pack): pass", "dea"),
        ("class FBIRules: pass", "fbi"),
        ("from casemgr import hsi_rules", "hsi"),
        ("pack.usss = True", "usss"),
        ("show(for_atf=True)", "atf"),
        ("words = f'{count} cases of the ATF'", "atf"),
        ("key = b'dea'", "dea"),
        ('"""What the FBI asks for."""', "fbi"),
    ],
)
def test_planted_code_that_names_a_tenant_is_found(source, name):
    assert name in {found for _, found in breaches(source, tenant_names())}


def test_planted_template_that_names_a_tenant_is_found():
    planted = '<p>\n{% if pack.slug == "dea" %}'

    assert breaches(planted, tenant_names(), python=False) == [(2, "dea")]


def test_words_that_only_contain_a_name_are_left_alone():
    assert breaches("deadline = 'platform idea'", {"dea", "atf"}) == []
