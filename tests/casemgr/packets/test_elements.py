"""The elements matrix: what proves each element, and what is accepted as open."""

import re

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.cases.services import remove_charge, remove_subject
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotAllowed
from casemgr.packets.checks import every_element_proved
from casemgr.packets.matrix import matrix_of
from casemgr.packets.models import ElementProof
from casemgr.packets.services import proving
from tests.makers.packets import case_exhibits, log_one

UNLISTED = "18 U.S.C. 1361"


@pytest.fixture
def worked(make_case, make_subject, make_charge, make_person):
    """A case with one charge and one exhibit, and its agent."""

    def make(citation="18 U.S.C. 922(g)(1)"):
        agent = make_person("atf", "case_agent")
        case = make_case(agent, state="active")
        make_charge(case, make_subject(case, agent), agent, citation)
        with acting_as(agent):
            log_one(fetch(Case, case.id), agent)
        return case, agent

    return make


@pytest.fixture
def matrix(acting):
    """Read the matrix of the only charge of a case."""

    def read(case, by):
        with acting(by):
            return matrix_of(fetch(Case, case.id))[0]

    return read


def _address(case, matrix, row, end=""):
    return f"/cases/{case.id}/charges/{matrix.charge.id}/elements/{row.digest}{end}"


def test_the_rows_are_the_elements_of_the_charge(worked, matrix):
    case, agent = worked()

    found = matrix(case, agent)

    assert [row.label for row in found.rows] == [
        "Knowingly possessed",
        "A firearm",
        "After a conviction punishable by more than one year",
        "Knowing of that status",
        "In or affecting commerce",
    ]
    assert found.open_count == 5


def test_the_agent_ticks_an_exhibit_as_proof_and_says_what_it_shows(worked, matrix, browser):
    case, agent = worked()
    found = matrix(case, agent)
    with acting_as(agent):
        [exhibit] = case_exhibits(fetch(Case, case.id))
    page = _address(case, found, found.rows[0])

    answer = browser(agent).send(
        page, page, exhibits=f"exhibit:{exhibit.id}", remarks="It was in his hand"
    )

    assert answer.status_code == 302
    shown = browser(agent).get(f"/cases/{case.id}/elements").text
    assert f'<a href="/exhibits/{exhibit.id}">Exhibit 1</a>' in shown
    assert "It was in his hand" in shown
    assert matrix(case, agent).open_count == 4


def test_nothing_ticked_is_said_on_the_form(worked, matrix, browser):
    case, agent = worked()
    found = matrix(case, agent)
    page = _address(case, found, found.rows[0])

    answer = browser(agent).send(page, page, remarks="Kept as typed")

    assert answer.status_code == 422
    assert "Choose what proves the element" in answer.text
    assert "Kept as typed" in answer.text


def test_proof_is_taken_back(worked, matrix, prove_all, browser):
    case, agent = worked()
    prove_all(case, agent)
    found = matrix(case, agent)
    proof = found.rows[0].proofs[0].row
    page = _address(case, found, found.rows[0])

    browser(agent).send(f"/cases/{case.id}/proofs/{proof.id}/remove", page)

    assert not matrix(case, agent).rows[0].is_met


def test_a_gap_is_accepted_with_a_reason_and_ends_when_proof_comes(worked, matrix, browser):
    case, agent = worked()
    found = matrix(case, agent)
    page = _address(case, found, found.rows[4])
    browser(agent).send(f"{page}/gap", page, reason="The nexus report is ordered")
    assert "The nexus report is ordered" in browser(agent).get(f"/cases/{case.id}/elements").text
    assert matrix(case, agent).rows[4].is_met
    with acting_as(agent):
        [exhibit] = case_exhibits(fetch(Case, case.id))

    browser(agent).send(page, page, exhibits=f"exhibit:{exhibit.id}")

    row = matrix(case, agent).rows[4]
    assert (row.gap, len(row.proofs)) == (None, 1)


def test_a_gap_without_a_reason_is_refused(worked, matrix, browser):
    case, agent = worked()
    found = matrix(case, agent)
    page = _address(case, found, found.rows[0])

    answer = browser(agent).send(f"{page}/gap", page, reason=" ")

    assert answer.status_code == 422
    assert not matrix(case, agent).rows[0].is_met


def test_elements_that_the_table_lacks_are_entered_by_hand(worked, matrix, browser):
    case, agent = worked(UNLISTED)
    found = matrix(case, agent)
    page = f"/cases/{case.id}/charges/{found.charge.id}/elements/new"
    with acting_as(agent):
        [unmet] = every_element_proved(fetch(Case, case.id), agent)
    assert unmet.text == f"Enter the elements of {UNLISTED}"

    browser(agent).send(page, page, text="Injured  property of the United States")

    [row] = matrix(case, agent).rows
    assert row.label == "Injured property of the United States"
    assert not row.is_met


def test_an_element_entered_by_hand_is_removed_from_its_page(worked, matrix, browser):
    case, agent = worked(UNLISTED)
    with acting_as(agent):
        entry = proving.add_element(matrix_of(fetch(Case, case.id))[0], "Willfully", by=agent)
    page = f"/cases/{case.id}/elements"

    browser(agent).send(f"/cases/{case.id}/proofs/{entry.id}/remove", "/me")

    assert "Willfully" not in browser(agent).get(page).text


@pytest.mark.parametrize(
    ("text", "error"), [("Willfully", Invalid), ("   ", Invalid)], ids=["twice", "empty"]
)
def test_an_element_is_entered_once_and_in_words(text, error, worked):
    case, agent = worked(UNLISTED)
    with acting_as(agent):
        proving.add_element(matrix_of(fetch(Case, case.id))[0], "Willfully", by=agent)

        with pytest.raises(error):
            proving.add_element(matrix_of(fetch(Case, case.id))[0], text, by=agent)


def test_the_table_is_not_added_to_by_hand(worked):
    case, agent = worked()

    with acting_as(agent), pytest.raises(Conflict):
        proving.add_element(matrix_of(fetch(Case, case.id))[0], "Another", by=agent)


def test_only_those_who_work_on_the_case_change_its_matrix(worked, matrix, make_person):
    case, agent = worked()
    colleague = make_person("atf", "case_agent")
    with acting_as(agent):
        fetch(Case, case.id).reach = "tenant"
    with acting_as(colleague):
        found = matrix_of(fetch(Case, case.id))[0]
        with pytest.raises(NotAllowed):
            proving.accept_gap(found.charge, found.rows[0], "Why not", by=colleague)


def test_proof_of_another_case_is_not_found(worked, matrix, browser):
    case, agent = worked()
    with acting_as(agent):
        [exhibit] = case_exhibits(fetch(Case, case.id))
    other, other_agent = worked()
    found = matrix(other, other_agent)
    page = _address(other, found, found.rows[0])

    answer = browser(other_agent).send(page, page, exhibits=f"exhibit:{exhibit.id}")

    assert answer.status_code == 422
    with acting_as(other_agent):
        assert fetch(Case, other.id) is not None
        assert not matrix_of(fetch(Case, other.id))[0].rows[0].is_met


def test_the_address_of_an_element_does_not_tell_what_it_says(worked, matrix, browser):
    case, agent = worked(UNLISTED)
    with acting_as(agent):
        proving.add_element(matrix_of(fetch(Case, case.id))[0], "The secret plan", by=agent)

    page = browser(agent).get(f"/cases/{case.id}/elements").text

    addresses = re.findall(r'href="([^"]+)"', page)
    assert not [address for address in addresses if "secret" in address.lower()]


def test_a_proof_of_a_case_that_one_may_not_know_of_is_not_found(
    worked, prove_all, browser, make_person
):
    case, agent = worked()
    prove_all(case, agent)
    with acting_as(agent):
        proof = matrix_of(fetch(Case, case.id))[0].rows[0].proofs[0].row
    stranger = make_person("dea", "case_agent")

    answer = browser(stranger).send(f"/cases/{case.id}/proofs/{proof.id}/remove", "/me")

    assert answer.status_code == 404
    with acting_as(agent):
        assert fetch(ElementProof, proof.id)


def test_a_charge_that_is_taken_back_takes_its_rows_along(worked, prove_all, as_superuser):
    case, agent = worked()
    prove_all(case, agent)
    with acting_as(agent):
        charge = matrix_of(fetch(Case, case.id))[0].charge

        remove_charge(fetch(Charge, charge.id), by=agent, reason="Declined before")

    assert as_superuser("SELECT count(*) FROM casemgr.element_proof") == [(0,)]


def test_a_witness_on_whom_an_element_rests_stays_in_the_case(worked, prove_all, make_subject):
    case, agent = worked()
    witness = make_subject(case, agent, role="witness")
    prove_all(case, agent)

    with pytest.raises(Conflict, match="names them as proof"), acting_as(agent):
        remove_subject(fetch(CaseSubject, witness.id), by=agent, reason="By mistake")
