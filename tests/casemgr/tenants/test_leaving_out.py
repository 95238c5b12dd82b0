"""What a pack leaves out and shared files still name: one message, at the line that leaves out."""

import pytest

from casemgr import offer_rules

ROLES = "tenants/dea/roles.yaml"


@pytest.fixture(autouse=True)
def _offered():
    offer_rules()


def drop(config, path, key, name):
    """Leave an entry out as the first below a key of a file."""
    file = config.root / path
    text = file.read_text() if file.exists() else ""
    if f"{key}:\n" in text:
        return config.replace(path, f"{key}:\n", f"{key}:\n  {name}: {{drop: true}}\n")
    return config.write(path, f"{text}{key}:\n  {name}: {{drop: true}}\n")


@pytest.mark.parametrize(
    ("path", "key", "name", "named"),
    [
        ("tenants/fbi/roles.yaml", "roles", "auditor", "shared/roles"),
        ("tenants/hsi/fields/case.yaml", "fields", "source_of_case", "shared/fields/case"),
    ],
)
def test_the_line_that_leaves_out_is_named_once_with_all_places(config, path, key, name, named):
    problems = drop(config, path, key, name).problems()

    (told,) = [one for one in problems if f"{name} is left out here" in one]
    assert told.startswith(f"config/{path}:")
    assert f"config/{named}.yaml:" in told
    assert "Write: nothing, so that it stays" in told
    assert not [one for one in problems if f'"{name}" is not' in one]


def test_a_name_that_nobody_ever_had_is_reported_where_it_is_written(config):
    config.replace("shared/workflows/exhibit_v1.yaml", "roles: [evidence_custodian]", "roles: [x]")

    assert any("exhibit_v1.yaml" in one and '"x" is not a role' in one for one in config.problems())
