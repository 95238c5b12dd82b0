"""Workflows are drawn so that everything is seen: nothing overlaps and every arrow arrives."""

from itertools import combinations
from pathlib import Path

import pytest

from casemgr.tenants.loader import load_packs
from casemgr.workflows.definition import Approval, Kind, State, Step, define
from casemgr.workflows.diagram import draw
from casemgr.workflows.layering import Size, lay_out, rank_by_way
from casemgr.workflows.loader import load_definition

CONFIG = Path(__file__).parents[3] / "config"
WORKFLOWS = [
    pytest.param(load_definition(written), id=f"{slug}-{stem}")
    for slug, pack in load_packs(CONFIG).items()
    for stem, written in pack.workflows.items()
]
FRAMES = {"frame", "region"}


def _overlap(one, other):
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (beside or one.y + one.height <= other.y or other.y + other.height <= one.y)


def _box(picture, label):
    return next(one for one in picture.boxes if " ".join(one.lines) == label)


def _said(picture):
    return [text for words in picture.captions for text, _ in words.lines]


@pytest.mark.parametrize("definition", WORKFLOWS)
def test_no_state_covers_another(definition):
    leaves = [one for one in draw(definition).boxes if one.kind not in FRAMES]

    assert len(leaves) == sum(not one.children for one in definition.states.values())
    assert not any(_overlap(*pair) for pair in combinations(leaves, 2))


@pytest.mark.parametrize("definition", WORKFLOWS)
def test_no_words_stand_on_a_state(definition):
    picture = draw(definition)
    leaves = [one for one in picture.boxes if one.kind not in FRAMES]

    inside = [
        (words.lines, one.lines)
        for words in picture.captions
        for one in leaves
        if one.x < words.x < one.x + one.width and one.y < words.y < one.y + one.height
    ]
    assert not inside


@pytest.mark.parametrize("definition", WORKFLOWS)
def test_every_step_is_drawn_or_listed_beside(definition):
    picture = draw(definition)
    undrawn = {step.name for step in picture.undrawn}

    said = " ".join(_said(picture))
    for step in definition.steps.values():
        assert step.name in undrawn or step.label.split()[0] in said
    assert all(not step.targets or set(step.sources) & {""} for step in picture.undrawn)


@pytest.mark.parametrize("definition", WORKFLOWS)
def test_every_tip_touches_a_state(definition):
    picture = draw(definition)
    edges = {round(y) for one in picture.boxes for y in (one.y, one.y + one.height)}

    tips = [one.points[-1 if one.tip == "end" else 0] for one in picture.arrows if one.tip]
    assert tips
    assert {round(y) for _, y in tips} <= edges


def test_states_within_a_state_lie_in_its_frame():
    inner = [State("open", "Open", kind=Kind.COMPOUND, children=("a", "b"))]
    inner += [State("a", "A", parent="open"), State("b", "B", parent="open")]
    picture = draw(define("life", inner, [Step("go", ("a",), ("b",))]))

    frame = _box(picture, "Open")
    assert frame.kind == "frame"
    for one in (_box(picture, "A"), _box(picture, "B")):
        assert frame.x < one.x < one.x + one.width < frame.x + frame.width
        assert frame.y < one.y < one.y + one.height < frame.y + frame.height


def test_regions_finals_and_history_have_shapes_of_their_own():
    states = [State("both", kind=Kind.PARALLEL, children=("one", "two"))]
    for name in ("one", "two"):
        states.append(State(name, parent="both", kind=Kind.COMPOUND, children=(f"{name}_in",)))
        states.append(State(f"{name}_in", parent=name))
    states.append(State("back", parent="two", kind=Kind.DEEP_HISTORY))
    states[3] = State("two", parent="both", kind=Kind.COMPOUND, children=("two_in", "back"))
    states.append(State("end", kind=Kind.FINAL))
    picture = draw(define("life", states, [Step("finish", ("both",), ("end",))]))

    assert sorted({one.kind for one in picture.boxes}) == [
        *("atomic", "final", "frame", "history", "region")
    ]
    assert _box(picture, "One").y == _box(picture, "Two").y


def test_a_step_from_within_a_state_names_where_it_begins_and_what_it_needs():
    states = [State("open", "Open", kind=Kind.COMPOUND, children=("a",), start=("a",))]
    states += [State("a", "Waiting", parent="open"), State("shut", "Shut")]
    step = Step("close", ("a",), ("shut",), approval=Approval(("author",), 2))

    assert _said(draw(define("life", states, [step]))) == [
        *("Close", "from Waiting", "with 2 approvals")
    ]


def test_a_record_is_marked_where_it_stands():
    states = [State("draft", "Draft"), State("done", "Done")]
    picture = draw(define("life", states, [Step("go", ("draft",), ("done",))]), here=["done"])

    assert [one.lines for one in picture.boxes if one.here] == [("Done",)]


def test_a_way_back_leads_up_and_a_circle_ends():
    links = [("a", "b"), ("b", "c"), ("c", "a")]

    assert rank_by_way(["a", "b", "c"], links) == {"a": 0, "b": 1, "c": 2}
    layout = lay_out(dict.fromkeys("abc", Size(10, 10)), {"a": 0, "b": 1, "c": 2}, [("a", "c")])
    assert layout.routes["a", "c"][0][1] < layout.routes["a", "c"][-1][1]
