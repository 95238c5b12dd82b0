"""A certificate says what the registry says, and leads to the public check where there is one."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest

from casemgr.accounts.people import acting_as
from casemgr.database.rows import fetch, flush
from casemgr.permissions import Permission
from regulatory.certificates.printing import check_address
from regulatory.registry.models import Licence


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "licensing_examiner")


@pytest.fixture
def printed(browser, examiner):
    def text(licence):
        answer = browser(examiner).get(f"/registry/licences/{licence.id}/certificate.pdf")
        assert answer.mimetype == "application/pdf"
        with pypdfium2.PdfDocument(io.BytesIO(answer.data)) as document:
            return document[0].get_textpage().get_text_bounded()

    return text


def test_it_says_whose_the_licence_is_and_how_long_it_runs(make_licence, examiner, printed):
    licence = make_licence(examiner, "Harrow & Sons <Arms>", trade_name="Harrow Arms")

    text = printed(licence)

    for told in (
        licence.number,
        "Harrow & Sons <Arms>",
        "Harrow Arms",
        "12 Pine St",
        "Mar 1, 2029",
    ):
        assert told in text
    assert f"/check/atf?number={licence.number}" in text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"status": "gone"}, "Not in force: gone from the list"),
        ({"status": "inactive"}, "Not in force: inactive"),
        ({"expires_on": date(2020, 1, 1)}, "Not in force: expired"),
    ],
)
def test_nobody_takes_what_has_ended_for_a_licence(make_licence, examiner, printed, facts, told):
    assert "Not in force" not in printed(make_licence(examiner))
    assert told in printed(make_licence(examiner, **facts))


@pytest.mark.parametrize(
    ("set_to", "site"),
    [("https://cases.example.gov", "https://cases.example.gov"), ("", "http://localhost:8000")],
)
def test_the_code_leads_where_the_installation_says_and_never_where_a_request_does(
    make_licence, examiner, app, monkeypatch, set_to, site
):
    licence = make_licence(examiner)
    settings = replace(app.config["SETTINGS"], address=set_to, host="127.0.0.1", port=8000)
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    with app.test_request_context(headers={"Host": "evil.example"}), acting_as(examiner):
        address = check_address(licence)

    assert address == f"{site}/check/atf?number={licence.number}"


def test_a_licence_that_may_not_be_disclosed_leads_to_no_check(make_licence, examiner, printed):
    licence = make_licence(examiner, number="1-59-043-03-9C-10078", type="03")

    text = printed(licence)

    assert licence.number in text
    assert "/check/" not in text
    assert "LAW ENFORCEMENT SENSITIVE" in text


def test_what_the_pack_no_longer_has_is_not_certified(make_licence, examiner, browser):
    licence = make_licence(examiner)
    with acting_as(examiner):
        fetch(Licence, licence.id).scheme = "tobacco"
        flush()

    answer = browser(examiner).get(f"/registry/licences/{licence.id}/certificate.pdf")

    assert answer.status_code == 409
    assert "The scheme tobacco is no longer in the pack" in answer.text


def test_it_is_an_accessible_pdf_of_one_page(make_licence, examiner, browser):
    licence = make_licence(examiner, "N" * 120, trade_name="T" * 120, street="S" * 120)

    answer = browser(examiner).get(f"/registry/licences/{licence.id}/certificate.pdf")

    with pikepdf.open(io.BytesIO(answer.data)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked


def test_printing_is_a_reading_that_the_audit_has(make_licence, examiner, printed, as_superuser):
    licence = make_licence(examiner)

    printed(licence)

    told = (
        "SELECT count(*) FROM casemgr.audit_event WHERE object_id = %s AND action LIKE '%%read%%'"
    )
    assert as_superuser(told.replace("%s", f"'{licence.id}'")) == [(1,)]


def test_who_may_not_read_the_registry_prints_nothing(make_licence, examiner, make_person, browser):
    licence = make_licence(examiner)
    auditor = make_person("atf", "auditor")
    assert Permission.REGISTRY_READ not in auditor.permissions

    answer = browser(auditor).get(f"/registry/licences/{licence.id}/certificate.pdf")

    assert answer.status_code == 403
