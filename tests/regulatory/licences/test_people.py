"""The people behind a licence: entered once, with their part and from when until when."""

from datetime import date

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.audit.models import AuditEvent
from casemgr.database.rows import fetch, rows
from casemgr.errors import Invalid
from regulatory.licences import services
from regulatory.licences.models import LicencePerson
from regulatory.licences.queries import list_people
from regulatory.registry.models import Licence

ENTERED = {"family_name": "Whitfield", "given_name": "Lorna", "role": "owner"}


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "licensing_examiner")


@pytest.fixture
def desk(browser, examiner):
    return browser(examiner)


@pytest.fixture
def page(examiner, make_licence):
    return f"/registry/licences/{make_licence(examiner).id}"


@pytest.fixture
def people(examiner):
    def listed(model=LicencePerson):
        with acting_as(examiner):
            return rows(select(model))

    return listed


def test_somebody_new_is_entered_in_the_name_index_and_behind_the_licence_at_once(desk, page):
    sent = desk.send(f"{page}/people/new", **ENTERED, since="2009-05-01", source="Form 7")

    shown = desk.get(page).text
    assert sent.location == page
    assert "Lorna Whitfield" in shown
    assert "Owner or partner" in shown
    assert "May 1, 2009" in shown
    assert "Whitfield, Lorna" in desk.get("/parties/?q=whitfield").text


def test_somebody_of_the_name_index_is_offered_and_not_entered_twice(
    desk, page, examiner, make_party, people
):
    known = make_party(examiner, "Whitfield", "Lorna")

    offered = desk.send(f"{page}/people/new", **ENTERED)
    desk.send(f"{page}/people/new/{known.id}", role="owner")

    assert offered.status_code == 422
    assert f"{page}/people/new/{known.id}" in offered.text
    assert [one.party_id for one in people()] == [known.id]


def test_nobody_has_the_same_part_twice(desk, page, examiner, make_party):
    known = make_party(examiner)
    desk.send(f"{page}/people/new/{known.id}", role="owner")

    again = desk.send(f"{page}/people/new/{known.id}", role="owner", source="Again")

    assert again.status_code == 422
    assert "has that part already" in again.text
    assert 'value="Again"' in again.text


def test_a_part_does_not_end_before_it_begins(desk, page, people):
    days = {"since": "2026-02-02", "until": "2026-02-01"}

    answer = desk.send(f"{page}/people/new", **ENTERED, **days)

    assert answer.status_code == 422
    assert "The part ends before it begins" in answer.text
    assert people() == []


def test_who_has_left_stays_with_the_last_day(desk, page, people):
    desk.send(f"{page}/people/new", **ENTERED)
    (person,) = people()

    desk.send(f"{page}/people/{person.id}/edit", role="owner", until="2026-03-31")

    assert people()[0].until == date(2026, 3, 31)
    assert "Mar 31, 2026" in desk.get(page).text


def test_who_was_entered_by_mistake_is_removed_with_the_reason(desk, page, people):
    desk.send(f"{page}/people/new", **ENTERED)
    (person,) = people()

    without = desk.send(f"{page}/people/{person.id}/remove")
    desk.send(f"{page}/people/{person.id}/remove", reason="Of the dealer next door")

    told = [one for one in people(AuditEvent) if one.action == "remove_licence_person"]
    assert without.status_code == 422
    assert people() == []
    assert [one.reason for one in told] == ["Of the dealer next door"]


def test_somebody_behind_another_licence_is_not_found_here(
    desk, page, examiner, make_licence, people
):
    desk.send(f"{page}/people/new", **ENTERED)
    other = make_licence(examiner)

    answer = desk.get(f"/registry/licences/{other.id}/people/{people()[0].id}/edit")

    assert answer.status_code == 404


def test_the_party_page_leads_back_to_the_licence(desk, page, people):
    desk.send(f"{page}/people/new", **ENTERED)

    shown = desk.get(f"/parties/{people()[0].party_id}").text

    assert f'href="{page}"' in shown
    assert "Owner or partner" in shown


def test_who_may_only_read_the_registry_changes_nobody(browser, make_person, page):
    reader = browser(make_person("atf", "case_agent"))

    assert reader.send(f"{page}/people/new", **ENTERED).status_code == 403
    assert "people/new" not in reader.get(page).text


def test_who_may_not_write_in_the_name_index_chooses_among_those_it_has(
    browser, make_person, page, examiner, make_party, people
):
    chief, known = browser(make_person("atf", "licensing_branch_chief")), make_party(examiner)

    refused = chief.send(f"{page}/people/new", **ENTERED)
    chief.send(f"{page}/people/new/{known.id}", role="owner")

    assert refused.status_code == 403
    assert "New entry" not in chief.get(f"{page}/people/new").text
    assert [one.party_id for one in people()] == [known.id]


def test_a_party_that_a_clearance_hides_has_no_part_for_the_uncleared(
    examiner, make_person, make_licence, make_case, make_subject
):
    licence = make_licence(examiner)
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    case = make_case(cleared, compartments=["grand_jury"])
    with acting_as(cleared):
        facts = {"family_name": "Hidden", "compartments": case.compartments}
        found = fetch(Licence, licence.id)
        services.add_new_person(found, "person", facts, "owner", by=cleared)
        seen = list_people(found)

    with acting_as(examiner):
        assert len(seen) == 1
        assert list_people(fetch(Licence, licence.id)) == []


def test_a_part_that_does_not_exist_is_refused(examiner, make_licence, make_party):
    licence, party = make_licence(examiner), make_party(examiner)

    with acting_as(examiner), pytest.raises(Invalid):
        services.add_person(fetch(Licence, licence.id), party, "king", by=examiner)
