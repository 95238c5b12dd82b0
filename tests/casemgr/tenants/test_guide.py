"""The guide for those who set an agency up explains everything, and its messages are real."""

import pytest

from casemgr.packets.checks import CHECKS
from casemgr.packets.volume.sheets import SOURCES
from casemgr.permissions import Permission
from casemgr.tenants import field_schema, schema, shapes
from casemgr.tenants.field_types import TYPES
from casemgr.tenants.formats import FORMATS
from casemgr.tenants.loader import load_core
from casemgr.tenants.source import read_text
from casemgr.workflows import definition, registry
from casemgr.workflows import schema as workflow_schema
from casemgr.workflows.subjects import subject_named, subject_names
from tests.casemgr.tenants.conftest import CONFIG
from tests.casemgr.tenants.guide import (
    CORE_NAMES,
    GUIDE,
    REFERENCE,
    blocks,
    named,
    part,
    rows,
    terms,
    write_example,
)

CHAPTERS = {
    "tenant.yaml": schema.tenant_file,
    "roles.yaml": schema.roles_file,
    "numbering.yaml": schema.numbering_file,
    "packet.yaml": schema.packet_file,
    "fields/case.yaml and its siblings": schema.fields_file,
    "codes/parks.yaml and its siblings": schema.codes_file,
    "schemes/firearms.yaml and its siblings": schema.scheme_file,
    "workflows/investigation_v1.yaml and its siblings": workflow_schema.workflow,
}
WORKFLOWS = "workflows/investigation_v1.yaml and its siblings"
FIELDS = "fields/case.yaml and its siblings"
FILES = ("tenant.yaml", "roles.yaml", "numbering.yaml", "packet.yaml", "codes/parks.yaml")
EXAMPLES = [row for row in rows(part(REFERENCE, FIELDS)) if row[-1].startswith("`{type:")]
CORE_CHAPTERS = ("Roles", "Kinds and compartments", "Fields", "Code lists", "Packet")
MISTAKES = [row for row in rows(part(GUIDE, "Common mistakes")) if row[0].startswith("`")]


def chapter(heading):
    return terms(part(REFERENCE, heading))


def inside(shape, seen=()):
    """List a shape and all that stand within it, each once."""
    if shape is None or any(shape is one for one in seen):
        return list(seen)
    within = [getattr(shape, name, None) for name in ("value", "item", "short", "long")]
    found = [*seen, shape]
    for one in (*within, *getattr(shape, "parts", {}).values()):
        found = inside(one, found)
    return found


def keys(shape):
    """Every key that may stand in a file of this shape."""
    return {key for one in inside(shape) if isinstance(one, shapes.Record) for key in one.parts}


def choices(shape):
    """Every word of a fixed choice in a file of this shape."""
    return {word for one in inside(shape) if isinstance(one, shapes.OneOf) for word in one.names}


@pytest.mark.parametrize("heading", CHAPTERS)
def test_every_key_of_a_file_is_explained_in_its_chapter(heading):
    found = keys(CHAPTERS[heading])

    assert len(found) > 3
    assert found - chapter(heading) == set()


@pytest.mark.parametrize("heading", CHAPTERS)
def test_every_word_of_a_choice_stands_in_its_chapter(heading):
    text = part(REFERENCE, heading)

    assert {word for word in choices(CHAPTERS[heading]) if f"`{word}`" not in text} == set()


@pytest.mark.parametrize("heading", CHAPTERS)
def test_the_examples_of_a_chapter_have_the_shape_of_its_file(heading):
    for block in blocks(part(REFERENCE, heading)):
        read = read_text(block, "example.yaml")
        assert list(CHAPTERS[heading].check(read, read.lc.place, whole=False)) == []


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_the_example_of_a_type_is_a_field_of_it(row):
    read = read_text(f"example: {named(row[2])[0]}", "example.yaml")

    assert f"`{read['example']['type']}`" == row[0]
    assert list(field_schema.field.check(read["example"], read.lc.place, whole=True)) == []


def test_every_permission_is_explained():
    assert {each.value for each in Permission} - chapter("roles.yaml") == set()


def test_every_type_and_format_of_fields_is_explained():
    assert (TYPES.keys() | FORMATS.keys()) - chapter(FIELDS) == set()


def test_every_source_and_check_of_the_packet_is_explained():
    assert {*SOURCES, *CHECKS} - chapter("packet.yaml") == set()


def test_every_guard_effect_and_argument_is_explained(app):
    told = chapter(WORKFLOWS)

    assert (registry.GUARDS.keys() | registry.EFFECTS.keys()) - told == set()
    arguments = registry.offered_vocabulary(roles=()).guards.values()
    text = part(REFERENCE, WORKFLOWS)
    named = set().union(*(each.names for each in arguments), registry.TERMS, definition.TONES)
    assert {name for name in named if f"`{name}`" not in text} == set()


def test_what_workflows_may_ask_of_each_kind_of_record_is_listed(app):
    lines = rows(part(REFERENCE, WORKFLOWS))
    for name in subject_names():
        subject = subject_named(name)
        words = {*subject.relations, *subject.core, *subject.entries}
        told = " ".join(cell for row in lines if row[0] == f"`{name}`" for cell in row)
        assert {word for word in words if f"`{word}`" not in told} == set()


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row[2])
def test_the_check_says_to_a_mistake_what_the_guide_quotes(config, app, row):
    write_example(config.root)
    file, right, wrong = (cell.strip("`") for cell in row[:3])

    config.replace(f"tenants/rangers/{file}", right, wrong)

    assert any(problem.endswith(row[3]) for problem in config.problems())


def test_the_guide_quotes_a_message_with_its_place(config):
    config.write("tenants/parks/tenant.yaml", "short_name: Parks\n")
    config.write("tenants/parks/fields/case.yaml", "# Ours\n\nfields:\n  place: {type: txt}\n")

    [problem] = config.problems()

    assert problem in GUIDE


def test_a_mistake_of_every_file_and_an_example_of_every_type_are_shown():
    assert {row[0].strip("`") for row in MISTAKES} >= {*FILES, "fields/case.yaml"}
    assert [row[0].strip("`") for row in EXAMPLES] == list(TYPES)


def states_in(entries):
    """Name the states of a workflow, however deep they are nested."""
    for name, entry in entries.items():
        yield name
        yield from states_in(entry.get("states", {}))


def test_the_names_of_the_core_are_listed():
    core = load_core(CONFIG)
    told = {name: set(named(part(CORE_NAMES, name))) for name in CORE_CHAPTERS}

    fields = {field.name for every in core.fields.values() for field in every}
    groups = {group for every in core.groups.values() for group in every}
    kinds = {kind for every in core.kinds.values() for kind in every}
    assert told["Roles"] >= core.roles.keys()
    assert told["Kinds and compartments"] == {
        *kinds,
        *core.kinds,
        *core.compartments,
        "compartments",
    }
    assert told["Fields"] == {*fields, *groups, *core.fields}
    assert told["Code lists"] == core.code_lists.keys()
    assert told["Packet"] >= {*core.source["packet"]["sections"], *core.packet.checks}


def test_the_states_steps_and_clocks_of_the_core_are_listed():
    written = load_core(CONFIG).source["workflows"]

    for name, workflow in written.items():
        told = [row[1] for row in rows(part(CORE_NAMES, "Workflows")) if row[0] == f"`{name}`"]
        every = [*states_in(workflow["states"]), *workflow["steps"], *workflow.get("clocks", ())]
        assert named(" ".join(told)) == every
