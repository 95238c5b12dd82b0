"""What is known of a licence goes into the investigation: its fields, its people, its places."""

from datetime import date

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch, rows
from casemgr.parties.models import Party
from regulatory.licences import services
from regulatory.licences.carrying import fields_of
from regulatory.registry.models import Licence
from tests.regulatory.licences.test_opening import FACTS

WHITFIELD = {"family_name": "Whitfield", "given_name": "Lorna"}
PHARMACY = {"number": "BP1234563", "scheme": "registration", "type": "A", "subtype": "0"}
DIVERSION = {
    "title": "Northgate Pharmacy",
    "office": "kansas_city_diversion",
    "venue": "mowd",
    "predication": "Orders far above those of its neighbors.",
    "reach": "office",
    "field_source_of_case": "inspection",
    "field_gdep-target": "R",
    "field_gdep-agencies": "A",
    "field_gdep-commodity_class": "N",
    "field_gdep-commodity": "O",
    "field_gdep-scope": "1",
}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "licensing_examiner", clearances=["grand_jury"])


@pytest.fixture
def form(licence):
    return f"/registry/licences/{licence.id}/investigate"


@pytest.fixture
def add_person(agent, licence):
    def add(role="owner", **part):
        with acting_as(agent):
            found = fetch(Licence, licence.id)
            facts = WHITFIELD | {"sure": True}
            services.add_new_person(found, "person", facts, role, by=agent, **part)

    return add


@pytest.fixture
def subjects(agent):
    def listed(by=agent):
        with acting_as(by):
            found = rows(select(CaseSubject).order_by(CaseSubject.position))
            return [(one.party.name, one.role, one.remarks, one.fields) for one in found]

    return listed


def test_the_type_of_case_is_that_of_the_scheme(desk, form):
    assert "Criminal conduct of a licensee" in desk.get(form).text


def test_the_number_stands_in_the_agencys_field_of_the_subject(desk, form, licence, subjects):
    shown = desk.get(form).text
    desk.send(form, **FACTS, licensee="organization")

    number = {"firearms_licence": licence.number}
    assert "Federal firearms license" in shown
    assert subjects() == [("PRAIRIE ARMS LLC", "subject", "", number)]


def test_a_registration_brings_its_activity_and_its_schedules(
    browser, make_person, make_licence, subjects
):
    investigator = make_person("dea", "diversion_investigator")
    licence = make_licence(investigator, "NORTHGATE", **PHARMACY, schedules=["2", "2N"])

    sent = browser(investigator).send(
        f"/registry/licences/{licence.id}/investigate",
        **DIVERSION,
        licensee="organization",
    )

    assert sent.status_code == 302, sent.text
    ((_, _, _, fields),) = subjects(investigator)
    assert fields == {
        "registration_number": "BP1234563",
        "business_activity": "A0",
        "registered_schedules": ["2", "2N"],
    }


def test_what_a_field_cannot_hold_is_left_out(make_person, make_licence):
    investigator = make_person("dea", "diversion_investigator")
    licence = make_licence(investigator, "NORTHGATE", **PHARMACY | {"subtype": "?"})

    with acting_as(investigator):
        fields = fields_of(fetch(Licence, licence.id), "subject", "diversion")

    assert fields == {"registration_number": "BP1234563"}


def test_who_stands_behind_it_comes_along_with_their_part(desk, form, add_person, subjects, agent):
    add_person()
    shown = desk.get(form).text
    key = shown.split('name="people"')[1].split('value="')[1].split('"')[0]

    desk.send(form, **FACTS, licensee="organization", people=key)

    assert "Lorna Whitfield, Owner or partner" in shown
    assert subjects()[1] == ("Lorna Whitfield", "associate", "Owner or partner", {})


def test_whom_the_agent_leaves_out_and_who_has_left_do_not_come_along(
    desk, form, add_person, subjects
):
    add_person()
    add_person("manager", until=date(2026, 1, 31))

    desk.send(form, **FACTS, licensee="organization")

    assert [name for name, *_ in subjects()] == ["PRAIRIE ARMS LLC"]
    assert "Manager" not in desk.get(form).text


def test_the_entry_of_a_known_licensee_gains_what_it_lacks_and_nothing_twice(
    desk, form, agent, make_party, licence
):
    phone = [{"kind": "mobile", "number": "816-555-0142"}]
    known = make_party(agent, kind="organization", name="Prairie Arms LLC", phones=phone)

    for title in ("First", "Again"):
        desk.send(form, **FACTS | {"title": title}, licensee=str(known.id))

    with acting_as(agent):
        party = fetch(Party, known.id)
        assert [one["value"] for one in party.identifiers] == [licence.number]
        assert [one["kind"] for one in party.addresses] == ["business", "mailing"]
        assert party.phones == phone
        assert party.aliases == ["PRAIRIE ARMS"]
        assert party.name == "Prairie Arms LLC"


def test_a_restricted_case_changes_no_entry_that_all_may_see(
    desk, form, agent, make_party, licence
):
    known = make_party(agent, kind="organization", name="Prairie Arms LLC")

    desk.send(form, **FACTS, licensee=str(known.id), compartments="grand_jury")

    with acting_as(agent):
        assert rows(select(Case))[0].compartments == ["grand_jury"]
        assert fetch(Party, known.id).identifiers == []
        assert fetch(Licence, licence.id).party_id is None
