"""Any spoiling of a valid pack ends in problems that a person can read, or in a valid pack."""

import random
import re
import shutil
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr import offer_rules
from casemgr.tenants.loader import check_packs
from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.schema import FILES, FOLDERS
from casemgr.tenants.source import read_text
from casemgr.workflows.schema import workflow
from tests.casemgr.tenants.conftest import CONFIG

MOST_SECONDS = 5
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


def swap_name(lines, dice):
    """Write one name of the file where another stands."""
    names = re.findall(r"[a-z_]{3,}", "\n".join(lines))
    at = dice.randrange(len(lines))
    if names:
        lines[at] = re.sub(r"[a-z_]{3,}", dice.choice(names), lines[at], count=dice.randint(1, 2))


def huge_number(lines, dice):
    at = dice.randrange(len(lines))
    lines[at] = re.sub(r"\d+", dice.choice(["9" * 17, "9" * 400, "-1", "1e400"]), lines[at])


MUTATIONS = [
    *(drop_line, double_line, swap_lines, change_value, change_name, indent, stray, cut),
    *(swap_name, huge_number),
]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    offer_rules()
    root = tmp_path_factory.mktemp("fuzz") / "config"
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, root / part)
    return root


def pack_files(root):
    """The files of the packs; the tables of statutes are the platform's own."""
    files = [path for path in root.rglob("*.yaml") if "statutes" not in path.parts]
    return sorted(path.relative_to(root) for path in files if path.parent != root)


def problems_after(sandbox, path, data):
    """Check the packs with one file changed; the check must be done in seconds."""
    file = sandbox / path
    sound = file.read_bytes()
    started = time.process_time()
    try:
        file.write_bytes(data)
        problems = check_packs(sandbox)
    finally:
        file.write_bytes(sound)
    assert time.process_time() - started < MOST_SECONDS
    return problems


def assert_said_in_words(problems):
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.file.startswith("config/")
        assert problem.message
        assert problem.mend
        assert "\n" not in str(problem)


def spoil(text, dice):
    lines = text.split("\n")
    for mutation in dice.choices(MUTATIONS, k=dice.randint(1, 3)):
        if lines:
            mutation(lines, dice)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("seed", range(40))
def test_a_spoiled_pack_ends_in_words(sandbox, seed):
    dice = random.Random(seed)
    path = dice.choice(pack_files(sandbox))

    problems = problems_after(sandbox, path, spoil((sandbox / path).read_text(), dice))

    assert_said_in_words(problems)


@pytest.mark.parametrize("path", pack_files(CONFIG), ids=str)
def test_each_file_spoiled_ends_in_words(sandbox, path):
    dice = random.Random(str(path))

    problems = problems_after(sandbox, path, spoil((sandbox / path).read_text(), dice))

    assert_said_in_words(problems)


HEAD = "name: report\nversion: 1\nsubject: report\nstart: s0\n"
WORKFLOW = "tenants/atf/workflows/report_v1.yaml"
FIELDS = "shared/fields/report.yaml"
TENANT = "tenants/atf/tenant.yaml"


def chain(count):
    states = "".join(f"  s{at}: {{label: S}}\n" for at in range(count))
    steps = (
        f"  go{at}: {{from: anywhere, to: s{at}, roles: [case_agent]}}\n" for at in range(count)
    )
    return f"{HEAD}states:\n{states}steps:\n{''.join(steps)}"


def regions(count):
    states = (f"      r{at}: {{states: {{a{at}: A, b{at}: B}}}}\n" for at in range(count))
    steps = (f"  go{at}: {{from: a{at}, to: b{at}, roles: [case_agent]}}\n" for at in range(count))
    inner = f"  s0:\n    parallel: true\n    states:\n{''.join(states)}"
    return f"{HEAD}states:\n{inner}steps:\n{''.join(steps)}"


def ruled(rule):
    ends = "states: {s0: A, s1: {label: B, final: true}}\n"
    return f'{HEAD}{ends}steps:\n  go: {{from: s0, to: s1, roles: [case_agent], when: "{rule}"}}\n'


def fields(count, more=""):
    listed = "".join(f"  f{at}: {{type: text, label: F{more}}}\n" for at in range(count))
    return f"fields:\n{listed}"


HOSTILE = {
    "NUL": (WORKFLOW, "name: a\0b\n"),
    "broken UTF-8": (WORKFLOW, b"name: \xff\xfe\n"),
    "half a surrogate": (WORKFLOW, "name: \ud800\n"),
    "another encoding": (FIELDS, "fields: {}\n".encode("utf-16")),
    "10 MB": (FIELDS, b"fields: " + b"x" * 10_000_000),
    "1 MB of names": (TENANT, "".join(f"a{at}: 1\n" for at in range(90_000))),
    "bomb": (TENANT, "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    "merge key": (TENANT, "<<: {name: x}\n"),
    "emoji": (WORKFLOW, "name: 😀\n😀: 😀\n"),
    "emoji names": (FIELDS, "fields: {😀: {type: text, label: 😀}}\n"),
    "huge number": (WORKFLOW, f"name: report\nversion: {'9' * 5000}\n"),
    "deep list": (TENANT, "name: " + "[" * 100_000),
    "deep mapping": (TENANT, "name: " + "{a: " * 20_000),
    "deep block": (TENANT, "".join("  " * at + "a:\n" for at in range(600))),
    "duplicate key": (TENANT, "name: A\nname: B\n"),
    "extends itself": (TENANT, "extends: atf\n"),
    "extends nothing": (TENANT, "extends: nowhere\n"),
    "many states": (WORKFLOW, chain(3000)),
    "many ways": (WORKFLOW, chain(400)),
    "many regions": (WORKFLOW, regions(14)),
    "many fields": (FIELDS, fields(20_000)),
    "many rules": (FIELDS, fields(450, ", required_when: f0 == 'a' && f1 != 'b'")),
    "many code lists": (FIELDS, fields(400, ", code_list: nowhere")),
    "long list": (FIELDS, f"fields: {{f: {{type: text, label: F, kinds: [{'a, ' * 20_000}a]}}}}\n"),
    "rule of many nots": (WORKFLOW, ruled("!" * 3900 + "true")),
    "rule of many brackets": (WORKFLOW, ruled("(" * 1900 + "true" + ")" * 1900)),
    "rule of many parts": (WORKFLOW, ruled("&&".join(["report.title == 'a'"] * 180))),
    "rule that is too long": (WORKFLOW, ruled("'" + "x" * 5000 + "' == ''")),
    "pattern that explodes": (
        FIELDS,
        'fields: {f: {type: text, label: F, pattern: "((a{1,200}){1,200}){1,200}"}}\n',
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_words_within_seconds(sandbox, name):
    path, text = HOSTILE[name]
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")

    problems = problems_after(sandbox, path, data)

    assert_said_in_words(problems)
    assert problems or name in ("rule of many nots", "rule of many parts", "many rules")


def test_packs_that_extend_each_other_in_a_circle_are_refused(sandbox):
    dea = sandbox / "tenants/dea/tenant.yaml"
    sound = dea.read_text()
    try:
        dea.write_text(sound.replace("extends: shared", "extends: atf"))
        atf = (sandbox / TENANT).read_text().replace("extends: shared", "extends: dea")
        problems = problems_after(sandbox, TENANT, atf.encode())
    finally:
        dea.write_text(sound)

    assert_said_in_words(problems)
    assert any("in a circle: atf → dea → atf" in problem.message for problem in problems)


SOURCES = {path: (CONFIG / path).read_text() for path in pack_files(CONFIG)}
STRANGE = st.text(max_size=12) | st.sampled_from(
    ["\0", "\x85", "\ufeff", "\u2028", "&x ", "{", "- "]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(SOURCES)), st.data())
def test_any_text_put_anywhere_into_a_file_ends_in_words(path, data):
    """The file alone is read and checked, so that many texts can be tried."""
    text = SOURCES[path]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    spoilt = text[:start] + data.draw(STRANGE) + text[end:]
    try:
        found = read_text(spoilt, "config/x.yaml")
    except PackInvalid as error:
        assert_said_in_words(error.problems)
        return
    kind = path.parent.name if path.parent.name in ("fields", "codes") else path.stem
    shape = (FILES | FOLDERS).get(kind, workflow)
    assert_said_in_words(list(shape.check(found, found.lc.place, whole=False)))
