"""Files of evidence come in whole or not at all, and go out exactly as they came."""

import hashlib
import io
import os
from dataclasses import replace

import pytest

from casemgr.database.rows import fetch
from casemgr.documents.storage import FileChanged
from casemgr.errors import Invalid, NotAllowed, TooLarge
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services import files
from casemgr.evidence.services.files import Upload, add_files
from casemgr.extensions import db


@pytest.fixture
def people(evidence_people):
    return evidence_people


@pytest.fixture
def exhibit(acting, people, make_exhibit):
    with acting(people.agent) as agent:
        return make_exhibit(agent)


def send(window, exhibit, *named):
    """Send files as the page of an exhibit would."""
    sent = [(io.BytesIO(content), name) for content, name in named]
    data = {"csrf_token": window.token(), "files": sent}
    return window.post(f"/exhibits/{exhibit.id}/files", data=data)


def take_out(window, file_id):
    """Open the address of a file and read all of it."""
    return window.get(f"/evidence-files/{file_id}", buffered=True)


def rows_of(as_superuser):
    return as_superuser("SELECT name, sha256 FROM casemgr.evidence_file ORDER BY name")


def kept(settings):
    """Return what lies in the store, by name; what has not arrived counts too."""
    found = [path for path in settings.files.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in found}


def test_files_come_in_with_their_hashes_and_go_out_as_they_came(
    browser, people, exhibit, as_superuser
):
    window, content = browser(people.agent), os.urandom(200_000)

    send(window, exhibit, (content, "IMG 1.jpg"), (b"note", "note.txt"))

    assert [name for name, _ in rows_of(as_superuser)] == ["IMG 1.jpg", "note.txt"]
    assert rows_of(as_superuser)[0][1] == hashlib.sha256(content).hexdigest()
    [(address,)] = as_superuser("SELECT id FROM casemgr.evidence_file WHERE name = 'IMG 1.jpg'")
    answer = take_out(window, address)
    assert answer.data == content


def test_a_file_is_only_ever_saved_and_never_run(browser, people, exhibit, acting, give_file):
    with acting(people.agent) as agent:
        found = fetch(Exhibit, exhibit.id)
        file = give_file(found, b"<script>alert(1)</script>", "x\u202elmth.html", by=agent)

    answer = take_out(browser(people.agent), file.id)

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Content-Disposition"] == "attachment; filename=x_lmth.html"


def test_a_name_cannot_write_headers_of_its_own(browser, people, exhibit, acting, give_file):
    with acting(people.agent) as agent:
        name = 'a"; filename="b.html\r\nSet-Cookie: c=d.txt'
        file = give_file(fetch(Exhibit, exhibit.id), b"text", name, by=agent)

    answer = take_out(browser(people.agent), file.id)

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_the_same_bytes_elsewhere_in_the_case_are_pointed_out(
    browser, people, exhibit, acting, make_exhibit, give_file
):
    with acting(people.agent) as agent:
        first = fetch(Exhibit, exhibit.id)
        second = make_exhibit(agent, first.case)
        for one in (first, second):
            give_file(one, b"the very same", "copy.txt", by=agent)

    page = browser(people.agent).get(f"/exhibits/{exhibit.id}").text

    assert "The same file is also in Exhibit 2." in page


def test_what_to_beware_of_is_said_on_the_page(browser, people, exhibit):
    window = browser(people.agent)
    send(window, exhibit, (b"MZ" + bytes(60) + b"PE\0\0", "holiday.jpg"))

    page = window.get(f"/exhibits/{exhibit.id}").text

    assert "This is a program or a script. It is kept as evidence and never run." in page


REFUSED = {
    "nothing": ((), "Choose at least one file"),
    "an empty file": (((b"text", "a.txt"), (b"", "empty.txt")), "empty.txt is empty"),
}


@pytest.mark.parametrize(("named", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_taken_in_is_refused_whole_and_in_words(
    browser, people, exhibit, as_superuser, settings, named, words
):
    answer = send(browser(people.agent), exhibit, *named)

    assert answer.status_code == 422
    assert words in answer.text
    assert rows_of(as_superuser) == []
    assert kept(settings) == {}


def test_a_file_above_the_limit_is_refused_before_anything_is_kept(
    app, acting, people, exhibit, settings, monkeypatch
):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], upload_limit=10))
    uploads = [Upload("small.txt", io.BytesIO(b"1")), Upload("big.txt", io.BytesIO(bytes(11)))]

    with acting(people.agent) as agent, pytest.raises(TooLarge) as refused:
        add_files(fetch(Exhibit, exhibit.id), uploads, by=agent)

    assert "big.txt" in refused.value.message
    assert kept(settings) == {}


class Endless(io.RawIOBase):
    """A body that counts how much of it was read."""

    taken = place = 0

    def readable(self):
        return True

    def tell(self):
        return self.place

    def seek(self, place, whence=0):
        self.place = place if whence == 0 else 2 * 1024**3
        return self.place

    def read(self, size=-1):
        size = 65536 if size is None or size < 0 else size
        self.taken += size
        return b"x" * size


def test_two_gibibytes_against_a_small_limit_are_refused_without_being_read(
    app, browser, people, exhibit, monkeypatch
):
    window, body = browser(people.agent), Endless()
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1024 * 1024)

    answer = window.post(
        f"/exhibits/{exhibit.id}/files",
        input_stream=body,
        content_length=2 * 1024**3,
        content_type="multipart/form-data; boundary=b",
        headers={"X-CSRF-Token": window.token()},
    )

    assert answer.status_code == 413
    assert "larger than this page accepts" in answer.text
    assert body.taken < 1024 * 1024


def test_a_body_that_breaks_off_leaves_nothing(browser, people, exhibit, as_superuser, settings):
    window = browser(people.agent)
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="half.bin"\r\n\r\n'

    answer = window.post(
        f"/exhibits/{exhibit.id}/files",
        input_stream=io.BytesIO(head + bytes(5000)),
        content_length=10_000_000,
        content_type="multipart/form-data; boundary=b",
        headers={"X-CSRF-Token": window.token()},
    )

    assert answer.status_code in (400, 422)
    assert rows_of(as_superuser) == []
    assert kept(settings) == {}


class Broken(io.BytesIO):
    """A stream that breaks off after its first block."""

    def read(self, size=-1):
        if self.tell():
            raise OSError("the disk is gone")
        return super().read(100)


def fail(*arguments, **named):
    raise OSError("the machine stops here")


BREAKS = {
    "while the bytes arrive": None,
    "before they are durable": "casemgr.documents.storage.os.fsync",
    "before they get their name": "casemgr.documents.storage.os.link",
    "while the file is looked into": "casemgr.evidence.services.files.inspect",
    "before the row is written": "casemgr.evidence.services.files.flush",
    "before the audit is written": "casemgr.evidence.services.files.audit.record",
}


@pytest.mark.parametrize("point", BREAKS.values(), ids=BREAKS.keys())
def test_wherever_an_upload_breaks_off_nothing_of_it_remains(
    acting, people, exhibit, as_superuser, settings, monkeypatch, point
):
    stream = io.BytesIO(b"evidence" * 1000) if point else Broken(b"evidence" * 1000)
    if point:
        monkeypatch.setattr(point, fail)

    with pytest.raises(OSError, match=r"is gone|stops here"), acting(people.agent) as agent:
        add_files(fetch(Exhibit, exhibit.id), [Upload("a.bin", stream)], by=agent)

    assert rows_of(as_superuser) == []
    assert kept(settings) == {}


def test_when_the_transaction_is_lost_a_file_may_remain_whole_but_no_row_without_one(
    acting, people, exhibit, as_superuser, settings
):
    with acting(people.agent) as agent:
        add_files(fetch(Exhibit, exhibit.id), [Upload("a.bin", io.BytesIO(b"evidence"))], by=agent)
        db.session.rollback()

    assert rows_of(as_superuser) == []
    assert kept(settings) == {hashlib.sha256(b"evidence").hexdigest(): b"evidence"}


def test_a_file_that_was_changed_in_the_store_is_not_given_out(
    app, browser, people, exhibit, acting, give_file, settings
):
    with acting(people.agent) as agent:
        file = give_file(fetch(Exhibit, exhibit.id), b"original", by=agent)
        path = files.store().path(file.tenant_id, file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"altered!")

    answer = take_out(browser(people.agent), file.id)

    assert answer.status_code == 409
    assert "Do not use it" in answer.text
    with app.app_context(), pytest.raises(FileChanged):
        files.verify_file(file)


def test_every_look_at_a_file_is_in_the_audit(
    browser, people, exhibit, acting, give_file, as_superuser
):
    with acting(people.agent) as agent:
        file = give_file(fetch(Exhibit, exhibit.id), b"looked at", by=agent)

    take_out(browser(people.supervisor), file.id)

    looked = "SELECT actor_name FROM casemgr.audit_event WHERE action = 'read' AND object_id = %s"
    assert as_superuser(looked, file.id) == [("Walt Greer",)]


def test_the_database_itself_refuses_to_change_a_file(acting, people, exhibit, give_file):
    with acting(people.agent) as agent:
        file = give_file(fetch(Exhibit, exhibit.id), b"for good", by=agent)
        file.name = "another.txt"

        with pytest.raises(Exception, match=r"permission denied|part of the record"):
            db.session.flush()
        db.session.rollback()


def test_those_who_only_read_cannot_add_files(acting, people, exhibit, give_file):
    with acting(people.supervisor) as supervisor, pytest.raises(NotAllowed):
        give_file(fetch(Exhibit, exhibit.id), b"text", by=supervisor)


def test_another_agency_finds_no_file(browser, make_person, people, exhibit, acting, give_file):
    with acting(people.agent) as agent:
        file = give_file(fetch(Exhibit, exhibit.id), b"ours", by=agent)

    foreign = browser(make_person("dea", "diversion_investigator"))

    assert foreign.get(f"/evidence-files/{file.id}").status_code == 404
    assert send(foreign, exhibit, (b"theirs", "a.txt")).status_code == 404


def test_the_clearance_of_an_exhibit_covers_its_files(
    acting, browser, make_person, make_exhibit, make_evidence_case, give_file
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    colleague = make_person("atf", "case_agent")
    with acting(cleared):
        case = make_evidence_case(cleared, colleague)
        exhibit = make_exhibit(cleared, case, compartments=["grand_jury"])
        file = give_file(exhibit, b"testimony", by=cleared)

    assert take_out(browser(cleared), file.id).status_code == 200
    assert browser(colleague).get(f"/evidence-files/{file.id}").status_code == 404


def test_an_upload_without_a_name_gets_one(acting, people, exhibit, give_file):
    with acting(people.agent) as agent:
        file = give_file(fetch(Exhibit, exhibit.id), b"text", "", by=agent)

    assert file.name == "Unnamed file"


def test_an_empty_list_of_files_is_refused(acting, people, exhibit):
    with acting(people.agent) as agent, pytest.raises(Invalid):
        add_files(fetch(Exhibit, exhibit.id), [], by=agent)
