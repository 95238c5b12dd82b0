"""The pages of reports: writing, reviewing, paper, and the words for what stands in the way."""

import re
from datetime import date

import pytest

from casemgr.database.rows import fetch
from casemgr.reports import services
from casemgr.reports.models import Report

SENT = {
    "report_type": "surveillance",
    "title": "Surveillance of the north entrance",
    "event_on": "2026-03-21",
    "narrative": "He arrived at 10:15.\r\n\r\nHe left at 10:58.",
}


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor", name="Ruth Okafor")


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Daniel Reyes")


@pytest.fixture
def case(make_case, agent, supervisor):
    return make_case(agent, "The gun-show trader", state="active", supervisor=supervisor)


def version_on(page):
    return re.search(r'name="row_version" value="(\d+)"', page.text)[1]


def test_an_agent_writes_a_report_in_the_browser(browser, agent, case):
    page = f"/cases/{case.id}/reports/new?type=surveillance"

    answer = browser(agent).send(page, page, **SENT)

    shown = browser(agent).get(answer.headers["Location"]).text
    assert answer.status_code == 302
    assert "Surveillance of the north entrance" in shown
    assert 'class="paragraph-number">2.</span><p dir="ltr">He left at 10:58.</p>' in shown


def test_the_type_is_chosen_first_and_decides_what_is_asked(browser, agent, case):
    page = f"/cases/{case.id}/reports/new"

    types, interview = (browser(agent).get(page + more).text for more in ("", "?type=interview"))

    assert "Firearms trace results" in types
    assert "Person interviewed" in interview
    assert "Basis of the search" not in interview


def test_what_was_typed_stays_when_something_is_missing(browser, agent, case):
    page = f"/cases/{case.id}/reports/new?type=interview"

    answer = browser(agent).send(page, page, **SENT | {"report_type": "interview", "title": ""})

    assert answer.status_code == 422
    assert "He arrived at 10:15." in answer.text
    assert "Person interviewed is needed." in answer.text
    assert "Give the report a title." in answer.text


def test_another_type_asks_its_own_questions_on_saving(browser, agent, case, make_report):
    report = make_report(case, agent)
    page = f"/reports/{report.id}/edit"

    answer = browser(agent).send(page, page, **SENT | {"report_type": "search"})

    assert answer.status_code == 422
    assert "Basis of the search is needed." in answer.text


def test_the_second_to_save_is_shown_both_texts(browser, acting, agent, case, make_report):
    draft = make_report(case, agent, narrative="He sold two pistols.")
    page, me = f"/reports/{draft.id}/edit", browser(agent)
    opened = version_on(me.get(page))
    with acting(agent):
        facts = {"event_on": date(2026, 3, 21), "report_type": "surveillance"}
        report = fetch(Report, draft.id)
        services.update_report(
            report, title=draft.title, narrative="He sold three pistols.", **facts, by=agent
        )

    mine = SENT | {"title": draft.title, "narrative": "He sold two revolvers."}
    answer = me.send(page, page, **mine, row_version=opened)

    assert answer.status_code == 409
    assert "<del>three pistols.</del>" in answer.text
    assert "<ins>two revolvers.</ins>" in answer.text
    assert "He sold two revolvers.</textarea>" in answer.text
    again = me.send(page, page, **mine, row_version=version_on(answer))
    assert again.status_code == 302


def test_text_typed_while_the_report_went_to_review_is_not_lost(
    browser, agent, case, make_report_in_review
):
    report = make_report_in_review(case, agent)

    answer = browser(agent).send(f"/reports/{report.id}/edit", "/me", **SENT)

    assert answer.status_code == 409
    assert "He arrived at 10:15." in answer.text
    assert "can no longer be changed" in answer.text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7*7 }}", "'\";--", "𝒳👩🏽‍💻 田中さん", "﷽" * 2000]
)
def test_any_text_is_shown_as_it_was_typed(browser, agent, case, text):
    from markupsafe import escape

    page = f"/cases/{case.id}/reports/new?type=surveillance"

    answer = browser(agent).send(page, page, **SENT | {"title": text[:200], "narrative": text})

    shown = browser(agent).get(answer.headers["Location"]).text
    assert str(escape(text)) in shown
    assert "<script>alert" not in shown


def test_a_character_that_no_record_can_hold_is_named(browser, agent, case):
    page = f"/cases/{case.id}/reports/new?type=surveillance"

    answer = browser(agent).send(page, page, **SENT | {"narrative": "a\x00b"})

    assert answer.status_code == 422
    assert "Character 2 cannot be stored" in answer.text


def test_a_narrative_of_two_hundred_thousand_letters_is_kept_and_a_longer_one_shown_again(
    browser, agent, case
):
    page, me = f"/cases/{case.id}/reports/new?type=surveillance", browser(agent)

    kept = me.send(page, page, **SENT | {"narrative": "字" * 200_000})
    refused = me.send(page, page, **SENT | {"narrative": "x" * 200_001})

    assert kept.status_code == 302
    assert refused.status_code == 422
    assert "x" * 200_001 in refused.text


def test_a_report_goes_from_draft_to_the_record_in_the_browser(
    browser, agent, supervisor, case, make_report
):
    report = make_report(case, agent)
    page = f"/reports/{report.id}"

    for person, step in ((agent, "submit_report"), (supervisor, "approve_report")):
        me = browser(person)
        answer = me.send(f"{page}/steps", page, step=step, row_version=version_on(me.get(page)))
        assert answer.status_code == 302

    shown = browser(agent).get(page).text
    assert "Report 1: " in shown
    assert "Open the PDF" in shown


def test_a_step_that_is_refused_keeps_the_reason_that_was_typed(
    browser, agent, supervisor, case, make_report
):
    report = make_report(case, agent)

    answer = browser(supervisor).send(
        f"/reports/{report.id}/steps", "/me", step="return_report", reason="Say who was there."
    )

    assert answer.status_code == 409
    assert "Say who was there." in answer.text


def test_a_supervisor_comments_on_a_draft_and_the_author_reads_it(
    browser, agent, supervisor, case, make_report_in_review
):
    report = make_report_in_review(case, agent)
    page = f"/reports/{report.id}"

    browser(supervisor).send(f"{page}/comments", page, text="Who was <there>?")

    assert "Who was &lt;there&gt;?" in browser(agent).get(page).text


def test_a_returned_report_tells_its_author_what_is_asked(
    browser, agent, supervisor, case, make_returned_report
):
    report = make_returned_report(case, agent, supervisor, reason="Name the officers.")

    page, work = (browser(agent).get(at).text for at in (f"/reports/{report.id}", "/work/"))

    assert "Returned by Ruth Okafor" in page
    assert "Name the officers." in page
    assert "Reports returned to me" in work
    assert report.title in work


def test_a_supervisor_finds_reports_to_approve_in_their_work(
    browser, agent, supervisor, case, make_report_in_review
):
    report = make_report_in_review(case, agent)

    assert report.title in browser(supervisor).get("/work/").text


def test_somebody_of_the_name_index_is_added_to_a_draft(
    browser, agent, case, make_report, make_party
):
    report, dealer = make_report(case, agent), make_party(agent, "Whitfield", "Lorna")
    page = f"/reports/{report.id}/people/add?q=whit"

    found = browser(agent).get(page).text
    answer = browser(agent).send(page, page, party_id=str(dealer.id))

    assert "Lorna Whitfield" in found
    assert answer.status_code == 302
    assert "Lorna Whitfield" in browser(agent).get(f"/reports/{report.id}").text
    assert report.title in browser(agent).get(f"/parties/{dealer.id}").text


@pytest.mark.parametrize("chosen", ["", "nobody", "0198c0de-0000-7000-8000-000000000000"])
def test_choosing_nobody_is_answered_in_words(browser, agent, case, make_report, chosen):
    page = f"/reports/{make_report(case, agent).id}/people/add"

    assert browser(agent).send(page, page, party_id=chosen).status_code in (404, 422)


def test_the_list_of_a_case_is_filtered_and_sorted(
    browser, agent, supervisor, case, make_report, make_approved_report
):
    make_approved_report(case, agent, supervisor, title="In the record")
    make_report(case, agent, title="Still a draft")
    at = f"/cases/{case.id}/reports"

    everything, drafts = (browser(agent).get(at + q).text for q in ("?sort=title", "?state=draft"))

    assert everything.index("In the record") < everything.index("Still a draft")
    assert "In the record" not in drafts
    assert "Nothing matches" in browser(agent).get(f"{at}?report_type=closing").text


def test_a_correction_is_shown_from_both_sides(
    browser, agent, supervisor, case, make_approved_report
):
    wrong = make_approved_report(case, agent, supervisor)
    page = f"/reports/{wrong.id}/correct"

    answer = browser(agent).send(page, page, **SENT)

    right = answer.headers["Location"]
    assert f'href="/reports/{wrong.id}"' in browser(agent).get(right).text
    assert f'href="{right}"' in browser(agent).get(f"/reports/{wrong.id}").text


def test_a_draft_is_not_corrected_but_edited(browser, agent, case, make_report):
    report = make_report(case, agent)

    assert browser(agent).get(f"/reports/{report.id}/correct").status_code == 409


def test_the_pdf_is_sent_under_a_policy_of_its_own_and_its_reading_is_noted(
    browser, agent, supervisor, case, make_approved_report, as_superuser
):
    report = make_approved_report(case, agent, supervisor)

    answer = browser(supervisor).get(f"/reports/{report.id}/report.pdf")

    noted = as_superuser(
        "SELECT count(*) FROM casemgr.audit_event WHERE action = 'read' AND object_id = %s"
        " AND actor_id = %s",
        report.id,
        supervisor.id,
    )
    assert answer.data.startswith(b"%PDF-")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert noted[0][0] >= 1


def test_a_draft_is_shown_as_a_pdf_that_says_so(browser, agent, case, make_report):
    from tests.casemgr.documents.samples import text_of

    report = make_report(case, agent)

    draft, final = (
        browser(agent).get(f"/reports/{report.id}/{name}.pdf") for name in ("draft", "report")
    )

    assert "not part of the record" in text_of(draft.data)
    assert final.status_code == 404


def test_counsel_reads_reports_of_the_record_and_no_drafts(
    browser, make_person, agent, supervisor, case, make_report, make_approved_report
):
    counsel = browser(make_person("atf", "agency_counsel"))
    final = make_approved_report(case, agent, supervisor, title="In the record")
    draft = make_report(case, agent, title="Still a draft")

    listed = counsel.get(f"/cases/{case.id}/reports").text

    assert "In the record" in listed
    assert "Still a draft" not in listed
    assert counsel.get(f"/reports/{final.id}").status_code == 200
    for at in ("", "/draft.pdf", "/edit"):
        assert counsel.get(f"/reports/{draft.id}{at}").status_code in (403, 404)


def test_reports_stand_in_the_timeline_of_their_case(
    browser, agent, supervisor, case, make_approved_report
):
    make_approved_report(case, agent, supervisor, title="Undercover purchase")

    shown = browser(agent).get(f"/cases/{case.id}/timeline").text

    assert "Undercover purchase" in shown
    assert "Report 1 approved" in shown


def test_also_answers_and_choices_that_differ_are_shown(
    browser, acting, agent, case, make_report, make_subject, make_party
):
    subject = make_subject(case, agent, party=make_party(agent, "Pruitt", "Marcy"))
    draft = make_report(case, agent, report_type="search", fields={"search_basis": "warrant"})
    page, me = f"/reports/{draft.id}/edit", browser(agent)
    opened = version_on(me.get(page))
    with acting(agent):
        report = fetch(Report, draft.id)
        facts = ("search", draft.title, draft.event_on)
        changed = {
            "narrative": draft.narrative,
            "fields": {"search_basis": "consent"},
            "parties": [subject.party_id],
        }
        services.update_report(report, *facts, **changed, by=agent)

    typed = {"report_type": "search", "field_search_basis": "warrant"}
    answer = me.send(page, page, **SENT | typed, row_version=opened)

    assert answer.status_code == 409
    assert "<del>Consent</del><ins>Warrant</ins>" in answer.text
    assert "<del>Marcy Pruitt (subject)</del>" in answer.text


def test_a_writer_without_the_name_index_is_not_shown_it_by_way_of_a_report(
    browser, make_person, make_case, make_member, make_report, make_party
):
    agent, chemist = make_person("dea", "case_agent"), make_person("dea", "forensic_chemist")
    case = make_case(agent)
    make_member(case, agent, chemist)
    make_party(agent, "Whitfield", "Lorna")
    report = make_report(case, chemist)
    desk = browser(chemist)

    refused = desk.get(f"/reports/{report.id}/people/add?q=whit")

    assert refused.status_code == 403
    assert "Whitfield" not in refused.text
    assert "/people/add" not in desk.get(f"/reports/{report.id}").text
