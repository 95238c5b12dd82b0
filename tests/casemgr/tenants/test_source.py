"""Reading YAML: what was written, where, and what is refused in which words."""

import pytest

from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.source import DEEPEST, LARGEST, read_file, read_text

REFUSED = [
    ("a: 1\na: 2\n", "x.yaml:2:1", "written twice", "each name once"),
    ("a:\n\tb: 1\n", "x.yaml:2:1", "a tab indents", "two spaces"),
    ("a: 'one\nb: 2\n", "x.yaml:1:4", "quotation mark", "closing mark"),
    ("a: one: two\n", "x.yaml:1:7", "second colon", "quotes around"),
    ("a: [1, 2\nb: 3\n", "x.yaml:1:4", "opened with [", "[one, two]"),
    ("a: {b: 1\nc: 3\n", "x.yaml:1:4", "opened with {", "{name: value}"),
    ("a: @b\n", "x.yaml:1:4", "cannot begin", "quotes around"),
    ("a: &b 1\n", "x.yaml:1:4", "anchor or alias", "'&b'"),
    ("a: *b\n", "x.yaml:1:4", "anchor or alias", "'*b'"),
    ("a: !!python/object:os.system x\n", "x.yaml:1:4", "is a tag", "without the tag"),
    ("? [a, b]\n: 1\n", "x.yaml:1:3", "plain text", "name: value"),
    ("a: 1\n---\nb: 2\n", "x.yaml:2:1", "second document", "one file"),
    ("a: \x01\n", "x.yaml:1:4", "control character", "without it"),
    ("a: 1\njust text\nb: 2\n", "x.yaml:2:1", "neither a colon", "name: value"),
    ("- a\n- b\n", "x.yaml:1:1", "names with values", "name: value"),
    ("", "x.yaml:1:1", "names with values", "name: value"),
    ("a:\n  b: 1\n c: 2\n", "x.yaml:3:2", "indentation", "two spaces"),
]


@pytest.mark.parametrize(("text", "place", "message", "mend"), REFUSED)
def test_faulty_yaml_is_refused_with_its_place_and_its_mend(text, place, message, mend):
    with pytest.raises(PackInvalid) as refused:
        read_text(text, "x.yaml")

    said = str(refused.value.problems[0])
    assert said.startswith(place)
    assert message in said
    assert "Write: " in said
    assert mend in said.partition("Write: ")[2]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("1:30", "1:30"),
        ("017", "017"),
        ("1.10", "1.10"),
        ("2026-02-03", "2026-02-03"),
        ("12", 12),
        ("true", True),
        ("~", None),
        ("'12'", "12"),
        ("9143", 9143),
    ],
)
def test_plain_values_stay_what_they_look_like(written, value):
    found = read_text(f"a: {written}\n", "x.yaml")["a"]

    assert found == value
    assert type(found) is type(value)


def test_each_entry_remembers_its_line_and_column():
    found = read_text("a: 1\nlist:\n  - one\n  - {b: 2}\n", "x.yaml")

    assert found.at("list") == ("x.yaml", 2, 1)
    assert found["list"].value_at(1) == ("x.yaml", 4, 5)
    assert found["list"][1].value_at("b") == ("x.yaml", 4, 9)
    assert found["list"][1].lc.key("b") == (3, 5)


def test_a_deep_file_is_refused_before_it_is_read():
    with pytest.raises(PackInvalid, match=f"more than {DEEPEST} deep"):
        read_text("a: " + "[" * 100_000, "x.yaml")


def test_a_file_larger_than_a_megabyte_is_refused(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_text("a: " + "x" * LARGEST)

    with pytest.raises(PackInvalid, match="larger than 1 MB"):
        read_file(path, "big.yaml")


def test_a_file_that_is_not_utf_8_is_refused_at_its_byte(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")

    with pytest.raises(PackInvalid, match=r"latin\.yaml:2:7: this is not UTF-8"):
        read_file(path, "latin.yaml")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PackInvalid, match=r"gone\.yaml:1:1: the file cannot be read"):
        read_file(tmp_path / "gone.yaml", "gone.yaml")
