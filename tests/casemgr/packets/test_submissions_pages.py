"""The page of a submission, as attorneys and others of the office see and use it."""

import hashlib
import io
import re
import zipfile

import pytest

from casemgr.documents.storage import Store
from casemgr.extensions import db
from casemgr.tables import MODELS
from tests.makers.submissions import OFFICE


def _version(page):
    return re.search(r'name="row_version" value="(\d+)"', page.text)[1]


def test_the_page_tells_who_sent_what(browser, attorney, taken_up):
    page = browser(attorney).get(f"/submissions/{taken_up}").text

    for told in (
        "The gun-show trader",
        "Bureau of Alcohol",
        "18 U.S.C. 922(a)(6)",
        "Marcy Ann Pruitt",
        "Verified on arrival",
        "Report 1, opening",
        "#page=2",
        "Body-worn video",
    ):
        assert told in page


def test_the_page_leads_to_other_packets_of_the_same_case(
    browser, attorney, taken_up, make_submission, as_superuser
):
    earlier, elsewhere = make_submission("atf"), make_submission("dea")
    as_superuser("UPDATE casemgr.submission SET case_number = '785040-26-0017'")

    page = browser(attorney).get(f"/submissions/{taken_up}").text

    assert f"/submissions/{earlier}" in page
    assert f"/submissions/{elsewhere}" not in page


def test_the_office_notes_what_its_own_pack_asks(browser, attorney, taken_up, as_superuser):
    client, page = browser(attorney), f"/submissions/{taken_up}/edit"
    shown = client.get(page)
    notes = {"field_district_court_number": "4:26-cr-00117", "field_priority": "urgent"}

    saved = client.send(page, page, row_version=_version(shown), **notes)
    late = client.send(page, page, row_version=_version(shown), field_priority="routine")

    assert (saved.status_code, late.status_code) == (302, 409)
    told = client.get(f"/submissions/{taken_up}").text
    assert "4:26-cr-00117" in told
    assert "Urgent" in told
    assert as_superuser(
        "SELECT facts->'changed' FROM casemgr.audit_event WHERE action = 'note_submission'"
    ) == [(["district_court_number", "priority"],)]


def test_a_note_that_does_not_fit_its_field_is_refused_and_kept(browser, attorney, taken_up):
    page = f"/submissions/{taken_up}/edit"

    answer = browser(attorney).send(page, page, field_grand_jury_expires_on="soon")

    assert answer.status_code == 422
    assert 'value="soon"' in answer.text


def test_who_only_reads_does_not_note(browser, make_person, taken_up):
    paralegal = browser(make_person("usao-mowd", "paralegal"))

    assert "own notes" not in paralegal.get(f"/submissions/{taken_up}").text
    assert paralegal.send(f"/submissions/{taken_up}/edit").status_code == 403


def test_an_office_without_cases_is_offered_no_search_for_them(browser, attorney, taken_up):
    assert 'action="/find"' not in browser(attorney).get(f"/submissions/{taken_up}").text


def test_what_is_still_arriving_offers_nothing(browser, attorney, make_submission):
    key = make_submission(registered=False)
    client = browser(attorney)

    assert "Still arriving" in client.get(f"/submissions/{key}").text
    assert "Arriving" in client.get("/submissions/").text


def test_the_pdf_can_be_framed_by_its_own_site_alone(browser, attorney, taken_up):
    answer = browser(attorney).get(f"/submissions/{taken_up}/packet.pdf", buffered=True)

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy == ["sandbox", "default-src 'none'", "frame-ancestors 'self'"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_the_zip_is_the_very_packet_that_was_sent(browser, attorney, taken_up, read_submission):
    answer = browser(attorney).get(f"/submissions/{taken_up}/packet.zip", buffered=True)

    sha256 = hashlib.sha256(answer.data).hexdigest()
    assert sha256 == read_submission(taken_up, attorney).zip_sha256
    assert "verify.py" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("file", ["pdf", "zip"])
def test_a_file_changed_in_the_store_is_not_given_out(
    app, browser, attorney, taken_up, read_submission, file
):
    sha256 = getattr(read_submission(taken_up, attorney), f"{file}_sha256")
    path = Store(app.config["SETTINGS"].files).path(attorney.tenant_id, sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-changed")

    answer = browser(attorney).get(f"/submissions/{taken_up}/packet.{file}", buffered=True)

    assert answer.status_code == 409
    assert b"%PDF-changed" not in answer.data
    assert "was changed in the store" in answer.text


def test_a_packet_whose_list_cannot_be_read_can_still_be_read(
    app, browser, attorney, taken_up, read_submission
):
    sha256 = read_submission(taken_up, attorney).zip_sha256
    path = Store(app.config["SETTINGS"].files).path(attorney.tenant_id, sha256)
    path.chmod(0o600)
    path.write_bytes(b"PK\3\4 and then nothing")

    page = browser(attorney).get(f"/submissions/{taken_up}")

    assert page.status_code == 200
    assert "The list of contents cannot be read" in page.text


def test_an_attorney_takes_a_submission_up_on_its_page(
    browser, attorney, make_submission, read_submission
):
    key, client = make_submission(), browser(attorney)
    page = client.get(f"/submissions/{key}")

    client.send(f"/submissions/{key}/step", step="take_up", row_version=_version(page))

    assert read_submission(key, attorney).assigned_to == attorney.id


def test_an_attorney_declines_with_a_coded_reason(
    browser, attorney, taken_up, read_submission, as_superuser
):
    client, address = browser(attorney), f"/submissions/{taken_up}/answer?step=decline"
    version = _version(client.get(address))

    answer = client.send(
        address,
        reason_code="no_federal_interest",
        reason="The State prosecutes.",
        row_version=version,
    )

    assert answer.headers["Location"] == f"/submissions/{taken_up}"
    assert "No substantial federal interest" in client.get(f"/submissions/{taken_up}").text
    assert as_superuser("SELECT reason_code, reason FROM casemgr.packet_answer") == [
        ("no_federal_interest", "The State prosecutes.")
    ]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"reason": "Kept words"}, "Choose the reason."),
        ({"reason_code": "made_up", "reason": "Kept words"}, "This is not offered"),
        ({"reason_code": "other", "reason": " "}, "Say why."),
    ],
)
def test_a_declination_that_lacks_something_is_shown_again_as_typed(
    browser, attorney, taken_up, read_submission, entries, said
):
    client, address = browser(attorney), f"/submissions/{taken_up}/answer?step=decline"

    answer = client.send(address, row_version=_version(client.get(address)), **entries)

    assert answer.status_code == 422
    assert said in answer.text
    assert entries["reason"].strip() in answer.text
    assert read_submission(taken_up, attorney).outcome is None


def test_the_second_answer_from_two_pages_keeps_what_was_typed(
    browser, attorney, taken_up, as_superuser
):
    client, address = browser(attorney), f"/submissions/{taken_up}/answer?step=return_for_more"
    version = _version(client.get(address))
    client.send(f"/submissions/{taken_up}/step", step="accept", row_version=version)

    answer = client.send(address, reason="Ask the dealer again", row_version=version)

    assert answer.status_code == 409
    assert "Ask the dealer again" in answer.text
    assert as_superuser("SELECT outcome FROM casemgr.packet_answer") == [("accepted",)]


@pytest.mark.parametrize("step", ["take_up", "nonsense", ""])
def test_a_step_without_a_page_has_no_page(browser, attorney, taken_up, step):
    answer = browser(attorney).get(f"/submissions/{taken_up}/answer?step={step}")

    assert answer.status_code == 404


def test_a_paralegal_reads_and_cannot_decide(browser, make_person, taken_up, read_submission):
    paralegal = make_person(OFFICE, "paralegal")
    client = browser(paralegal)

    assert client.get(f"/submissions/{taken_up}").status_code == 200
    assert client.get(f"/submissions/{taken_up}/packet.zip", buffered=True).status_code == 200
    assert client.send(f"/submissions/{taken_up}/step", step="accept").status_code == 403
    assert client.get(f"/submissions/{taken_up}/answer?step=decline").status_code == 403
    assert read_submission(taken_up, paralegal).outcome is None


def test_nobody_of_an_agency_reaches_the_offices_pages(browser, make_person, taken_up):
    client = browser(make_person("atf", "group_supervisor"))

    answers = {
        client.get(f"/submissions/{taken_up}{part}").status_code for part in ("", "/packet.zip")
    }

    assert answers == {403}


def test_another_office_does_not_learn_that_a_submission_exists(
    browser, attorney, taken_up, as_superuser
):
    as_superuser("UPDATE casemgr.submission SET tenant_id = 2, assigned_to = NULL")

    there = browser(attorney).get(f"/submissions/{taken_up}")
    missing = browser(attorney).get("/submissions/0198c0de-0000-7000-8000-000000000000")

    assert there.status_code == missing.status_code == 404


def test_the_attorney_sees_nothing_of_the_agency_but_the_packet(
    acting, attorney, taken_up, as_superuser
):
    agencies = "tenant_id IN (SELECT id FROM casemgr.tenant WHERE kind = 'agency')"
    held = {
        name
        for name, model in MODELS.items()
        if hasattr(model, "tenant_id")
        and as_superuser(f'SELECT count(*) FROM casemgr."{model.__tablename__}" WHERE {agencies}')
        != [(0,)]
    }
    assert {"Case", "Packet", "Account"} <= held

    with acting(attorney):
        foreign = [
            name
            for name in held
            for row in db.session.query(MODELS[name])
            if row.tenant_id != attorney.tenant_id
        ]

    assert foreign == []


@pytest.mark.parametrize("address", ["/cases/{}", "/packets/{}", "/reports/{}", "/exhibits/{}"])
def test_the_agencys_records_answer_the_attorney_as_if_they_did_not_exist(
    browser, attorney, taken_up, as_superuser, address
):
    [(case,)] = as_superuser('SELECT id FROM casemgr."case"')
    client = browser(attorney)

    found = client.get(address.format(case))
    missing = client.get(address.format("0198c0de-0000-7000-8000-000000000000"))

    assert found.status_code in {403, 404}
    assert found.status_code == missing.status_code


def test_reading_and_downloading_are_in_the_audit(browser, attorney, taken_up, as_superuser):
    client = browser(attorney)
    client.get(f"/submissions/{taken_up}")
    client.get(f"/submissions/{taken_up}/packet.pdf", buffered=True)

    reads = as_superuser(
        "SELECT actor_name FROM casemgr.audit_event WHERE action = 'read' AND object_id = %s",
        taken_up,
    )

    assert reads == [("Ruth Calder",), ("Ruth Calder",)]
