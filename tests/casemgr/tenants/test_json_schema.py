"""Editors check the files of a pack by the published schemas, which say what the loader says."""

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from casemgr.commands.schemas import schemas
from casemgr.commands.tenants import tenants
from casemgr.tenants.schema import FILES, FOLDERS
from casemgr.tenants.source import read_file, read_text
from casemgr.workflows.loader import read_definition
from tests.casemgr.tenants.conftest import CONFIG

PUBLISHED = CONFIG.parent / "docs" / "schemas"
SHIPPED = [
    path
    for path in sorted(CONFIG.rglob("*.yaml"))
    if "statutes" not in path.parts and path.parent.name != "config"
]


def kind_of(path):
    return path.parent.name if path.parent.name in schemas() else path.stem


def faults(kind, text):
    return list(Draft202012Validator(schemas()[kind]).iter_errors(read_text(text, "x.yaml")))


def loader_faults(kind, text):
    found = read_text(text, "x.yaml")
    if kind == "workflows":
        return read_definition(found)[1]
    shape = (FILES | FOLDERS)[kind]
    return list(shape.check(found, found.lc.place, whole=False))


def test_the_published_schemas_are_those_of_this_version(tmp_path):
    done = CliRunner().invoke(tenants, ["schema", "--into", str(tmp_path)])

    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert done.exit_code == 0
    assert {path.name: path.read_text() for path in PUBLISHED.iterdir()} == written


@pytest.mark.parametrize("kind", sorted(schemas()))
def test_each_schema_is_one_itself(kind):
    Draft202012Validator.check_schema(schemas()[kind])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(CONFIG)))
def test_each_shipped_file_fits_its_schema(path):
    validator = Draft202012Validator(schemas()[kind_of(path)])

    assert list(validator.iter_errors(read_file(path, path.name))) == []


WRONG = [
    ("tenant", "nme: Parks\n"),
    ("tenant", "kind: agencies\n"),
    ("tenant", "review: {days: 0}\n"),
    ("tenant", "offices: {North: {label: North}}\n"),
    ("tenant", "letterhead: one line\n"),
    ("tenant", "workflows: {case: investigation}\n"),
    ("tenant", "case_types: {arson: {label: Arson, drop: true}}\n"),
    ("roles", "roles: {agent: {permissions: [read]}}\n"),
    ("roles", "roles: {agent: {reach: world}}\n"),
    ("roles", "separation: {acts: [author]}\n"),
    ("numbering", "case: {per: [day]}\n"),
    ("numbering", "vehicle: {template: '{seq}'}\n"),
    ("numbering", "case: {series: {late: -1}}\n"),
    ("packet", "bates: {width: 3}\n"),
    ("packet", "sections: {maps: {number: '7'}}\n"),
    ("packet", "checks: [has_subject, has_subject]\n"),
    ("fields", "fields: {age: {type: int}}\n"),
    ("fields", "fields: {age: {type: number, minimum: low}}\n"),
    ("fields", "fields: {age: {type: number, required: maybe}}\n"),
    ("fields", "fields: {age: 7}\n"),
    ("codes", "codes: {'a b': Both}\n"),
    ("codes", "codes: [a, b]\n"),
    ("workflows", "name: small\nversion: 1\nsubject: case\nstart: a\nstates: {a: A}\n"),
    ("workflows", "name: x\nversion: 0\nsubject: case\nstart: a\nstates: {a: A}\nsteps: {}\n"),
    (
        "workflows",
        (
            "name: x\nversion: 1\nsubject: case\nstart: a\n"
            "states: {a: {states: {b: {tone: red}}}}\nsteps: {}\n"
        ),
    ),
    (
        "workflows",
        (
            "name: x\nversion: 1\nsubject: case\nstart: a\nstates: {a: A}\n"
            "steps: {go: {from: a, guards: [{one: {}, two: {}}]}}\n"
        ),
    ),
]


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_a_wrong_file_is_refused_by_the_schema_as_by_the_loader(kind, text):
    assert loader_faults(kind, text)
    assert faults(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("tenant", "short_name: Parks\ncase_types: {arson: {drop: true}, theft: Theft}\n"),
        ("fields", "fields: {synopsis: {required: true}, docket_number: {drop: true}}\n"),
        ("fields", "fields: {age: {type: number, label: Age, minimum: 0, maximum: 1.5}}\n"),
        ("numbering", "case: {series: {game: 500}}\n"),
    ],
)
def test_a_pack_may_say_only_what_differs(kind, text):
    assert loader_faults(kind, text) == []
    assert faults(kind, text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("extends: report_v1\nsteps: {withdraw_report: {roles: [agent]}}\n", False),
        ("extends: report_v1\nsteps: {withdraw_report: {drop: true}}\n", False),
        ("extends: report_v1\nsteps: {withdraw_report: {rolls: [agent]}}\n", True),
        ("extends: report\n", True),
        ("steps: {withdraw_report: {roles: [agent]}}\n", True),
    ],
)
def test_a_workflow_says_what_differs_only_when_it_extends_another(text, wrong):
    assert bool(faults("workflows", text)) is wrong


def test_an_editor_that_reads_a_number_with_a_point_does_not_mark_a_bound():
    fields = {"fields": {"age": {"type": "number", "label": "Age", "maximum": 1.5}}}

    assert list(Draft202012Validator(schemas()["fields"]).iter_errors(fields)) == []


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("config/tenants/dea/fields/case.yaml", "fields"),
        ("workflows/report_v1.yaml", "workflows"),
        ("roles.yaml", "roles"),
        ("codes", "codes"),
    ],
)
def test_the_command_prints_the_schema_of_a_file(file, kind):
    done = CliRunner().invoke(tenants, ["schema", file])

    assert json.loads(done.output) == schemas()[kind]


def test_the_command_says_which_files_there_are():
    done = CliRunner().invoke(tenants, ["schema", "letters/first.yaml"])

    assert done.exit_code == 2
    assert "letters/first.yaml is no file of a pack. Write one of tenant, roles" in done.output
