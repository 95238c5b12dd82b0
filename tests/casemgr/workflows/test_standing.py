"""Where a record stands, in the words and the colour that its agency's pack gives."""

from types import SimpleNamespace

import pytest
from sqlalchemy import event

from casemgr.cases.models import Case
from casemgr.extensions import db
from casemgr.tenants import packs
from casemgr.tenants.source import read_text
from casemgr.workflows import standing
from casemgr.workflows.definition import TONES, Kind, State, define
from casemgr.workflows.loader import load_definition, read_definition
from casemgr.workflows.standing import list_states, state_of

TEXT = """\
name: small
version: 1
subject: case
start: draft
states:
  draft: {label: Draft}
  open:
    tone: active
    states:
      working: {label: Working, meaning: Somebody works on it.}
      waiting: {label: Waiting, tone: waiting}
      was: {history: shallow}
  closed: {label: Closed, final: true}
steps:
  go: {from: draft, to: open, roles: [case_agent]}
  end: {from: open, to: closed, roles: [case_agent]}
"""


@pytest.fixture
def small(monkeypatch):
    """A record kind that lives by the small workflow above."""
    definition = load_definition(read_text(TEXT, "small_v1.yaml"))
    monkeypatch.setattr(standing, "_known", lambda *_: [definition])
    monkeypatch.setattr(standing, "subject_of", lambda record: SimpleNamespace(name="case"))
    return lambda state: SimpleNamespace(state=state)


@pytest.mark.parametrize(
    ("state", "label", "tone"),
    [
        ("draft", "Draft", "draft"),
        ("working", "Working", "active"),
        ("waiting", "Waiting", "waiting"),
        ("closed", "Closed", "done"),
        ("working closed", "Working and Closed", "active"),
        ("long_gone", "Long gone", ""),
        ("", "Not started", ""),
    ],
)
def test_a_record_stands_where_its_state_says(small, state, label, tone):
    found = state_of(small(state))

    assert (found.label, found.tone) == (label, tone)


def test_a_state_says_what_it_means(small):
    assert state_of(small("working")).meaning == "Somebody works on it."


def test_a_filter_offers_the_states_in_which_a_record_can_rest(small):
    assert [name for name, _ in list_states("case")] == ["draft", "working", "waiting", "closed"]


def test_a_list_of_records_asks_the_database_nothing(acting, make_person):
    agent, asked = make_person("atf", "case_agent"), []
    with acting(agent):
        state_of(Case(state="draft"))
        event.listen(db.engine, "before_cursor_execute", lambda *sent: asked.append(sent))
        found = [state_of(Case(state="active")) for _ in range(50)]

    assert {one.label for one in found} == {"Active"}
    assert asked == []


def test_every_shipped_state_in_which_a_record_can_rest_has_a_tone(in_app):
    plain = [
        f"{pack.slug} {definition.name} {state.name}"
        for pack in packs().values()
        for definition in (load_definition(pack.workflow_for(name)) for name in pack.lives)
        for state in definition.states.values()
        if not state.children and not state.kind.is_history and state.tone not in TONES
    ]

    assert plain == []


def test_a_tone_may_change_without_a_new_version():
    grey = define("small", [State("a", tone="draft"), State("b", kind=Kind.FINAL)], [])
    green = define("small", [State("a", tone="good"), State("b", kind=Kind.FINAL)], [])

    assert grey.digest == green.digest


def test_a_tone_that_does_not_exist_is_reported_with_the_nearest():
    text = TEXT.replace("tone: waiting", "tone: waitng")

    definition, [problem] = read_definition(read_text(text, "small_v1.yaml"))

    assert definition is None
    assert str(problem) == 'small_v1.yaml:11:39: "waitng" is not a tone. Write: waiting'


def test_templates_can_say_where_a_record_stands(app):
    assert app.jinja_env.globals["state_of"] is state_of
