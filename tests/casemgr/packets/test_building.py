"""From an approved case to a packet in the prosecutor's tenant."""

import json
import subprocess
import sys
import zipfile

from casemgr.accounts.people import acting_as, load_person
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.jobs.models import Job
from casemgr.packets import verify
from casemgr.packets.models import Packet
from casemgr.packets.services.building import rebuild_packet
from casemgr.parties.services import update_party
from casemgr.tenants import tenant_named
from casemgr.workflows.services import take_step


def test_an_approved_case_becomes_a_submission(
    make_ready_case, packet_people, submit, as_superuser, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)

    packet = submit(case, people.supervisor)

    assert packet.state == "submitted"
    [(state,)] = as_superuser('SELECT state FROM casemgr."case" WHERE id = %s', case.id)
    assert state == "referred"
    [(tenant, sha256, pages, bates)] = as_superuser(
        "SELECT tenant_id, zip_sha256, pages, bates FROM casemgr.submission"
    )
    assert (tenant, sha256) == (tenant_named("usao-mowd").id, packet.zip_sha256)
    assert (pages, bates.split(" to ")[0]) == (packet.pages, f"{packet.bates_prefix}_0000001")


def test_the_verifier_in_the_packet_finds_it_unchanged(
    make_ready_case, packet_people, submit, stored, tmp_path, quick_sheets
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)
    with zipfile.ZipFile(stored(people.agent, packet.zip_sha256)) as archive:
        archive.extractall(tmp_path)

    done = subprocess.run(
        [sys.executable, tmp_path / "verify.py"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("UNCHANGED")


def test_a_changed_byte_of_the_packet_is_found(
    make_ready_case, packet_people, submit, stored, tmp_path, quick_sheets
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)
    copy = bytearray(stored(people.agent, packet.zip_sha256).read_bytes())
    copy[copy.index(b"ftypmp42") + 3] ^= 1
    (tmp_path / "packet.zip").write_bytes(copy)

    _, findings = verify.verify(tmp_path / "packet.zip")

    assert [line.split()[0] for line in findings] == ["CHANGED"]
    assert "natives/" in findings[0]


def test_a_packet_built_again_has_the_same_bytes_whatever_became_of_the_case(
    make_ready_case, packet_people, submit, tmp_path
):
    people = packet_people()
    case = make_ready_case(people)
    packet = submit(case, people.supervisor)
    _rename_everybody(case, people.agent)

    with acting_as(people.agent):
        again = rebuild_packet(fetch(Packet, packet.id), tmp_path, lambda *_: None)

    assert again.zip_sha256 == packet.zip_sha256
    assert again.pdf_sha256 == packet.pdf_sha256


def test_every_page_bears_its_number_and_the_contents_say_where_things_are(
    make_ready_case, packet_people, submit, stored, text_of
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    pages = text_of(stored(people.agent, packet.pdf_sha256))

    for number, page in enumerate(pages, 1):
        assert f"{packet.bates_prefix}_{number:07}" in page
    contents = next(page for page in pages if "01 Contents" in page)
    for document in packet.manifest["documents"]:
        assert document["first"] in contents


def test_the_packet_tells_the_case(make_ready_case, packet_people, submit, stored, text_of):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    text = " ".join(text_of(stored(people.agent, packet.pdf_sha256)))

    for words in (
        "Released by Walt Greer",
        "Hutchens sells at gun shows",
        "May 14, 1981",
        "ends in 3456",
        "Possession of a firearm after a felony conviction",
        "Rehaif v. United States",
        "Pruitt buys three pistols",
        "Lorna Whitfield",
        "R-4417",
        "Vault 2, shelf 14",
        "He sold two pistols for USD 1,150.",
        "Agent, attached are the seven forms.",
        "Document provided in native format",
    ):
        assert words in text, words
    assert "900-12" not in text


def test_bookmarks_lead_from_the_sections_to_the_documents(
    make_ready_case, packet_people, submit, stored, quick_sheets
):
    import pikepdf

    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    with (
        pikepdf.Pdf.open(stored(people.agent, packet.pdf_sha256)) as pdf,
        pdf.open_outline() as tree,
    ):
        shelves = {item.title: [child.title for child in item.children] for item in tree.root}

    assert "05 Elements of the offenses and their proof" in shelves
    assert shelves["10 Reports of investigation"][1].startswith("Report 1: Undercover purchase")
    assert len(shelves["11 Evidence files"]) == 5


def test_natives_lie_beside_their_pages_under_the_number_of_the_first(
    make_ready_case, packet_people, submit, stored, quick_sheets
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)
    listed = {one["path"]: one for one in packet.manifest["files"]}

    with zipfile.ZipFile(stored(people.agent, packet.zip_sha256)) as archive:
        names = archive.namelist()
        readme = archive.read("README.txt").decode()

    natives = [name for name in names if name.startswith("natives/")]
    assert sorted(name.rpartition(".")[2] for name in natives) == ["eml", "jpg", "mp4"]
    for name in natives:
        assert listed[name]["bates_first"] in name
    assert "python verify.py" in readme


def test_progress_is_told_while_the_packet_is_built(
    make_ready_case, packet_people, ask_for_packet, monkeypatch, app, quick_sheets
):
    from casemgr.jobs import progress, worker

    people, told = packet_people(), []
    case = make_ready_case(people)
    key = ask_for_packet(case, people.supervisor)
    real = progress.reporter

    def listening(person, job_id):
        write = real(person, job_id)
        return lambda done, total, words: (told.append((done, words)), write(done, total, words))

    monkeypatch.setattr(worker, "reporter", listening)
    worker.Worker(app).run_one()

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][1] == "Hashing every file again"
    assert "Stamping and binding the pages" in [words for _, words in told]
    with acting_as(people.supervisor):
        job = fetch(Job, key)
        assert (job.state, job.result["link"].split("/")[1]) == ("done", "packets")


def test_both_sides_have_it_in_their_audit(
    make_ready_case, packet_people, submit, as_superuser, quick_sheets
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    events = as_superuser("SELECT tenant_id, action, facts FROM casemgr.audit_event")

    ours = {action: facts for tenant, action, facts in events if tenant == packet.tenant_id}
    assert {"release_packet", "packet:freeze", "build_packet", "packet:submit"} <= ours.keys()
    assert {"submit_packet", "case:refer"} <= ours.keys()
    assert ours["submit_packet"]["zip_sha256"] == packet.zip_sha256
    office = tenant_named("usao-mowd").id
    assert ("register_submission", packet.zip_sha256) in [
        (action, facts.get("zip_sha256")) for tenant, action, facts in events if tenant == office
    ]


def test_what_was_frozen_holds_no_fractions_and_no_keys_of_the_prosecutor(
    make_ready_case, packet_people, submit, quick_sheets
):
    people = packet_people()

    packet = submit(make_ready_case(people), people.supervisor)

    assert json.loads(json.dumps(packet.frozen), parse_float=_refuse) == packet.frozen


def _refuse(text):
    raise AssertionError(text)


def _rename_everybody(case, agent):
    agent = load_person(agent.tenant_id, agent.id)
    with acting_as(agent):
        from casemgr.cases.queries import list_subjects

        for subject in list_subjects(fetch(Case, case.id)):
            update_party(subject.party, by=agent, family_name="Renamed", given_name="Now")


def test_an_agency_with_other_steps_and_numbers_uses_the_same_code(
    make_full_case, prove_all, packet_people, submit, text_of, stored
):
    people = packet_people("dea")
    case = make_full_case(people, case_type="drug_trafficking")
    prove_all(case, people.agent)
    for step, who in (
        ("prepare_referral", people.agent),
        ("submit_referral", people.agent),
        ("pass_to_concurrence", people.supervisor),
        ("approve_referral", people.chief),
    ):
        with acting_as(who):
            take_step(fetch(Case, case.id), step, by=who)

    packet = submit(case, people.supervisor)

    assert packet.bates_prefix == f"DEA-{case.number}"
    text = " ".join(text_of(stored(people.agent, packet.pdf_sha256)))
    assert "Chain of custody (DEA-12 receipts)" in text
    assert "Exhibit N-1" in text
