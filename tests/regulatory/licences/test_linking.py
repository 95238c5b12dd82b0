"""Licences and investigations: linked from either side, told only to those who may know."""

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.audit.models import AuditEvent
from casemgr.cases.models import Case
from casemgr.database.rows import fetch, rows
from regulatory.licences import services
from regulatory.licences.models import CaseLicence
from regulatory.registry.models import Licence


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["grand_jury"])


@pytest.fixture
def chief(make_person):
    return make_person("atf", "group_supervisor", name="Grace Lindqvist", office="kansas_city")


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "licensing_examiner")


@pytest.fixture
def licence(agent, make_licence):
    return make_licence(agent, "PRAIRIE ARMS LLC")


@pytest.fixture
def page(licence):
    return f"/registry/licences/{licence.id}"


@pytest.fixture
def stored_links(agent):
    def listed():
        with acting_as(agent):
            return rows(select(CaseLicence))

    return listed


@pytest.fixture
def make_link(agent, licence):
    def make(case):
        with acting_as(agent):
            found = fetch(Case, case.id), fetch(Licence, licence.id)
            return services.link_licence(*found, "The dealer", by=agent)

    return make


@pytest.fixture
def add_owner(agent, licence):
    """Return a maker of the owner behind the licence."""

    def add():
        with acting_as(agent):
            facts = {"family_name": "Whitfield", "given_name": "Lorna"}
            found = fetch(Licence, licence.id)
            return services.add_new_person(found, "person", facts, "owner", by=agent).party

    return add


def test_a_licence_is_linked_from_its_case_by_its_number_in_any_spelling(
    browser, agent, licence, page, make_case
):
    desk, case = browser(agent), make_case(agent)
    typed = licence.number.replace("-", " ").lower()

    desk.send(f"/cases/{case.id}/licenses/new", number=typed, reason="The dealer")

    assert page in desk.get(f"/cases/{case.id}/licenses").text
    assert f"/cases/{case.id}" in desk.get(page).text


@pytest.fixture
def renewed(licence, agent, add_event):
    """A licence that had another number before its renewal."""
    earlier = licence.number.replace("-9C-", "-6C-")
    values = {"before": {"number": earlier}, "after": {"number": licence.number}}
    add_event(licence, by=agent, **values)
    return earlier


def test_an_earlier_number_finds_the_licence_and_is_called_so(
    browser, agent, renewed, licence, page, make_case
):
    desk, case = browser(agent), make_case(agent)

    answer = desk.send(f"/cases/{case.id}/licenses/new", number=renewed, reason="The dealer")

    shown = desk.get(answer.location).text
    assert page in shown
    assert f"{renewed} is an earlier number of {licence.number}" in shown


def test_a_number_that_the_licence_never_had_only_hints_at_it(
    browser, agent, licence, make_case, stored_links
):
    case, never = make_case(agent), licence.number.replace("-9C-", "-8D-")

    answer = browser(agent).send(f"/cases/{case.id}/licenses/new", number=never, reason="Why")

    assert answer.status_code == 422
    assert f"{licence.number} of PRAIRIE ARMS LLC differs in the expiry" in answer.text
    assert stored_links() == []


def test_a_case_is_linked_from_the_licence_by_its_number(browser, agent, page, make_case):
    desk, case = browser(agent), make_case(agent, "Straw purchases", state="active")

    desk.send(f"{page}/investigations/new", number=case.number, reason="The dealer")

    assert "Straw purchases" in desk.get(page).text


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("9-99-999-01-9A-99999", "The registry has no license 9-99-999-01-9A-99999"),
        ("{x} {", "The registry has no license {x} {"),
        ("5-43-037-01-9I-10078", "The month letter I does not exist; months are A to M without I."),
        ("", "Enter the number."),
    ],
)
def test_a_number_that_nothing_has_is_named_and_kept(browser, agent, make_case, number, told):
    case = make_case(agent)

    answer = browser(agent).send(f"/cases/{case.id}/licenses/new", number=number, reason="Why")

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Why"' in answer.text


def test_a_case_that_one_may_not_know_of_is_no_case(browser, agent, examiner, page, make_case):
    case = make_case(agent, state="active", reach="team")

    answer = browser(examiner).send(
        f"{page}/investigations/new", number=case.number, reason="The dealer"
    )

    assert answer.status_code == 422
    assert f"There is no case {case.number} that you can open" in answer.text


def test_a_link_is_made_once_and_taken_away_with_the_reason(
    browser, agent, licence, make_case, make_link
):
    desk, case = browser(agent), make_case(agent)
    link = make_link(case)
    tab = f"/cases/{case.id}/licenses"

    again = desk.send(f"{tab}/new", number=licence.number, reason="Again")
    desk.send(f"{tab}/{link.id}/remove", reason="Another dealer")

    with acting_as(agent):
        told = rows(select(AuditEvent).where(AuditEvent.action == "unlink_licence"))
        assert rows(select(CaseLicence)) == []
    assert "is linked to" in again.text
    assert [one.reason for one in told] == ["Another dealer"]


def test_the_uncleared_learn_that_there_is_one_and_whom_to_ask(
    browser, agent, examiner, chief, page, make_case, make_link
):
    case = make_case(agent, "Straw purchases", state="active", reach="team")
    make_link(case)

    shown = browser(examiner).get(page).text

    assert "that you cannot open is linked to this license" in shown
    assert "Contact Grace Lindqvist" in shown
    assert "Straw purchases" not in shown
    assert case.number not in shown
    assert str(case.id) not in shown


def test_that_they_were_told_is_audited(
    browser, agent, examiner, page, licence, make_case, make_link, as_superuser
):
    make_link(make_case(agent, reach="team"))

    browser(examiner).get(page)

    told = as_superuser(
        "SELECT facts FROM casemgr.audit_event WHERE action = 'read' AND object_id = %s", licence.id
    )
    assert ({"sensitive": ["an investigation elsewhere"]},) in told


def test_of_a_restricted_case_nothing_is_told(browser, agent, examiner, page, make_case, make_link):
    make_link(make_case(agent, compartments=["grand_jury"]))

    shown = browser(examiner).get(page).text

    assert "that you cannot open" not in shown
    assert "None that you can see" in shown


def test_of_somebody_behind_it_who_is_a_subject_elsewhere_only_that_is_told(
    browser, agent, examiner, licence, page, make_case, make_subject
):
    case = make_case(agent, "Straw purchases", reach="team")
    with acting_as(agent):
        found = fetch(Licence, licence.id)
        facts = {"family_name": "Whitfield", "given_name": "Lorna"}
        person = services.add_new_person(found, "person", facts, "owner", by=agent)
        party = person.party
    make_subject(case, agent, party=party)

    shown = browser(examiner).get(page).text

    assert "Lorna Whitfield is the subject of" in shown
    assert "Straw purchases" not in shown


@pytest.mark.parametrize("role", ["witness", "source"])
def test_that_somebody_behind_it_helps_an_investigation_is_never_told(
    browser, agent, examiner, licence, page, make_case, make_subject, role
):
    case = make_case(agent, reach="team")
    with acting_as(agent):
        facts = {"family_name": "Whitfield", "given_name": "Lorna"}
        found = fetch(Licence, licence.id)
        party = services.add_new_person(found, "person", facts, "owner", by=agent).party
    make_subject(case, agent, party=party, role=role)

    assert "that you cannot open" not in browser(examiner).get(page).text


def test_who_may_open_it_sees_the_case_and_no_hint(browser, agent, page, make_case, make_link):
    make_link(make_case(agent, "Straw purchases", reach="team"))

    shown = browser(agent).get(page).text

    assert "Straw purchases" in shown
    assert "that you cannot open" not in shown


def test_the_licences_of_the_people_in_a_case_are_offered(
    browser, agent, licence, page, make_case, make_subject
):
    case = make_case(agent)
    with acting_as(agent):
        facts = {"family_name": "Whitfield", "given_name": "Lorna"}
        found = fetch(Licence, licence.id)
        party = services.add_new_person(found, "person", facts, "owner", by=agent).party
    make_subject(case, agent, party=party)

    shown = browser(agent).get(f"/cases/{case.id}/licenses").text

    assert page in shown
    assert f"/cases/{case.id}/licenses/new?number={licence.number}" in shown


def test_a_case_tied_in_three_ways_stands_once_with_each_of_them(
    browser, agent, licence, page, make_case, make_subject, make_link, add_owner
):
    case = make_case(agent, "Straw purchases")
    make_link(case)
    owner = add_owner()
    make_subject(case, agent, party=owner)
    make_subject(case, agent, party=owner, role="witness")

    shown, tab = browser(agent).get(page).text, browser(agent).get(f"/cases/{case.id}/licenses")

    assert shown.count(f'href="/cases/{case.id}"') == 1
    assert "The dealer<br>Lorna Whitfield: Subject<br>Lorna Whitfield: Witness" in shown
    assert tab.text.count(f'href="{page}"') == 1
    assert "The dealer<br>Lorna Whitfield: Owner or partner" in tab.text


def test_a_licence_of_somebody_in_two_parts_stands_once_in_the_case_and_with_the_party(
    browser, agent, licence, page, make_case, make_subject, add_owner
):
    case, owner = make_case(agent), add_owner()
    with acting_as(agent):
        services.add_person(fetch(Licence, licence.id), owner, "manager", by=agent)
    make_subject(case, agent, party=owner)

    tab, party = f"/cases/{case.id}/licenses", f"/parties/{owner.id}"
    assert browser(agent).get(tab).text.count(f'href="{page}"') == 1
    assert browser(agent).get(party).text.count(f'href="{page}"') == 1
    assert "Owner or partner; Manager" in browser(agent).get(party).text
    assert (
        'data-label="State"><span class="badge badge-good">In force<'
        in browser(agent).get(party).text
    )


@pytest.mark.parametrize(
    ("tenant", "role", "label"),
    [("atf", "case_agent", "Licenses"), ("dea", "diversion_investigator", "Registrations")],
)
def test_the_tab_is_called_as_the_agency_calls_it(
    browser, make_person, make_case, tenant, role, label
):
    agent = make_person(tenant, role)
    case = make_case(agent, case_type="diversion" if tenant == "dea" else "licensee")

    shown = browser(agent).get(f"/cases/{case.id}/licenses").text

    assert f'aria-current="page">{label}<' in shown
    assert f"{label} of the people in it" in shown


def test_another_agency_finds_nothing(browser, make_person, page):
    stranger = make_person("dea", "diversion_investigator")

    assert browser(stranger).get(page).status_code == 404
