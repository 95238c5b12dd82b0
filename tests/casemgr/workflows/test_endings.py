"""A clock that never ends is reported with the way that shows it."""

from types import SimpleNamespace

from casemgr.workflows.endings import check_clock_ends
from casemgr.workflows.paths import Paths
from tests.casemgr.workflows import lives

HEAD = "name: small\nversion: 1\nsubject: case\nstart: a\n"
STATES = "states: {a: A, b: B, c: {final: true}}\n"
STEPS = (
    "steps: {go: {from: a, to: b, roles: [case_agent]}, back: {from: b, to: a, roles:"
    " [case_agent]}, close: {from: b, to: c, roles: [case_agent]}}\n"
)
CLOCKS = "clocks:\n  one: {while: a, days: 5, then: go}\n  two: {while: [b, c], days: 5}\n"


def clock(name, states, then=""):
    return SimpleNamespace(name=name, states=states, then=then)


def report(*clocks):
    definition = lives.load(f"{HEAD}{STATES}{STEPS}")
    source = lives.read(f"{HEAD}{STATES}{STEPS}{CLOCKS}", "small_v1.yaml")
    return [str(problem) for problem in check_clock_ends(Paths(definition), clocks, source)]


def test_a_clock_that_runs_on_where_the_record_ends_is_reported():
    [found] = report(clock("two", ("b", "c")))

    assert found == (
        "small_v1.yaml:9:16: two never ends in c, which is final: a --go--> b --close--> c."
        " Write: while: the states before c"
    )


def test_clocks_that_set_each_other_going_for_ever_are_reported():
    [one, two] = report(clock("one", ("a",), "go"), clock("two", ("b",), "back"))

    assert one == (
        "small_v1.yaml:8:34: one ends and begins again for ever: a --go--> b --back--> a."
        " Write: a step to where it does not run"
    )
    assert "two ends and begins again for ever: b --back--> a --go--> b" in two


def test_clocks_that_a_person_must_come_between_are_sound():
    assert report(clock("one", ("a",), "go"), clock("two", ("b",))) == []
