"""Any spoiling of a valid pack ends in problems that a person can read, or in a valid pack."""

import random
import shutil

import pytest

from casemgr.tenants.loader import check_packs
from tests.casemgr.tenants.conftest import CONFIG

VALUES = [
    "[]",
    "{}",
    "~",
    "true",
    "12",
    "-1.5",
    "text",
    "''",
    "[a, [b]]",
    "{drop: true}",
    "'",
    "*a",
]
STRAYS = ["\t", "'", '"', "{", "[", ":", "- ", "&a ", "\x00", "é", "%", "!!x ", "drop: true\n", "|"]


def drop_line(lines, dice):
    lines.pop(dice.randrange(len(lines)))


def double_line(lines, dice):
    at = dice.randrange(len(lines))
    lines.insert(at, lines[at])


def swap_lines(lines, dice):
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def change_value(lines, dice):
    at = dice.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {dice.choice(VALUES)}"


def change_name(lines, dice):
    at = dice.randrange(len(lines))
    letters = list(lines[at]) or [" "]
    letters[dice.randrange(len(letters))] = dice.choice("axz_ :")
    lines[at] = "".join(letters)


def indent(lines, dice):
    at = dice.randrange(len(lines))
    lines[at] = dice.choice(["  ", " ", "\t"]) + lines[at]


def stray(lines, dice):
    at = dice.randrange(len(lines))
    spot = dice.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:spot] + dice.choice(STRAYS) + lines[at][spot:]


def cut(lines, dice):
    del lines[dice.randrange(len(lines)) :]


MUTATIONS = [drop_line, double_line, swap_lines, change_value, change_name, indent, stray, cut]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    root = tmp_path_factory.mktemp("fuzz") / "config"
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, root / part)
    return root


def pack_files(root):
    parts = ("tenants", "shared/fields", "shared/codes", "shared/workflows")
    files = [file for part in parts for file in (root / part).rglob("*.yaml")]
    return sorted(files + list((root / "shared").glob("*.yaml")))


@pytest.mark.parametrize("seed", range(100))
def test_a_spoiled_pack_ends_in_words(sandbox, seed):
    dice = random.Random(seed)
    file = dice.choice(pack_files(sandbox))
    sound = file.read_text()
    lines = sound.split("\n")
    for mutation in dice.choices(MUTATIONS, k=dice.randint(1, 3)):
        if lines:
            mutation(lines, dice)

    try:
        file.write_text("\n".join(lines))
        problems = check_packs(sandbox)
    finally:
        file.write_text(sound)

    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.file.startswith("config/")
        assert problem.message
        assert problem.mend
        assert "\n" not in str(problem)
