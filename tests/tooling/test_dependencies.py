import ast
import re
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"casemgr", "config", "regulatory", "search"}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def declared():
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options"]["install_requires"].split("\n")
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in lines if line}


def imported():
    for package in OURS:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    yield from (alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    yield node.module.split(".")[0]


@pytest.mark.parametrize("name", sorted(set(imported()) - OURS - set(sys.stdlib_module_names)))
def test_imported_package_is_a_declared_dependency(name):
    owners = {normal(owner) for owner in packages_distributions().get(name, [name])}

    assert owners & declared(), f"{name} is imported but {owners} is not in setup.cfg"
