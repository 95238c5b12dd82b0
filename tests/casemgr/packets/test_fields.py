"""Which of the agency's own fields a packet and a report print."""

from dataclasses import replace

import pytest

from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.wording import field_groups
from casemgr.reports.content import content_of
from casemgr.reports.models import Report


@pytest.fixture
def investigator(make_person):
    return make_person("dea", "diversion_investigator")


@pytest.fixture
def change(use_fields):
    """Change fields of the agency's subjects or reports for one test."""

    def make(subject, **changes):
        use_fields("dea", subject, lambda one: replace(one, **changes.get(one.name, {})))

    return make


@pytest.fixture
def printed(make_case, make_subject, investigator, acting):
    case = make_case(investigator, case_type="diversion")
    held = {
        "further_registrations": [{"number": "BM9990020", "expires_on": "2027-01-31"}],
        "custody_status": "at_large",
        "arrested_on": "2026-01-01",
        "naddis_number": "8841207",
    }
    subject = make_subject(case, investigator, fields=held)

    def words():
        with acting(investigator):
            found = fetch(Case, case.id)
            row = fetch(CaseSubject, subject.id)
            groups = field_groups("subject", row, found, Names(found), kinds=["subject"])
        return dict(pair for _, pairs in groups for pair in pairs)

    return words


def test_a_packet_prints_rows_and_leaves_out_what_does_not_apply(printed):
    told = printed()

    assert told["Further registrations"] == (
        "Registration number BM9990020, Expires on Jan 31, 2027"
    )
    assert told["Custody"] == "At large"
    assert "Arrested on" not in told


def test_a_packet_prints_the_sensitive_where_its_profile_says_so(printed, use_pack):
    assert printed()["NADDIS number"] == "8841207"

    use_pack("dea", lambda pack: replace(pack, packet=replace(pack.packet, sensitive=())))

    assert "NADDIS number" not in printed()


def test_a_packet_never_prints_what_a_compartment_guards(printed, change):
    change("subject", naddis_number={"compartment": "informant"})

    assert "NADDIS number" not in printed()


def test_a_report_says_nothing_of_its_sensitive_fields(
    make_case, make_report, investigator, acting, change
):
    case = make_case(investigator, case_type="diversion")
    report = make_report(
        case, investigator, fields={"location": "The vault", "other_officers": "X"}
    )
    change("report", location={"sensitive": True})

    with acting(investigator):
        told = content_of(fetch(Report, report.id))["fields"]

    assert [one["name"] for one in told] == ["other_officers"]
