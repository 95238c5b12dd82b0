"""What the sections of an agency do not take stays behind, and everybody is told."""

import shutil
from dataclasses import replace

import pytest

from casemgr.packets.pack_check import check_profile, note_profile
from casemgr.tenants import packs
from casemgr.tenants.loader import load_pack


@pytest.fixture
def without(use_pack):
    """Let the agency's packets do without what is filled from a source."""

    def drop(source):
        def change(pack):
            kept = tuple(one for one in pack.packet.sections if one.source != source)
            return replace(pack, packet=replace(pack.packet, sections=kept))

        use_pack("atf", change)

    return drop


@pytest.fixture
def notes_on(settings, tmp_path):
    """Read an agency with these sections and note what its packets leave out."""

    def read(*lines):
        folder = tmp_path / "tenants" / "sample"
        folder.mkdir(parents=True)
        (folder / "tenant.yaml").write_text("name: Sample\nshort_name: S\nextends: shared\n")
        (folder / "packet.yaml").write_text("\n".join(["sections:", *lines, ""]))
        shutil.copytree(settings.packs / "shared", tmp_path / "shared")
        pack = load_pack(folder, tmp_path / "shared")
        assert check_profile(pack) == []
        return [str(note) for note in note_profile(pack)]

    return read


def test_a_packet_without_a_section_of_files_names_those_it_leaves_behind(
    make_ready_case, packet_people, submit, stored, text_of, without, browser
):
    without("evidence_files")
    people = packet_people()
    case = make_ready_case(people)
    page = browser(people.supervisor).get(f"/cases/{case.id}/packet").text

    packet = submit(case, people.supervisor)

    names = [title for title, _ in packet.manifest["facts"]["left_out"]]
    assert f"{len(names)} documents stay behind" in page
    assert len(names) == len(packet.frozen["files"]) == 4
    text = " ".join(text_of(stored(people.agent, packet.pdf_sha256)))
    assert "4 documents for which the agency's packets have no section" in text
    assert all(name in text for name in names)
    assert "not in this packet" in text
    assert f"{packet.bates_prefix}_0000000" not in text


def test_a_report_that_no_section_takes_is_counted_before_it_stays_behind(
    make_ready_case, packet_people, without, browser
):
    people = packet_people()
    case = make_ready_case(people)
    readiness = f"/cases/{case.id}/packet"
    assert "behind" not in browser(people.supervisor).get(readiness).text

    without("reports")

    assert "1 document stays behind" in browser(people.supervisor).get(readiness).text


def test_the_packs_here_leave_nothing_behind(in_app):
    assert [note for pack in packs().values() for note in note_profile(pack)] == []


def test_a_section_that_is_left_out_is_noted_at_its_line(notes_on):
    [note] = notes_on("  evidence_files: {drop: true}")

    assert "sample/packet.yaml:2:" in note
    assert "no section holds files of exhibits and those attached to fields" in note


def test_kinds_that_no_section_names_are_noted(notes_on):
    [note] = notes_on(
        "  reports: {kinds: [interview]}",
        "  evidence_files: {kinds: [other]}",
        '  more: {number: "12", title: More, source: evidence_files}',
    )

    assert "sample/packet.yaml:2:" in note
    assert "no section holds reports of these kinds:" in note
    assert "Interview" not in note
