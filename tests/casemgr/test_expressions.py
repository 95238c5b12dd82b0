"""Rules that an agency writes over its own fields."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.expressions import KINDS, ExpressionError, compile_expression, compile_rule

FIELDS = {
    "case.title": "text",
    "case.grams": "number",
    "case.opened_on": "date",
    "case.armed": "yes_no",
    "case.statutes": "list(text)",
    "case.amounts": "list(number)",
    "today": "date",
}


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("case.title != ''", {"case.title": "Gun-show trader"}),
        ("case.title.startsWith('Gun')", {"case.title": "Gun-show trader"}),
        ("case.grams > 5", {"case.grams": 6}),
        ("5 < case.grams", {"case.grams": Decimal("5.5")}),
        ("case.grams * 2 + 1 == 11 && 3 <= case.grams", {"case.grams": 5}),
        ("case.grams > -5", {"case.grams": 0}),
        ("case.opened_on < today", {"case.opened_on": date(2026, 2, 3), "today": "2026-02-04"}),
        (
            "case.opened_on + days(90) < today",
            {"case.opened_on": "2026-01-01", "today": "2026-05-01"},
        ),
        ("case.opened_on == date('2026-02-03')", {"case.opened_on": "2026-02-03"}),
        ("case.opened_on.getFullYear() == 2026", {"case.opened_on": "2026-02-03T08:00"}),
        ("case.armed || case.title == 'x'", {"case.armed": True}),
        ("'18 U.S.C. 922(g)(1)' in case.statutes", {"case.statutes": ("18 U.S.C. 922(g)(1)",)}),
        ("case.statutes.exists(s, s.startsWith('21'))", {"case.statutes": ["21 U.S.C. 846"]}),
        ("case.amounts.all(a, a > 1)", {"case.amounts": [2, 3.5]}),
        ("size(case.statutes) > 1", {"case.statutes": ["a", "b"]}),
    ],
)
def test_a_rule_holds_over_the_fields_of_a_record(rule, values):
    expression = compile_rule(rule, FIELDS)

    assert expression(values) is True
    assert expression.source == rule


@pytest.mark.parametrize("values", [{}, dict.fromkeys(FIELDS), dict.fromkeys(FIELDS, "")])
def test_a_missing_value_is_the_empty_value_of_its_kind(values):
    rule = compile_rule(
        "case.title == '' && case.grams == 0 && !case.armed && case.statutes == []"
        " && case.opened_on < date('1700-01-01') && size(case.amounts) == 0",
        FIELDS,
    )

    assert rule(values) is True


@pytest.mark.parametrize(
    ("rule", "values", "holds"),
    [
        ("has(case.grams)", {"case.grams": 0}, True),
        ("has(case.grams)", {}, False),
        ("has( case.opened_on ) && case.opened_on < today", {"today": "2026-01-01"}, False),
        ("!has(case.armed)", {"case.armed": False}, False),
        ("case.title == 'has(case.grams)'", {"case.title": "has(case.grams)"}, True),
    ],
)
def test_a_rule_asks_whether_a_field_has_a_value(rule, values, holds):
    assert compile_rule(rule, FIELDS)(values) is holds


@pytest.mark.parametrize(
    ("rule", "line", "column", "words"),
    [
        ("case.titel != ''", 1, 5, '"case.titel" is not a field or function'),
        ("case.titel != ''", 1, 5, "case.title is"),
        ("has(case.gram)", 1, 9, '"case.gram" is not a field'),
        ("case.title != 5", 1, 12, "!= does not take text with a whole number"),
        ("case.grams > 5 && case.title > 5", 1, 30, "> does not take text with a whole number"),
        ("case.armed &&\n  foo(3)", 2, 6, '"foo" is not a field or function'),
        ("case.grams > 1 &&\n case.armed > 2", 2, 13, "does not take yes/no with a whole number"),
        ("case.armed && (", 1, 16, "ends too early"),
        ("", 1, 1, "ends too early"),
        ("case.armed ; case.armed", 1, 12, "cannot be read here"),
        ("case.armed = true", 1, 12, "one = compares nothing; == does"),
        ("case.opened_on > date('2026-13-01')", 1, 24, "is not a date such as"),
        ("(" * 400 + "case.armed" + ")" * 400, 1, 1, "nested too deeply"),
        ("!" * 5000 + "case.armed", 1, 1, "5010 characters"),
    ],
)
def test_a_wrong_rule_is_refused_when_it_is_read(rule, line, column, words):
    with pytest.raises(ExpressionError) as refusal:
        compile_rule(rule, FIELDS)

    assert words in refusal.value.message
    assert (refusal.value.line, refusal.value.column) == (line, column)


def test_a_rule_that_gives_a_text_is_no_condition():
    with pytest.raises(ExpressionError, match="gives a text, not yes or no"):
        compile_rule("case.title", FIELDS)

    assert compile_expression("case.title", FIELDS).result == "text"


@pytest.mark.parametrize(
    ("rule", "values", "words"),
    [
        ("case.statutes[3] == ''", {"case.statutes": []}, "Index error"),
        ("case.title.matches('(')", {"case.title": "x"}, "regular expression"),
        ("1 / int(case.grams) > 0", {}, "divide by zero"),
        ("case.opened_on > date(case.title)", {"case.title": "soon"}, "isoformat"),
        ("case.grams > 5", {"case.grams": "six"}, "case.grams is not of the kind"),
        ("case.grams > 5", {"case.grams": True}, "case.grams is not of the kind"),
        ("case.title == ''", {"case.title": 7}, "case.title is not of the kind"),
        ("case.armed", {"case.armed": "yes"}, "case.armed is not of the kind"),
        ("case.opened_on < today", {"case.opened_on": "2026-02-31"}, "case.opened_on is not"),
        ("case.statutes == []", {"case.statutes": "21"}, "case.statutes is not of the kind"),
        ("case.title == ''", {"case.title": "\ud800"}, "cannot be worked out"),
    ],
)
def test_a_rule_that_cannot_be_worked_out_says_so(rule, values, words):
    with pytest.raises(ExpressionError, match=words):
        compile_rule(rule, FIELDS)(values)


def test_a_rule_that_would_run_for_ever_is_stopped():
    rule = compile_rule(
        "case.statutes.all(a, case.statutes.all(b, case.statutes.all(c,"
        " case.statutes.all(d, a == b || c == d || true))))",
        FIELDS,
    )

    with pytest.raises(ExpressionError, match="takes too long"):
        rule({"case.statutes": ["x"] * 60})


def test_many_threads_work_one_rule_out_at_once():
    rule = compile_rule("case.opened_on + days(2) == date('2026-02-05') && case.grams > 1", FIELDS)
    values = {"case.opened_on": datetime(2026, 2, 3, tzinfo=UTC), "case.grams": 2}

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: rule(values), range(4000)))

    assert answers == [True] * 4000


def attempt(rule, kinds, values):
    """Work a rule out, or return its refusal; anything else it raises fails the test."""
    try:
        return compile_expression(rule, kinds)(values)
    except ExpressionError as refusal:
        return refusal


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_as_a_rule_compiles_or_is_refused_in_words(rule, title):
    answer = attempt(rule, FIELDS, {"case.title": title})

    if isinstance(answer, ExpressionError):
        assert answer.message
        assert min(answer.line, answer.column) >= 1


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted(KINDS)), ANYTHING)
def test_any_value_is_worked_out_or_refused_in_words(kind, value):
    answer = attempt("has(x) || x == x", {"x": kind}, {"x": value})

    assert isinstance(answer, bool | ExpressionError)
