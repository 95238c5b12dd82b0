"""The source keeps its shape: sizes, words and arrows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = [
    name for name in ("casemgr", "regulatory", "search", "config") if (ROOT / name).is_dir()
]
MODULES = sorted(
    path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if "vendor" not in path.parts
)
TEMPLATES = sorted((ROOT / "casemgr").rglob("templates/**/*.html"))
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|for now|in a real system)\b", re.IGNORECASE)
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "misc", "core", "common", "util", "helper"}


def _relative(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_relative)
def test_a_module_says_what_it_is_and_stays_short(path):
    source = path.read_text()

    assert ast.get_docstring(ast.parse(source)), "has no docstring"
    if "migrations/versions" not in _relative(path):
        assert len(source.splitlines()) <= 300


@pytest.mark.parametrize("path", TEMPLATES, ids=_relative)
def test_a_template_stays_short_and_has_no_inline_style_or_script(path):
    text = path.read_text()

    assert len(text.splitlines()) <= 80
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*\ssrc=)", text)


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in MODULES if path.stem in FORBIDDEN_NAMES] == []


def test_nothing_is_left_unfinished():
    found = [
        _relative(path) for path in [*MODULES, *TEMPLATES] if UNFINISHED.search(path.read_text())
    ]

    assert found == []


def test_public_functions_and_classes_say_what_they_do():
    silent = [
        f"{_relative(path)}:{node.lineno} {node.name}"
        for path in MODULES
        if "migrations/versions" not in _relative(path)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_sql_is_written_only_where_it_is_audited():
    allowed = ("casemgr/database/", "casemgr/migrations/", "casemgr/tenants/setup.py")
    written = [
        f"{_relative(path)}:{node.lineno}"
        for path in MODULES
        if not _relative(path).startswith(allowed)
        for node in ast.walk(ast.parse(path.read_text()))
        if (
            isinstance(node, ast.ImportFrom)
            and any(name.name == "text" for name in node.names)
            and (node.module or "").startswith("sqlalchemy")
        )
        or (isinstance(node, ast.Attribute) and node.attr in {"exec_driver_sql", "__table__"})
    ]

    assert written == []


def test_the_arrows_between_packages_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
