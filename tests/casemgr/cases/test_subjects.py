"""The parties of a case: typed once, found again, restricted as far as needed."""

import pytest
from sqlalchemy import func, select

from casemgr.cases import services
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from casemgr.parties.models import Party

HUTCHENS = {"family_name": "Hutchens", "given_name": "Dale", "born_on": "1981-05-14"}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["informant"])


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


@pytest.fixture
def case(make_case, agent):
    return make_case(agent)


def test_a_new_person_is_entered_and_added_on_one_page(desk, case, acting, agent):
    address = f"/cases/{case.id}/subjects/new?role=subject&kind=person"

    desk.send(address, **HUTCHENS, field_custody_status="at_large", remarks="Sells at shows.")

    page = desk.get(f"/cases/{case.id}/subjects").text
    assert "Dale Hutchens" in page
    assert "At large" in page
    assert "Dale Hutchens" in desk.get("/parties/?q=hutch").text


def test_a_name_that_is_known_is_offered_before_it_is_entered_twice(desk, case, make_party, agent):
    known = make_party(agent, "Hutchens", "Dale")
    address = f"/cases/{case.id}/subjects/new?role=subject&kind=person"

    refused = desk.send(address, **HUTCHENS)

    assert refused.status_code == 422
    assert f"/cases/{case.id}/subjects/new/{known.id}" in refused.text
    assert desk.send(address, **HUTCHENS, sure="y").status_code == 302


def test_a_party_of_the_index_is_added_with_its_part(desk, case, make_party, agent):
    known = make_party(agent, "Whitfield", "Lorna")

    desk.send(
        f"/cases/{case.id}/subjects/new/{known.id}?role=witness",
        field_expected_testimony="Keeps the records.",
    )

    page = desk.get(f"/cases/{case.id}/subjects").text
    assert "Witness" in page
    assert "Keeps the records." in page


def test_who_only_uses_the_index_chooses_from_it_and_enters_nobody(
    browser, acting, make_person, make_case, make_party
):
    reader = make_person("dea", "diversion_group_supervisor")
    agent = make_person("dea", "diversion_investigator")
    case, known = make_case(agent), make_party(agent, "Whitfield", "Lorna")
    address = f"/cases/{case.id}/subjects/new"

    page = browser(reader).get(f"{address}?q=whit").text
    refused = browser(reader).send(f"{address}?role=subject&kind=person", **HUTCHENS)
    chosen = browser(reader).send(f"{address}/{known.id}?role=witness")

    assert f"{address}/{known.id}" in page
    assert "Enter and add" not in page
    assert refused.status_code == 403
    assert "does not enter people in the name index" in refused.text
    assert chosen.status_code == 302
    with acting(agent):
        assert db.session.scalar(select(func.count()).select_from(Party)) == 1


def test_nothing_is_entered_when_the_part_in_the_case_is_refused(desk, case, acting, agent):
    address = f"/cases/{case.id}/subjects/new?role=subject&kind=person"

    refused = desk.send(address, **HUTCHENS, field_custody_status="arrested")

    assert "Arrested on is needed." in refused.text
    with acting(agent):
        assert db.session.scalar(select(func.count()).select_from(Party)) == 0


def test_a_party_is_not_added_twice_in_the_same_part(acting, agent, case, make_party):
    party = make_party(agent)

    with acting(agent):
        services.add_subject(fetch(Case, case.id), party, "witness", by=agent)

        with pytest.raises(Invalid, match="that part already"):
            services.add_subject(fetch(Case, case.id), party, "witness", by=agent)


def test_a_new_source_is_known_only_to_those_cleared(acting, agent, case):
    with acting(agent):
        subject = services.add_new_subject(
            fetch(Case, case.id),
            "person",
            {"family_name": "Dossett"},
            "source",
            by=agent,
            compartments=["informant"],
        )

        assert subject.compartments == ["informant"]
        assert subject.party.compartments == ["informant"]


def test_nobody_restricts_a_party_to_what_they_could_not_see_themselves(acting, agent, case):
    with acting(agent), pytest.raises(Invalid, match="not cleared"):
        services.add_new_subject(
            fetch(Case, case.id),
            "person",
            {"family_name": "Dossett"},
            "source",
            by=agent,
            compartments=["tax"],
        )


def test_a_charged_subject_is_not_removed(acting, agent, case, make_subject, make_charge):
    subject = make_subject(case, agent)
    make_charge(case, subject, agent)

    with acting(agent), pytest.raises(Conflict, match="Remove the charges first"):
        services.remove_subject(fetch(CaseSubject, subject.id), by=agent, reason="Wrong one")


def test_a_subject_is_removed_with_a_reason_and_stays_in_the_index(desk, case, make_subject, agent):
    subject = make_subject(case, agent)
    address = f"/cases/{case.id}/subjects/{subject.id}/remove"

    without_reason = desk.send(address, reason="")
    desk.send(address, reason="Entered by mistake")

    assert without_reason.status_code == 422
    assert "Nobody is in this" in desk.get(f"/cases/{case.id}/subjects").text
    assert desk.get(f"/parties/{subject.party_id}").status_code == 200


def test_the_part_of_a_subject_can_change(desk, case, make_subject, agent):
    subject = make_subject(case, agent, role="witness")

    desk.send(f"/cases/{case.id}/subjects/{subject.id}/edit", role="associate", remarks="Helps.")

    assert "Associate" in desk.get(f"/cases/{case.id}/subjects").text


@pytest.mark.parametrize("page", ["", "/subjects"])
def test_names_lead_to_the_index_only_those_who_may_read_it(
    browser, make_person, make_case, make_member, make_subject, make_party, page
):
    agent, chemist = make_person("dea", "case_agent"), make_person("dea", "forensic_chemist")
    case = make_case(agent)
    make_member(case, agent, chemist)
    subject = make_subject(case, agent, party=make_party(agent, "Whitfield", "Lorna"))

    shown = {one: browser(one).get(f"/cases/{case.id}{page}").text for one in (agent, chemist)}

    assert all("Whitfield" in text for text in shown.values())
    leads = [f"/parties/{subject.party_id}" in text for text in shown.values()]
    assert leads == [True, False]
