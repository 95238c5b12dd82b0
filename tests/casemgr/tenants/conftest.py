"""What the tests of agency packs share: the shipped packs, and copies that may be spoiled."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from casemgr.tenants.loader import check_packs, load_packs

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="session")
def packs():
    return load_packs(CONFIG)


class Copy:
    """A copy of the configuration in which a test writes."""

    def __init__(self, root):
        self.root = root

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"))
        return self

    def replace(self, path, old, new):
        text = (self.root / path).read_text()
        assert old in text
        return self.write(path, text.replace(old, new, 1))

    def problems(self):
        return [str(problem) for problem in check_packs(self.root)]

    def load(self, slug):
        return load_packs(self.root)[slug]


@pytest.fixture
def config(tmp_path):
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, tmp_path / "config" / part)
    return Copy(tmp_path / "config")
