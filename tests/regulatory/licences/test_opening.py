"""Opening an investigation from a licence: what the registry knows is never typed again."""

import re

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch, rows
from casemgr.parties.models import Party
from regulatory.licences.licensees import facts_of, likely_kind
from regulatory.licences.models import CaseLicence
from regulatory.registry.models import Licence

FACTS = {
    "title": "PRAIRIE ARMS LLC",
    "office": "kansas_city",
    "venue": "mowd",
    "predication": "An inspection found 31 firearms without an entry.",
    "reach": "office",
    "field_source_of_case": "inspection",
}
UNSAID = dict.fromkeys(("number", "phone", "street", "street2"), "")


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["grand_jury"])


@pytest.fixture
def form(licence):
    return f"/registry/licences/{licence.id}/investigate?type=licensee"


@pytest.fixture
def stored(agent):
    def listed(model):
        with acting_as(agent):
            return rows(select(model))

    return listed


def test_what_the_registry_knows_stands_in_the_form(desk, form, licence):
    page = desk.get(form).text

    assert 'value="PRAIRIE ARMS LLC"' in page
    assert licence.number in page
    assert "PO BOX 12" in page
    assert re.search(r'<input checked[^>]*name="licensee"[^>]*value="organization"', page)


def test_the_type_is_asked_where_the_pack_names_none(desk, licence):
    page = desk.get(f"/registry/licences/{licence.id}/investigate?type=choose").text

    assert f"/registry/licences/{licence.id}/investigate?type=licensee" in page


def test_the_licensee_becomes_the_subject_and_the_licence_is_linked(desk, form, licence, stored):
    opened = desk.send(form, **FACTS, licensee="organization")

    (case,), (party,) = stored(Case), stored(Party)
    assert opened.location == f"/cases/{case.id}"
    assert [one.party_id for one in stored(CaseSubject)] == [party.id]
    assert [one.licence_id for one in stored(CaseLicence)] == [licence.id]
    assert stored(Licence)[0].party_id == party.id


def test_the_entry_of_the_licensee_holds_all_that_the_list_says(desk, form, licence, stored):
    desk.send(form, **FACTS, licensee="organization")

    (party,) = stored(Party)
    assert (party.kind, party.name) == ("organization", "PRAIRIE ARMS LLC")
    assert party.aliases == ["PRAIRIE ARMS"]
    assert [one["value"] for one in party.identifiers] == [licence.number]
    assert [one["kind"] for one in party.addresses] == ["business", "mailing"]
    assert [one["number"] for one in party.phones] == ["816-555-0142"]


def test_somebody_of_the_name_in_the_index_must_be_chosen_or_refused(
    desk, form, agent, make_party, stored
):
    known = make_party(agent, kind="organization", name="Prairie Arms LLC")

    unchosen = desk.send(form, **FACTS)
    desk.send(form, **FACTS, licensee=str(known.id))

    assert unchosen.status_code == 422
    assert "Choose who it is." in unchosen.text
    assert FACTS["predication"] in unchosen.text
    assert len(stored(Party)) == 1
    assert stored(Licence)[0].party_id == known.id


def test_the_second_case_takes_the_licensee_as_it_is_known(desk, form, stored):
    desk.send(form, **FACTS, licensee="organization")
    (party,) = stored(Party)

    desk.send(form, **FACTS | {"title": "Again"}, licensee=str(party.id))

    assert len(stored(Party)) == 1
    assert len(stored(CaseSubject)) == 2


def test_somebody_who_is_no_candidate_cannot_be_slipped_in(desk, form, agent, make_party, stored):
    other = make_party(agent)

    answer = desk.send(form, **FACTS, licensee=str(other.id))

    assert answer.status_code == 422
    assert stored(Case) == []


def test_a_refused_form_opens_nothing(desk, form, stored):
    answer = desk.send(form, **FACTS | {"title": ""}, licensee="organization")

    assert answer.status_code == 422
    assert (stored(Case), stored(Party), stored(CaseLicence)) == ([], [], [])


def test_a_restricted_case_leaves_no_trace_on_the_licence(desk, form, agent, licence, stored):
    desk.send(form, **FACTS, licensee="organization", compartments="grand_jury")

    (party,), (link,) = stored(Party), stored(CaseLicence)
    assert party.compartments == link.compartments == ["grand_jury"]
    assert stored(Licence)[0].party_id is None


def test_who_may_not_open_cases_is_not_offered_it(browser, make_person, licence, form):
    reader = browser(make_person("atf", "industry_operations_investigator"))

    assert reader.get(form).status_code == 403
    assert "investigate" not in reader.get(f"/registry/licences/{licence.id}").text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HUTCHENS, DALE ROY", "person"),
        ("O'BRIEN-SMITH, MARY ANN JR", "person"),
        ("PRAIRIE ARMS LLC", "organization"),
        ("PRAIRIE ARMS, LLC", "organization"),
        ("DOE, JOHN A; ROE, JANE", "organization"),
        ("7 STAR PAWN, INC.", "organization"),
    ],
)
def test_a_person_is_told_from_an_organization(name, kind):
    assert likely_kind(Licence(name=name)) == kind


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("HUTCHENS, DALE ROY", ("HUTCHENS", "DALE", "ROY", "")),
        ("O'BRIEN, MARY ANN JR.", ("O'BRIEN", "MARY", "ANN", "JR")),
        ("DALE ROY HUTCHENS", ("HUTCHENS", "DALE", "ROY", "")),
        ("HUTCHENS", ("HUTCHENS", "", "", "")),
        (", JR", (", JR", "JR", "", "")),
    ],
)
def test_a_persons_name_is_parted(agent, name, parts):
    with acting_as(agent):
        facts = facts_of(Licence(name=name, trade_name="", **UNSAID), "person")

    names = ("family_name", "given_name", "middle_name", "suffix")
    assert tuple(facts[one] for one in names) == parts


def test_the_same_mail_address_is_not_carried_twice(agent, make_licence):
    place = {"mail_street": "12 Pine St", "mail_city": "Springfield"}
    licence = make_licence(agent, **place, mail_state="MO", mail_zip="65806")

    with acting_as(agent):
        facts = facts_of(licence, "organization")

    assert [one["kind"] for one in facts["addresses"]] == ["business"]


def test_the_case_leads_back_to_the_licence(desk, form, licence, agent, stored):
    opened = desk.send(form, **FACTS, licensee="organization")

    tab = desk.get(f"{opened.location}/licenses").text
    with acting_as(agent):
        number = fetch(Licence, licence.id).number
    assert f'href="/registry/licences/{licence.id}"' in tab
    assert number in tab
