"""Charges that were there before a charge had a life move on with the next change of the pack."""

import json

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Charge
from casemgr.database.rows import fetch
from casemgr.extensions import db
from casemgr.migrations import read_sql
from casemgr.workflows.loader import load_definition
from casemgr.workflows.models import PublishedWorkflow
from casemgr.workflows.services import instance_of, offered_steps, take_step


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def charge(agent, make_case, make_subject, make_charge):
    """A charge as the migration leaves it."""
    case = make_case(agent)
    charge = make_charge(case, make_subject(case, agent), agent)
    source = read_sql("0024_charge.json")
    first = {"name": "charge", "version": 1, "source": source}
    digest = load_definition(json.loads(source)).digest
    with acting_as(agent):
        db.session.add(PublishedWorkflow(tenant_id=agent.tenant_id, digest=digest, **first))
        instance_of(fetch(Charge, charge.id)).version = 1
    return charge


def test_a_charge_of_before_can_be_moved_by_its_first_life(agent, charge):
    with acting_as(agent):
        take_step(fetch(Charge, charge.id), "record_charging", by=agent)

        assert fetch(Charge, charge.id).state == "charged"


def test_it_takes_the_new_life_with_the_next_change(agent, charge, change, again):
    change.add_field("hurry", "{type: text, label: Hurry}").apply()

    renewed = again(agent)
    with acting_as(renewed):
        found = fetch(Charge, charge.id)
        life = instance_of(found)
        assert (life.version, found.state) == (2, "proposed")
        asked = {step.name: step.form for step in offered_steps(found, renewed)}
        assert asked["decline"] == ("declination",)
