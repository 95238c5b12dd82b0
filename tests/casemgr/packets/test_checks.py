"""What must hold before a packet leaves."""

import shutil
from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case, Charge
from casemgr.database.rows import fetch, flush
from casemgr.jobs.worker import Worker
from casemgr.packets import fixity
from casemgr.packets.checks import CHECKS, limitation_open
from casemgr.packets.pack_check import check_profile
from casemgr.packets.recipients import likely_recipient, list_recipients
from casemgr.tenants import packs
from casemgr.tenants.loader import load_pack


def test_every_check_of_every_pack_is_there(in_app):
    assert [problem for pack in packs().values() for problem in check_profile(pack)] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("checks: [has_subjekt]", '"has_subjekt" is not a check of packets. Write: has_subject'),
        (
            'sections: {cover: {number: "00", title: Cover, source: covr}}',
            '"covr" is not what fills a section. Write: cover',
        ),
        (
            "sections: {evidence_files: {kinds: [drug]}}",
            "files attached to a case are in no section of the packet.",
        ),
    ],
)
def test_an_unknown_name_in_a_profile_is_reported_with_its_place(line, wrong, settings, tmp_path):
    folder = tmp_path / "tenants" / "sample"
    folder.mkdir(parents=True)
    (folder / "tenant.yaml").write_text("name: Sample\nshort_name: S\nextends: shared\n")
    (folder / "packet.yaml").write_text(line + "\n")

    shutil.copytree(settings.packs / "shared", tmp_path / "shared")

    [problem] = check_profile(load_pack(folder, tmp_path / "shared"))

    assert wrong in str(problem)
    assert "packet.yaml:1:" in str(problem)


@pytest.mark.parametrize(
    ("ends", "source", "tolling", "missing"),
    [
        (date(2031, 3, 21), "5 years, 18 U.S.C. 3282(a)", "", None),
        (date(2020, 3, 21), "5 years, 18 U.S.C. 3282(a)", "", "ended Mar 21, 2020"),
        (date(2020, 3, 21), "5 years, 18 U.S.C. 3282(a)", "Fugitive, 18 U.S.C. 3290", None),
        (None, "", "", "no time limit on record"),
        (None, "No limitation, 18 U.S.C. 3281", "", None),
    ],
)
def test_a_charge_out_of_time_stops_the_packet_unless_tolled(
    ends, source, tolling, missing, make_case, make_subject, make_charge, make_person
):
    agent = make_person("atf", "case_agent")
    case = make_case(agent)
    charge = make_charge(case, make_subject(case, agent), agent)
    with acting_as(agent):
        found = fetch(Charge, charge.id)
        found.limitation_on, found.limitation_source = ends, source
        found.fields = {"tolling": tolling}
        flush()

        unmet = limitation_open(fetch(Case, case.id), agent)

    assert [one.endpoint for one in unmet] == (["cases.edit_charge"] if missing else [])
    assert missing is None or missing in unmet[0].text


@pytest.mark.parametrize("what", ["changed", "missing"])
def test_a_file_that_is_not_as_it_came_in_stops_the_packet(
    what, make_ready_case, packet_people, stored, as_superuser
):
    people = packet_people()
    case = make_ready_case(people)
    [(sha256,)] = as_superuser("SELECT sha256 FROM casemgr.evidence_file WHERE name = 'table.jpg'")
    _damage(stored(people.agent, sha256), what)

    with acting_as(people.agent):
        [unmet] = CHECKS["files_unchanged"].find(fetch(Case, case.id), people.agent)

    assert unmet.text.startswith("Exhibit 2: the file “table.jpg”")
    assert what in unmet.text


def test_a_page_does_not_hash_more_than_its_budget_but_the_job_hashes_everything(
    make_ready_case, packet_people, stored, as_superuser, ask_for_packet, app, monkeypatch
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    [(sha256,)] = as_superuser("SELECT sha256 FROM casemgr.evidence_file WHERE name = 'table.jpg'")
    _damage(stored(people.agent, sha256), "changed")
    with acting_as(people.agent):
        assert fixity.files_unchanged(fetch(Case, case.id), people.agent, budget=10) == []

    Worker(app).run_all()

    [(state, problem)] = as_superuser("SELECT state, problem FROM casemgr.job")
    assert state == "failed"
    assert "“table.jpg” was changed in the store" in problem


def test_the_recipient_is_the_one_who_serves_the_venue(make_case, make_person):
    agent = make_person("atf", "case_agent")
    case = make_case(agent, venue="mowd")

    with acting_as(agent):
        offered, likely = list_recipients(), likely_recipient(fetch(Case, case.id))

    assert [pack.slug for pack in offered] == ["usao-mowd", "jackson-county-prosecutor"]
    assert likely.slug == "usao-mowd"


def _damage(path, what):
    content = path.read_bytes()
    path.unlink()
    if what == "changed":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
