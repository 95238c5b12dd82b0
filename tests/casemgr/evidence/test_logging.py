"""An exhibit is logged: numbered, described, restricted, and corrected while it is held."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotAllowed, NotFound
from casemgr.evidence.models import Exhibit
from casemgr.evidence.queries import list_exhibits
from casemgr.evidence.services.exhibits import edit_exhibit, log_exhibit
from casemgr.extensions import db
from tests.casemgr.evidence.reading import audit_of


@pytest.fixture
def agent(evidence_people):
    return evidence_people.agent


def test_exhibits_of_a_case_are_numbered_from_one_without_gaps(acting, agent, make_exhibit):
    with acting(agent):
        first = make_exhibit(agent)
        case = first.case

        numbers = [make_exhibit(agent, case, kind).number for kind in ("firearm", "currency")]

        assert [first.number, *numbers] == ["1", "2", "3"]


def test_a_number_that_was_rolled_back_is_given_again(acting, agent, make_exhibit):
    with acting(agent):
        case = make_exhibit(agent).case

    with acting(agent):
        make_exhibit(agent, fetch(type(case), case.id))
        db.session.rollback()
        exhibit = make_exhibit(agent, fetch(type(case), case.id))

    assert exhibit.number == "2"


def test_an_agency_numbers_other_property_in_a_series_of_its_own(acting, make_person, make_exhibit):
    investigator = make_person("dea", "diversion_investigator")
    with acting(investigator):
        case = make_exhibit(investigator, kind="currency").case
        for kind in ("drug", "document", "drug"):
            make_exhibit(investigator, case, kind)

        numbers = [exhibit.number for exhibit in list_exhibits(case)]

    assert numbers == ["1", "2", "N-1", "N-2"]


def test_custody_begins_with_the_one_who_acquired_it(acting, agent, make_exhibit):
    with acting(agent):
        exhibit = make_exhibit(agent, seal="A-1", acquired_where="Springfield")

        [event] = exhibit.custody

    assert (event.kind, event.receiver_id, event.seal) == ("collection", agent.id, "A-1")
    assert event.received_at == exhibit.acquired_at


def test_an_exhibit_logged_for_a_colleague_waits_for_their_word(
    acting, evidence_people, make_exhibit, make_evidence_case
):
    agent, colleague = evidence_people.agent, evidence_people.colleague
    with acting(agent):
        case = make_evidence_case(agent, colleague)

        exhibit = make_exhibit(agent, case, acquired_by=colleague.id)

        assert exhibit.custody[0].received_at is None


def test_logging_starts_the_life_of_the_exhibit_and_is_audited(
    acting, agent, make_exhibit, as_superuser
):
    with acting(agent):
        exhibit = make_exhibit(agent)

    assert exhibit.state == "collected"
    assert "log_exhibit" in audit_of(as_superuser, exhibit)


REFUSED = {
    "an empty description": ({"description": "  "}, "description"),
    "a time to come": ({"days_ago": -1}, "acquired_at"),
    "a kind that the agency does not have": ({"kind": "elephant"}, "kind"),
    "an unknown disclosure tier": ({"disclosure": ["gossip"]}, "disclosure"),
    "a compartment without the clearance": ({"compartments": ["grand_jury"]}, "compartments"),
    "an unknown compartment": ({"compartments": ["attic"]}, "compartments"),
}


@pytest.mark.parametrize(("facts", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_logged_is_refused_at_its_field(
    acting, agent, make_exhibit, make_evidence_case, facts, field
):
    with acting(agent):
        case = make_evidence_case(agent)

        with pytest.raises(Invalid) as refused:
            make_exhibit(agent, case, **facts)

    assert field in refused.value.problems


def test_the_witness_is_not_the_one_who_acquired_it(acting, agent, make_exhibit):
    with acting(agent), pytest.raises(Invalid) as refused:
        make_exhibit(agent, witness_id=agent.id)

    assert "witness_id" in refused.value.problems


def test_only_the_team_logs_exhibits(acting, evidence_people, make_evidence_case):
    with acting(evidence_people.agent):
        case = make_evidence_case(evidence_people.agent, reach="office")

    with acting(evidence_people.colleague) as colleague:
        facts = {"acquired_at": clock.now(), "acquired_by": colleague.id}
        with pytest.raises(NotAllowed):
            log_exhibit(case, "other", by=colleague, description="A knife", **facts)


def test_nothing_is_logged_in_a_closed_case(acting, agent, make_exhibit):
    with acting(agent):
        case = make_exhibit(agent).case
        case.closed_on = clock.today()

        with pytest.raises(Conflict):
            make_exhibit(agent, case)


def test_a_restricted_exhibit_does_not_exist_for_those_without_the_clearance(
    acting, make_person, make_exhibit, make_evidence_case
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    colleague = make_person("atf", "case_agent")
    with acting(cleared):
        case = make_evidence_case(cleared, colleague)
        exhibit = make_exhibit(cleared, case, compartments=["grand_jury"])

    with acting(colleague), pytest.raises(NotFound):
        fetch(Exhibit, exhibit.id)


def test_an_exhibit_takes_over_the_restrictions_of_its_case(
    acting, make_person, make_exhibit, make_evidence_case
):
    agent = make_person("atf", "case_agent", clearances=["sealed"])
    with acting(agent):
        case = make_evidence_case(agent, compartments=["sealed"])

        exhibit = make_exhibit(agent, case)

        assert exhibit.compartments == exhibit.custody[0].compartments == ["sealed"]


def test_editing_keeps_the_fields_that_were_not_on_the_form(acting, agent, make_exhibit):
    with acting(agent):
        exhibit = make_exhibit(agent, kind="firearm")

        edit_exhibit(exhibit, by=agent, description="Pistol", fields={"caliber": "9 mm"})

    assert exhibit.description == "Pistol"
    assert exhibit.fields["serial_number"] == "BZKX417"
    assert exhibit.fields["caliber"] == "9 mm"


def test_the_audit_of_an_edit_names_what_changed_but_not_to_what(
    acting, agent, make_exhibit, as_superuser
):
    with acting(agent):
        exhibit = make_exhibit(agent)
        edit_exhibit(exhibit, by=agent, description="A red notebook", seal="S-7")

    facts = audit_of(as_superuser, exhibit)["edit_exhibit"]
    assert sorted(facts["changed"]) == ["description", "seal"]


def test_times_are_kept_to_the_minute(acting, agent, make_exhibit):
    moment = clock.now() - timedelta(days=1)
    with acting(agent):
        exhibit = make_exhibit(agent, acquired_at=moment)

    assert exhibit.acquired_at == moment.replace(second=0, microsecond=0)
