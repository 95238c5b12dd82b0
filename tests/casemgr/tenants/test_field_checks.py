"""What the check says of fields that ask something impossible, and where."""

import pytest

FIELDS = "tenants/atf/fields/case.yaml"
BEFORE = "    case_types: [firearms_trafficking, licensee]\n    list_column: true\n"

WRONG = [
    ("  a: {type: text, label: A, visible_when: nobody == 'x'}", "visible_when cannot be used"),
    ("  a: {type: text, label: A, visible_when: synopsis}", "the rule gives a text"),
    ("  a: {type: number, label: A, computed: synopsis}", "computed gives a text"),
    ("  a: {type: choice, label: A, choices: {b: B}, computed: \"'b'\"}", "cannot be computed"),
    ("  a: {type: number, label: A, computed: loss_amount, required: true}", "required does not"),
    ("  a: {type: number, label: A, computed: a + 1}", "wait for each other: a needs a"),
    ("  a: {type: group, label: A}", "lacks fields"),
    ("  a: {type: group, label: A, fields: {b: {type: person, label: B}}}", "a row can hold"),
    ("  a: {type: group, label: A, fields: {b: {type: txt, label: B}}}", "a row can hold"),
    ("  a: {type: group, label: A, list_column: true, fields: {b: {type: text, label: B}}}",
     "list_column does not go with"),
    ("  a: {type: group, label: A, least: 4, most: 3, fields: {b: {type: text, label: B}}}",
     "least 4 is more than most 3"),
    ("  a: {type: group, label: A, fields: {b: {type: text, label: B, required_when: synopsis}}}",
     "required_when cannot be used"),
    ("  a: {type: group, label: A, fields: {b: {type: text, label: B, pattern: '['}}}",
     "cannot be read"),
    ("  a: {type: attachment, label: A, required: true}", "the form cannot require"),
    ("  a: {type: text, label: A, sensitive: nobody}", "is not a compartment"),
    ("  a: {type: text, label: A, sensitive: 7}", "true or a compartment"),
    ("rules:\n  r: {is: loss_amount > 1, otherwise: No., at: nothing}", "not a field of this file"),
    ("rules:\n  r: {is: loss_amount, otherwise: No., at: loss_amount}", "gives a number"),
    ("rules:\n  r: {is: loss_amount > 1, at: loss_amount}", "a rule lacks otherwise"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "said"), WRONG, ids=[said for _, said in WRONG])
def test_the_check_names_the_line_of_what_cannot_be(config, lines, said):
    config.replace(FIELDS, BEFORE, f"{BEFORE}{lines}\n")
    line = (config.root / FIELDS).read_text().splitlines().index(lines.splitlines()[-1]) + 1

    [problem] = [one for one in config.problems() if said in one]

    assert f"{FIELDS}:{line}:" in problem
    assert ". Write: " in problem


def test_two_fields_that_wait_for_each_other_are_named_with_the_circle(config):
    config.replace(
        FIELDS,
        BEFORE,
        f"{BEFORE}  a: {{type: number, label: A, computed: b + 1}}\n"
        "  b: {type: number, label: B, visible_when: a > 1}\n",
    )

    [problem] = config.problems()

    assert "a needs b needs a" in problem or "b needs a needs b" in problem


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ('from: "2026-02-30"', "not a day of the calendar"),
        ('from: "2026-03-01", until: "2026-02-01"', "ends before it begins"),
        ("from: soon", "right form"),
    ],
)
def test_the_days_of_a_code_must_be_days_in_order(config, days, said):
    config.write(
        "shared/codes/case_sources.yaml",
        f"label: Sources\nsource: Ours\ncodes:\n  x: {{label: X, {days}}}\n",
    )

    assert any(said in problem for problem in config.problems())
