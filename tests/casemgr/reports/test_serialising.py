"""Approval: number, hash and PDF at once, and from then on the database refuses any change."""

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from casemgr.cases.models import Case
from casemgr.database.context import sign
from casemgr.database.installation import addresses, connect_directly, context_key
from casemgr.database.rows import fetch
from casemgr.documents.storage import FileChanged, Store
from casemgr.errors import Conflict
from casemgr.reports import services
from casemgr.reports.models import Report
from casemgr.workflows.services import StepRefused, offered_steps, take_step
from tests.casemgr.documents.samples import text_of

NAUGHTY = (
    "<script>alert('x')</script> & <b>bold</b> {{ 7 * 7 }} %s\n\n"
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u200f\u202e abc \u2066\n\n"
    "Ω≈ç√∫ \ufdfd \U0001f469\U0001f3fd\u200d\U0001f4bb😀 𝒳 Ṱ̺̺̕o͞ \u200b\ufeff 田中さん \ufffe\n\n"
    "'; DROP TABLE report; -- ../../etc/passwd $(id) `id` {0}"
)


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor", name="Ruth Okafor")


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Daniel Reyes")


@pytest.fixture
def case(make_case, agent, supervisor):
    return make_case(agent, "The gun-show trader", state="active", supervisor=supervisor)


def stored(settings, report, sha256):
    with Store(settings.files).open(report.tenant_id, sha256) as file:
        return file.read()


def test_an_approved_report_has_a_number_a_hash_and_a_stored_pdf(
    settings, agent, supervisor, case, make_approved_report
):
    report = make_approved_report(case, agent, supervisor)

    said = stored(settings, report, report.content_sha256)
    pdf = stored(settings, report, report.pdf_sha256)
    assert (report.number, report.state, report.serialised_by) == (1, "approved", supervisor.id)
    assert hashlib.sha256(said).hexdigest() == report.content_sha256
    assert json.loads(said)["approved"]["name"] == "Ruth Okafor"
    assert json.loads(said)["narrative"] == report.narrative
    assert hashlib.sha256(pdf).hexdigest() == report.pdf_sha256
    assert report.pages == 1


def test_the_pdf_says_what_was_written_and_who_signed(
    settings, agent, supervisor, case, make_party, make_subject, make_approved_report
):
    seller = make_subject(case, agent, party=make_party(agent, "Hutchens", "Dale"))
    report = make_approved_report(
        case, agent, supervisor, title="Undercover purchase", parties=[seller.party_id]
    )

    text = text_of(stored(settings, report, report.pdf_sha256))

    told = ("Undercover purchase", case.number, "two pistols", "Dale Hutchens", "Daniel Reyes")
    for words in (*told, "Ruth Okafor", "Mar 21, 2026", report.content_sha256[:16], "INDEXING"):
        assert words.casefold() in text.casefold()


def test_whatever_is_typed_is_printed_as_text(
    settings, agent, supervisor, case, make_approved_report
):
    report = make_approved_report(case, agent, supervisor, narrative=NAUGHTY)

    text = text_of(stored(settings, report, report.pdf_sha256))

    for words in ("<script>alert('x')</script>", "<b>bold</b>", "{{ 7 * 7 }}", "DROP TABLE"):
        assert words in text
    assert "4." in text


def test_a_report_of_many_pages_is_approved(agent, supervisor, case, make_approved_report):
    long = "\n\n".join(f"Paragraph about lead {number}. " * 12 for number in range(150))

    assert make_approved_report(case, agent, supervisor, narrative=long).pages > 10


def test_approvals_at_the_same_moment_give_numbers_without_a_gap(
    app, agent, supervisor, case, make_person, make_report_in_review, take_report_step
):
    reports = [make_report_in_review(case, agent) for _ in range(4)]
    together = threading.Barrier(2)

    def approve(pair):
        with app.app_context():
            together.wait()
            return [take_report_step(one, "approve_report", supervisor).number for one in pair]

    with ThreadPoolExecutor(2) as pool:
        given = [
            number for pair in pool.map(approve, (reports[:2], reports[2:])) for number in pair
        ]

    assert sorted(given) == [1, 2, 3, 4]


def test_an_approval_that_fails_gives_its_number_to_the_next(
    monkeypatch, agent, supervisor, case, make_report_in_review, take_report_step
):
    report = make_report_in_review(case, agent)
    printing = "casemgr.reports.services.serialising.print_report"
    with monkeypatch.context() as broken:
        broken.setattr(printing, lambda *said: (_ for _ in ()).throw(Conflict("no paper")))
        with pytest.raises(Conflict, match="no paper"):
            take_report_step(report, "approve_report", supervisor)

    assert take_report_step(report, "approve_report", supervisor).number == 1


def test_each_case_counts_its_own_reports(agent, supervisor, case, make_case, make_approved_report):
    other = make_case(agent, state="active", supervisor=supervisor)

    numbers = [make_approved_report(one, agent, supervisor).number for one in (case, other, case)]

    assert numbers == [1, 1, 2]


@pytest.fixture
def as_app(settings, agent):
    """A connection as the application's own role with the agent's context, as an attacker has."""
    with connect_directly(addresses(settings).app) as connection:
        token = sign(context_key(settings), agent.actor(), connection.info.backend_pid)
        connection.execute("SELECT set_config('app.context', %s, false)", (token,))
        yield connection


CHANGES = {
    "the narrative": "UPDATE casemgr.report SET narrative = 'x' WHERE id = %(report)s",
    "its state": "UPDATE casemgr.report SET state = 'draft' WHERE id = %(report)s",
    "its approval": "UPDATE casemgr.report SET serialised_at = NULL WHERE id = %(report)s",
    "its being there": "DELETE FROM casemgr.report WHERE id = %(report)s",
    "a name away": "DELETE FROM casemgr.report_mention WHERE report_id = %(report)s",
    "a name": "UPDATE casemgr.report_mention SET party_id = %(party)s WHERE report_id = %(report)s",
    "a name added": (
        "INSERT INTO casemgr.report_mention (tenant_id, id, report_id, case_id, party_id,"
        " compartments) VALUES (1, gen_random_uuid(), %(report)s, %(case)s, %(party)s, '{}')"
    ),
    "a comment": "UPDATE casemgr.report_comment SET text = 'x' WHERE report_id = %(report)s",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_to_change(
    change, as_app, acting, agent, supervisor, case, make_party, make_report_in_review,
    take_report_step,
):  # fmt: skip
    first, second = make_party(agent), make_party(agent)
    report = make_report_in_review(case, agent, parties=[first.id])
    with acting(supervisor):
        services.add_comment(fetch(Report, report.id), "Good.", by=supervisor)
    take_report_step(report, "approve_report", supervisor)

    refused = (psycopg.errors.IntegrityError, psycopg.errors.InsufficientPrivilege)
    with pytest.raises(refused):
        as_app.execute(change, {"report": report.id, "party": second.id, "case": case.id})


def test_a_file_that_was_changed_in_the_store_is_not_shown(
    settings, acting, agent, supervisor, case, make_approved_report
):
    report = make_approved_report(case, agent, supervisor)
    path = Store(settings.files).path(report.tenant_id, report.pdf_sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")

    with acting(agent), pytest.raises(FileChanged):
        services.pdf_of(fetch(Report, report.id))


def test_an_author_never_approves_their_own_report(
    supervisor, case, make_report_in_review, take_report_step
):
    report = make_report_in_review(case, supervisor)

    with pytest.raises(StepRefused, match="somebody else must approve"):
        take_report_step(report, "approve_report", supervisor)


def test_a_report_without_a_narrative_is_not_submitted(acting, agent, case, make_report):
    draft = make_report(case, agent, narrative="  ")

    with acting(agent):
        report = fetch(Report, draft.id)
        with pytest.raises(StepRefused, match="Write the narrative"):
            take_step(report, "submit_report", by=agent)


def test_a_report_waits_for_the_number_of_its_case(
    acting, agent, supervisor, make_case, make_report_in_review
):
    report = make_report_in_review(make_case(agent), agent)

    with acting(supervisor):
        offered = {step.name: step for step in offered_steps(fetch(Report, report.id), supervisor)}

    assert "opening" in offered["approve_report"].unmet[0].text


def test_a_case_is_referred_only_when_its_reports_are_approved_or_withdrawn(
    acting, agent, case, make_report, take_report_step
):
    from casemgr.reports.rules import all_reports_approved

    draft, given_up = make_report(case, agent), make_report(case, agent)
    take_report_step(given_up, "withdraw_report", agent, reason="Written twice.")

    with acting(agent):
        missing = all_reports_approved(fetch(Case, case.id), agent)

    assert [one.arguments["report_id"] for one in missing] == [draft.id]


def test_a_correction_points_back_and_both_are_in_the_record(
    settings, acting, agent, supervisor, case, make_approved_report
):
    wrong = make_approved_report(case, agent, supervisor)
    right = make_approved_report(case, agent, supervisor, corrects=wrong, title="Correction")

    said = json.loads(stored(settings, right, right.content_sha256))

    assert said["corrects"]["content_sha256"] == wrong.content_sha256
    assert (right.number, right.corrects_id) == (2, wrong.id)


def test_a_supervisor_returns_a_report_with_comments(
    acting, agent, supervisor, case, make_returned_report
):
    report = make_returned_report(case, agent, supervisor, reason="Say who was there.")

    with acting(agent):
        from casemgr.reports.queries import list_returned

        assert [one.id for one in list_returned(agent)] == [report.id]


def test_report_is_called_by_its_number_as_the_agency_writes_it(
    make_person, make_case, make_approved_report
):
    agent, head = (
        make_person("fbi", role) for role in ("case_agent", "assistant_special_agent_in_charge")
    )
    case = make_case(agent, state="active", supervisor=head)

    first, second = (make_approved_report(case, agent, head) for _ in range(2))

    assert (first.number, first.label) == (1, f"Report {case.number}-1")
    assert (second.number, second.label) == (2, f"Report {case.number}-2")


def test_report_from_before_is_called_by_its_count():
    assert Report(number=7, title="Search").label == "Report 7"
    assert Report(title="Search").label == "Draft “Search”"
