"""What a step costs the database, and that the second of two steps from one place is told."""

import pytest
from sqlalchemy import event, update

from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.errors import StaleEdit
from casemgr.extensions import db
from casemgr.workflows.histories import Given, write_event
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.services import history, instance_of, take_step
from casemgr.workflows.status import Status


@pytest.fixture
def boss(make_person):
    return make_person("atf", "assistant_special_agent_in_charge")


@pytest.fixture
def case(make_case, make_person, boss):
    return make_case(make_person("atf", "case_agent"), state="active", supervisor=boss)


def test_a_step_with_history_audit_and_clock_takes_four_statements(acting, boss, case):
    asked = []

    def note(connection, cursor, statement, parameters, *_):
        asked.append(statement)

    with acting(boss):
        found = fetch(Case, case.id)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            take_step(found, "record_review", by=boss)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    words = [" ".join(statement.split()[:3]) for statement in asked]
    assert len(asked) == 4, words  # the life is locked; clock, step with place, and audit written


def test_a_step_from_a_place_that_was_left_meanwhile_is_refused(acting, boss, case):
    with acting(boss):
        found = fetch(Case, case.id)
        life, before = instance_of(found), len(history(found))
        moved = update(WorkflowInstance).where(WorkflowInstance.id == life.id)
        newer = {"row_version": life.row_version + 1}
        db.session.execute(moved.values(newer), execution_options={"synchronize_session": False})
        here = Status(tuple(life.states))

        with pytest.raises(StaleEdit):
            write_event(life, "suspend", "Suspend", Given(boss), here, here)

        assert len(history(found)) == before
