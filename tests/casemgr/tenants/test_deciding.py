"""Whether a rule can hold is decided for what its fields may hold; what is claimed is proved."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemgr.expressions import compile_rule
from casemgr.tenants.deciding import Verdict, decide, domains_asked
from casemgr.tenants.domains import Domain

KINDS = {
    "title": "text",
    "kind": "text",
    "grams": "number",
    "loss": "number",
    "from": "date",
    "until": "date",
    "used": "yes_no",
    "schemes": "list(text)",
}
DOMAINS = {
    "kind": Domain("text", ("arson", "fraud", "theft")),
    "grams": Domain("number", None, 0.0, 5.0),
    "from": Domain("date", None, date(2020, 1, 1), None),
    "schemes": Domain("list(text)", ("straw", "dealer")),
}
NEVER = [
    "kind == 'forgery'",
    "kind == 'arson' && kind == 'fraud'",
    "has(kind) && !(kind in ['arson', 'fraud', 'theft'])",
    "grams > 5",
    "-1 > grams",
    "grams > 4 && loss < 3 && loss > grams",
    "loss < grams && grams < loss",
    "has(from) && from < date('2019-12-31')",
    "from > date('2020-01-01') && from < date('2020-01-02')",
    "from < until && until < from",
    "used && !used",
    "'forger' in schemes",
    "title == 'x' && title == 'y'",
    "title.startsWith('x') && kind == 'forgery'",
    "kind in []",
]
SOMETIMES = [
    "kind == 'arson'",
    "grams >= 5 && grams <= 5",
    "loss > 6 && loss < 7",
    "grams + 1.0 > 9.0",
    "from < date('2019-12-31')",
    "'straw' in schemes && 'dealer' in schemes",
    "title == kind && kind == 'arson'",
    "title.startsWith('x')",
    "kind == 'arson' ? used : !used",
    "kind == 'arson' || grams > 9",
    "!used == true",
    "loss > 1000000000000.0",
]
ALWAYS = ["used || !used", "kind != 'forgery'", "size(title) > 0 || grams <= 5"]


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        *((rule, Verdict.NEVER) for rule in NEVER),
        *((rule, Verdict.SOMETIMES) for rule in SOMETIMES),
        *((rule, Verdict.ALWAYS) for rule in ALWAYS),
    ],
)
def test_a_rule_is_decided_for_what_its_fields_may_hold(rule, verdict):
    compile_rule(rule, KINDS)

    assert decide([rule], KINDS, DOMAINS) is verdict


def test_rules_that_each_can_hold_may_exclude_each_other():
    rules = ["kind == 'arson'", "kind == 'fraud'"]

    assert decide(rules, KINDS, DOMAINS) is Verdict.NEVER
    assert decide(rules[:1], KINDS, DOMAINS) is Verdict.SOMETIMES


@pytest.mark.parametrize(
    "rule", ["kind == 'arson' // && kind == 'fraud'", "kind == r'x'", "kind == '''x'''", "true"]
)
def test_a_rule_in_an_unusual_form_is_taken_to_be_possible(rule):
    compile_rule(rule, KINDS)

    assert decide([rule], KINDS, DOMAINS) is Verdict.SOMETIMES


def test_a_rule_with_too_many_combinations_is_taken_to_be_possible():
    kinds = {f"f{number}": "number" for number in range(12)}
    rule = " && ".join([*(f"{name} < 1" for name in kinds), "f0 > 2"])

    assert decide([rule], kinds, {}) is Verdict.SOMETIMES


def test_what_the_fields_may_hold_is_told_in_words():
    told = domains_asked(["kind == 'x' && grams > 5 && has(from)"], DOMAINS)

    assert told == (
        "kind is one of arson, fraud, theft; grams is from 0 up to 5; from is from 2020-01-01"
    )


VALUES = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["", "x", "y", "other 0"]),
        "kind": st.sampled_from([None, *DOMAINS["kind"].codes]),
        "grams": st.none() | st.floats(0, 5),
        "loss": st.none() | st.floats(-1e9, 1e9),
        "from": st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "until": st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        "used": st.none() | st.booleans(),
        "schemes": st.lists(st.sampled_from(DOMAINS["schemes"].codes), unique=True),
    }
)
RULES = st.recursive(
    st.sampled_from([*NEVER, *SOMETIMES, *ALWAYS]),
    lambda inner: st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(
        lambda parts: f"!({parts[0]}) {parts[1]} ({parts[2]})"
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(RULES, VALUES)
def test_no_record_contradicts_what_was_decided(rule, values):
    verdict = decide([rule], KINDS, DOMAINS)
    holds = compile_rule(rule, KINDS)(values)

    assert (verdict, holds) not in ((Verdict.NEVER, True), (Verdict.ALWAYS, False))
