"""What the law keeps in does not leave in a packet, whoever releases it."""

import json
import zipfile

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.cases.queries import list_subjects
from casemgr.database.rows import fetch
from casemgr.packets.checks import run_checks
from casemgr.packets.matrix import matrix_of
from casemgr.packets.services import proving
from tests.makers.packets import give, log_one

SECRETS = ("Zebulon", "Quartermain", "ZQ-JURY", "zqjury", "ZQ-EXHIBIT", "zqfile", "ZQBYTES")
CLEARED = ("grand_jury", "informant")


@pytest.fixture
def cleared_people(packet_people, make_person):
    """People who are all cleared for the compartments, so that nothing is merely hidden."""
    people = packet_people()
    roles = {"agent": "case_agent", "supervisor": "group_supervisor"}
    roles |= {"chief": "assistant_special_agent_in_charge", "custodian": "evidence_custodian"}
    for name, role in roles.items():
        setattr(people, name, make_person("atf", role, clearances=CLEARED))
    return people


@pytest.fixture
def case_with_secrets(
    make_full_case, cleared_people, make_subject, make_party, make_approved_report, prove_all, refer
):
    """A case with a grand-jury report, a source and a restricted exhibit, ready to go."""
    people = cleared_people
    case = make_full_case(people)
    source = make_party(people.agent, "Quartermain", "Zebulon", compartments=["informant"])
    make_subject(case, people.agent, party=source, role="source", compartments=["informant"])
    make_approved_report(
        case,
        people.agent,
        people.chief,
        title="ZQ-JURY return",
        narrative="ZQ-JURY: the bank answered the zqjury subpoena.",
        compartments=["grand_jury"],
        disclosure=["grand_jury"],
    )
    with acting_as(people.agent):
        kept = {"description": "ZQ-EXHIBIT ledger", "compartments": ["grand_jury"]}
        exhibit = log_one(fetch(Case, case.id), people.agent, **kept)
        give(exhibit, people.agent, zqfile_txt=b"ZQBYTES of the jury")
    prove_all(case, people.agent)
    _prove_with(case, people.agent, exhibit)
    refer(case, people)
    return case


def test_nothing_restricted_is_in_any_byte_that_leaves(
    case_with_secrets, cleared_people, submit, stored, text_of, as_superuser
):
    packet = submit(case_with_secrets, cleared_people.supervisor)

    archive = stored(cleared_people.agent, packet.zip_sha256)
    told = [
        *text_of(stored(cleared_people.agent, packet.pdf_sha256)),
        archive.read_bytes().decode("latin-1"),
    ]
    with zipfile.ZipFile(archive) as members:
        told += [name + members.read(name).decode("latin-1") for name in members.namelist()]
    told += [json.dumps(packet.frozen), json.dumps(packet.manifest)]
    [(summary,)] = as_superuser("SELECT summary FROM casemgr.submission")
    told.append(json.dumps(summary))
    for secret in SECRETS:
        assert not [text[:80] for text in told if secret in text], secret


def test_the_packet_says_the_same_of_restricted_matters_whether_there_are_any_or_not(
    case_with_secrets, cleared_people, submit, make_ready_case, stored, text_of
):
    with_secrets = submit(case_with_secrets, cleared_people.supervisor)
    without = submit(make_ready_case(cleared_people), cleared_people.supervisor)

    notices = [
        [
            page
            for page in text_of(stored(cleared_people.agent, one.pdf_sha256))
            if "restricted volume" in page
        ]
        for one in (with_secrets, without)
    ]

    assert len(notices[0]) == len(notices[1]) == 1
    lists = [
        [one["title"] for one in packet.manifest["documents"]] for packet in (with_secrets, without)
    ]
    assert lists[0] == lists[1]


def test_an_element_proved_by_restricted_matter_alone_says_no_more_than_that(
    case_with_secrets, cleared_people, make_charge, packets_of
):
    from casemgr.packets.freezing.charges import freeze_charges
    from casemgr.packets.freezing.naming import Names

    agent = cleared_people.agent
    with acting_as(agent):
        case = fetch(Case, case_with_secrets.id)
        row = matrix_of(case)[0].rows[0]
        for proof in row.proofs:
            if proof.may_leave:
                proving.remove_proof(proof.row, by=agent)
        frozen = freeze_charges(case, Names(case), matrix_of(case))

    element = frozen[0]["elements"][0]
    assert element["proofs"] == []
    assert element["apart"] == "Held apart: available to cleared persons"


def test_a_report_that_names_a_source_stops_the_packet(
    make_full_case, cleared_people, make_subject, make_party, make_approved_report
):
    people = cleared_people
    case = make_full_case(people)
    source = make_party(people.agent, "Quartermain", "Zebulon", compartments=["informant"])
    make_subject(case, people.agent, party=source, role="source", compartments=["informant"])
    make_approved_report(
        case, people.agent, people.chief, narrative="We met ZEBULON  Quártermain at the shop."
    )

    with acting_as(people.supervisor):
        outcomes = {
            one.check.name: one for one in run_checks(fetch(Case, case.id), people.supervisor)
        }

    [unmet] = outcomes["no_restricted_name"].unmet
    assert unmet.text == "Report 2 names somebody whose identity is restricted"
    assert unmet.endpoint == "reports.show"


def test_a_case_that_is_restricted_as_a_whole_does_not_leave(make_case, cleared_people):
    agent = cleared_people.agent
    case = make_case(agent, compartments=["grand_jury"])

    with acting_as(agent):
        outcomes = {one.check.name: one for one in run_checks(fetch(Case, case.id), agent)}

    assert "Grand jury 6(e)" in outcomes["case_unrestricted"].unmet[0].text


@pytest.mark.parametrize(
    ("role", "fields", "shown"),
    [
        ("source", {"source_code": "CS-26-011"}, "Confidential source CS-26-011"),
        ("victim", {}, "J.D."),
        ("victim", {"initials": "J.Q.D."}, "J.Q.D."),
        ("witness", {}, "Jane Doe"),
    ],
)
def test_people_go_by_the_name_that_their_part_allows(
    role, fields, shown, make_full_case, packet_people, make_subject, make_party
):
    from casemgr.packets.freezing.naming import Names

    people = packet_people()
    case = make_full_case(people)
    party = make_party(people.agent, "Doe", "Jane")
    make_subject(case, people.agent, party=party, role=role, fields=fields)

    with acting_as(people.agent):
        names = Names(fetch(Case, case.id))

    assert names.of(party) == shown
    assert names.written("Jane Doe") == shown


def test_whoever_is_not_cleared_does_not_see_restricted_proof_in_the_matrix(
    case_with_secrets, cleared_people, make_person, browser
):
    uncleared = make_person("atf", "group_supervisor")
    address = f"/cases/{case_with_secrets.id}/elements"

    page = browser(uncleared).get(address).text

    assert "Exhibit 3" in browser(cleared_people.supervisor).get(address).text
    assert "Exhibit 3" not in page
    assert "Exhibit 1" in page


def test_a_remark_on_restricted_proof_is_refused_because_all_would_read_it(
    case_with_secrets, cleared_people
):
    agent = cleared_people.agent
    with acting_as(agent):
        case = fetch(Case, case_with_secrets.id)
        matrix = matrix_of(case)[0]
        source = next(one for one in list_subjects(case) if one.role == "source")

        with pytest.raises(proving.Invalid, match="not everybody may know"):
            proving.add_proofs(
                matrix.charge,
                matrix.rows[1],
                [f"witness:{source.id}"],
                by=agent,
                remarks="He saw it",
            )


def _prove_with(case, agent, exhibit):
    with acting_as(agent):
        matrix = matrix_of(fetch(Case, case.id))[0]
        chosen = [f"exhibit:{exhibit.id}"]
        proving.add_proofs(matrix.charge, matrix.rows[0], chosen, by=agent)
