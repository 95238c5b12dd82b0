"""Files that fields of the agency hold travel in a packet, unless field or record may not."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from casemgr.accounts.people import acting_as
from casemgr.attachments.records import find_place
from casemgr.attachments.services import attach_files
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.evidence.services.files import Upload
from casemgr.packets.freezing.attached import freeze_attached
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.people import freeze_witnesses
from casemgr.packets.restrictions import no_restricted_name
from tests.casemgr.packets.test_checks import _damage

CASE_FIELD, SUBJECT_FIELD = "referral_papers", "photographs"
BYTES = b"\x00\x01 the papers as they came"


@pytest.fixture
def people(packet_people):
    return packet_people()


@pytest.fixture
def photographs(use_pack):
    """Let the agency keep photographs of the parties of a case."""

    def change(pack):
        papers = next(one for one in pack.fields["case"] if one.name == CASE_FIELD)
        field = replace(papers, name=SUBJECT_FIELD, label="Photographs", group="")
        return replace(pack, fields={**pack.fields, "subject": (*pack.fields["subject"], field)})

    use_pack("atf", change)


@pytest.fixture
def attach(in_app):
    def keep(person, record, name, *, of="case", field=CASE_FIELD):
        with acting_as(person):
            attach_files(
                find_place(of, record.id, field, person), [Upload(name, BytesIO(BYTES))], by=person
            )

    return keep


@pytest.fixture
def frozen(in_app):
    def read(person, case):
        with acting_as(person):
            found = fetch(Case, case.id)
            return freeze_attached(found, Names(found))

    return read


def test_a_file_of_a_field_is_numbered_listed_and_sent_as_it_came(
    make_full_case, people, attach, prove_all, refer, submit, stored, text_of
):
    case = make_full_case(people)
    attach(people.agent, case, "letter.bin")
    prove_all(case, people.agent)
    refer(case, people)

    packet = submit(case, people.supervisor)

    title = "Case, Papers that came with the referral: letter.bin"
    title = title.replace("Case", packet.frozen["agency"]["case_word"].capitalize())
    [document] = [one for one in packet.manifest["documents"] if one["title"] == title]
    [native] = [one for one in packet.manifest["files"] if one["title"] == title]
    assert document["first"] == native["bates_first"] != ""
    with zipfile.ZipFile(stored(people.agent, packet.zip_sha256)) as members:
        assert members.read(native["path"]) == BYTES
    text = " ".join(text_of(stored(people.agent, packet.pdf_sha256)))
    assert "1 attached file" in text
    assert "Packet 1 · Investigation Page 1 of 1" in text
    words = "Papers that came with the referral letter.bin:"
    assert f"{words} {document['first']}" in text


@pytest.mark.parametrize("change", [{"sensitive": True}, {"compartment": "tax", "sensitive": True}])
def test_a_file_of_a_sensitive_field_stays_behind(
    make_case, people, attach, frozen, use_fields, change
):
    case = make_case(people.agent)
    attach(people.agent, case, "letter.bin")
    assert [one["name"] for one in frozen(people.agent, case)] == ["letter.bin"]

    use_fields("atf", "case", lambda one: replace(one, **change) if one.name == CASE_FIELD else one)

    assert frozen(people.agent, case) == []


def test_a_file_that_was_taken_out_of_its_field_stays_behind(make_case, people, attach, frozen):
    case = make_case(people.agent)
    attach(people.agent, case, "letter.bin")
    with acting_as(people.agent):
        fetch(Case, case.id).fields = {}

    assert frozen(people.agent, case) == []


def test_the_files_of_a_subject_travel_and_those_of_a_source_or_victim_do_not(
    make_case, make_subject, people, attach, frozen, photographs
):
    case = make_case(people.agent)
    for role in ("subject", "source", "victim"):
        subject = make_subject(case, people.agent, role=role)
        attach(people.agent, subject, f"{role}.jpg", of="subject", field=SUBJECT_FIELD)

    assert [one["name"] for one in frozen(people.agent, case)] == ["subject.jpg"]
    with acting_as(people.agent):
        found = fetch(Case, case.id)
        told = freeze_witnesses(found, Names(found), [])
    assert ".jpg" not in str(told)


@pytest.mark.parametrize("what", ["changed", "missing"])
def test_an_attached_file_that_is_not_as_it_came_in_stops_the_packet(
    make_case, people, attach, frozen, stored, what
):
    from casemgr.packets.fixity import files_unchanged

    case = make_case(people.agent)
    attach(people.agent, case, "letter.bin")
    [file] = frozen(people.agent, case)
    _damage(stored(people.agent, file["sha256"]), what)

    with acting_as(people.agent):
        [unmet] = files_unchanged(fetch(Case, case.id), people.agent)

    assert "“letter.bin”" in unmet.text
    assert what in unmet.text


def test_a_file_called_after_a_source_stops_the_packet(
    make_case, make_subject, make_party, people, attach
):
    case = make_case(people.agent)
    source = make_party(people.agent, "Quartermain", "Zebulon")
    make_subject(case, people.agent, party=source, role="source")
    attach(people.agent, case, "Statement of Zebulon Quartermain.pdf")

    with acting_as(people.agent):
        found = no_restricted_name(fetch(Case, case.id), people.agent)

    assert [one.endpoint for one in found] == ["cases.edit"]
