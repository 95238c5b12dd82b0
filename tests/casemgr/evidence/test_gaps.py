"""What keeps custody from being accounted for is found, said in words and led to."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.database.rows import fetch
from casemgr.evidence import chain, rules
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services import custody
from casemgr.workflows.registry import GUARDS


@pytest.fixture
def sealed(acting, evidence_people, make_exhibit, make_evidence_case):
    """A sealed exhibit in the vault."""
    with acting(evidence_people.agent) as agent:
        case = make_evidence_case(agent, evidence_people.colleague)
        seal = {"seal": "A-1", "witness_id": evidence_people.colleague.id}
        return make_exhibit(agent, case, **seal)


@pytest.fixture
def in_vault(sealed, evidence_people, hand_over):
    hand_over(sealed, evidence_people.agent, evidence_people.custodian)
    return sealed


def damage(as_superuser, exhibit, **columns):
    """Change the last custody event past every rule, as a fault or an intruder might."""
    told = ", ".join(f"{name} = '{value}'" for name, value in columns.items())
    last = f"SELECT max(position) FROM casemgr.custody_event WHERE exhibit_id = '{exhibit.id}'"
    as_superuser(
        "SET session_replication_role = replica;"
        f"UPDATE casemgr.custody_event SET {told}"
        f" WHERE exhibit_id = '{exhibit.id}' AND position = ({last})"
    )


def test_an_exhibit_in_good_order_has_no_gap(acting, evidence_people, in_vault):
    with acting(evidence_people.custodian):
        assert chain.custody_gaps(fetch(Exhibit, in_vault.id)) == []


def test_a_missing_confirmation_is_a_gap(acting, evidence_people, sealed):
    with acting(evidence_people.agent) as agent:
        facts = {"receiver_id": evidence_people.custodian.id, "reason": "Vault"}
        custody.release_exhibit(sealed_again(sealed), by=agent, **facts)

        [gap] = chain.custody_gaps(sealed_again(sealed))

    assert gap.startswith("Exhibit 1: Ida Marsh has not confirmed receiving it on ")


def test_a_missing_receipt_is_a_gap_until_it_is_filed(acting, evidence_people, in_vault):
    with acting(evidence_people.custodian) as custodian:
        facts = {"receiver_name": "Ammendale laboratory", "reason": "Prints"}
        event = custody.release_exhibit(
            fetch(Exhibit, in_vault.id), "laboratory", by=custodian, **facts
        )
        [gap] = chain.find_gaps(fetch(Exhibit, in_vault.id))

        custody.file_receipt(event, "DEA-12 0007", by=custodian)

        assert (gap.lack, gap.endpoint) == (chain.Lack.RECEIPT, "evidence.receipt")
        assert "Ammendale laboratory" in gap.text
        assert chain.custody_gaps(fetch(Exhibit, in_vault.id)) == []


def test_a_hand_over_inside_the_agency_needs_no_paper_receipt(acting, evidence_people, in_vault):
    with acting(evidence_people.custodian):
        needed = [chain.needs_receipt(one) for one in fetch(Exhibit, in_vault.id).custody]

    assert needed == [False, False]


def test_a_drug_that_was_not_weighed_is_a_gap(acting, make_person, make_exhibit):
    with acting(make_person("dea", "diversion_investigator")) as investigator:
        exhibit = make_exhibit(investigator, kind="drug", fields={"gross_weight": ""})

        assert chain.custody_gaps(exhibit) == ["Exhibit 1 has no gross weight."]


def test_a_thing_that_is_not_weighed_needs_no_weight(acting, evidence_people, make_exhibit):
    with acting(evidence_people.agent) as agent:
        assert not chain.lacks_weight(make_exhibit(agent, kind="currency"))


DAMAGES = {
    "somebody who did not hold it": ({"released_by_name": "A stranger", "receipt": 1}, "held it"),
    "an overlap": ({"released_at": clock.now() - timedelta(days=400)}, "overlap"),
    "a receipt before the release": ({"released_at": clock.now() + timedelta(days=1)}, "overlap"),
}


@pytest.mark.parametrize(("columns", "words"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_to_the_chain_is_found(
    acting, evidence_people, in_vault, as_superuser, columns, words
):
    told = dict(columns)
    if told.pop("receipt", None):
        told["released_by"] = evidence_people.colleague.id
    damage(as_superuser, in_vault, **told)

    with acting(evidence_people.custodian):
        [gap] = chain.custody_gaps(fetch(Exhibit, in_vault.id))

    assert words in gap


def test_a_chain_without_its_beginning_is_found(acting, evidence_people, sealed, as_superuser):
    as_superuser(
        "SET session_replication_role = replica;"
        f"DELETE FROM casemgr.custody_event WHERE exhibit_id = '{sealed.id}'"
    )

    with acting(evidence_people.agent):
        [gap] = chain.custody_gaps(sealed_again(sealed))

    assert "nobody is recorded as having collected it" in gap


def test_custody_that_begins_after_the_acquisition_is_found(
    acting, evidence_people, sealed, as_superuser
):
    damage(as_superuser, sealed, received_at=clock.now())

    with acting(evidence_people.agent):
        [gap] = chain.custody_gaps(sealed_again(sealed))

    assert "but in custody from" in gap


def test_the_guards_that_workflows_name_are_offered(app):
    names = {"no_custody_gap", "receipts_complete", "has_gross_weight", "two_person_seal"}

    assert names <= GUARDS.keys()


def test_guards_ask_all_exhibits_of_a_case_and_lead_to_the_one_that_lacks(
    acting, make_person, make_exhibit
):
    with acting(make_person("dea", "diversion_investigator")) as investigator:
        weighed = make_exhibit(investigator, kind="drug")
        case = weighed.case
        lacking = make_exhibit(investigator, case, kind="drug", fields={"gross_weight": ""})

        [unmet] = rules.no_custody_gap(case, investigator)

        assert unmet.text == "Exhibit 2 has no gross weight."
        assert unmet.arguments == {"exhibit_id": lacking.id}
        assert rules.has_gross_weight(weighed, investigator) == []
        assert len(rules.two_person_seal(case, investigator)) == 4


def test_missing_receipts_are_asked_for_by_their_own_guard_only(acting, evidence_people, in_vault):
    with acting(evidence_people.custodian) as custodian:
        facts = {"receiver_name": "Laboratory", "reason": "Prints", "by": custodian}
        custody.release_exhibit(fetch(Exhibit, in_vault.id), "laboratory", **facts)
        case = fetch(Exhibit, in_vault.id).case

        assert rules.no_custody_gap(case, custodian) == []
        assert len(rules.receipts_complete(case, custodian)) == 1


def test_what_a_person_is_to_an_exhibit_is_told_for_the_separation_of_duties(
    acting, evidence_people, in_vault
):
    agent, custodian = evidence_people.agent, evidence_people.custodian
    with acting(custodian):
        exhibit = fetch(Exhibit, in_vault.id)

        assert rules.relations(exhibit, custodian) == {"custodian", "holder"}
        assert rules.relations(exhibit, agent) == {"author", "case_agent", "collector", "holder"}
        assert rules.relations(exhibit, evidence_people.colleague) == {"witness"}


def sealed_again(exhibit):
    return fetch(Exhibit, exhibit.id)
