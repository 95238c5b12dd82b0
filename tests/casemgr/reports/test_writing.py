"""Writing reports: what a draft holds, who may change it, what is refused."""

import uuid
from datetime import date, timedelta

import pytest

from casemgr.cases.models import Case
from casemgr.clock import today
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotAllowed
from casemgr.reports import services
from casemgr.reports.models import Report
from casemgr.reports.queries import list_mentions
from casemgr.reports.services import may_edit

FACTS = {"report_type": "surveillance", "title": "A meeting", "event_on": date(2026, 3, 21)}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["grand_jury"])


@pytest.fixture
def case(make_case, agent):
    return make_case(agent)


def names(report):
    return [mention.party.name for mention in list_mentions(report)]


def test_an_agent_writes_a_draft_that_names_parties_of_the_case(
    acting, agent, case, make_subject, make_party
):
    seller = make_subject(case, agent, party=make_party(agent, "Hutchens", "Dale"))

    with acting(agent):
        report = services.write_report(
            fetch(Case, case.id),
            **FACTS,
            parties=[seller.party_id],
            disclosure=["jencks"],
            by=agent,
        )

        assert (report.state, report.number, report.disclosure) == ("draft", None, ["jencks"])
        assert names(report) == ["Dale Hutchens"]


def test_a_person_whom_an_answer_names_is_mentioned_without_being_typed_again(
    acting, agent, case, make_party
):
    dealer = make_party(agent, "Whitfield", "Lorna")

    with acting(agent):
        report = services.write_report(
            fetch(Case, case.id),
            **FACTS | {"report_type": "interview"},
            fields={"person_interviewed": str(dealer.id)},
            by=agent,
        )

        assert names(report) == ["Lorna Whitfield"]


def test_reworking_a_draft_changes_whom_it_names(acting, agent, case, make_report, make_party):
    first, second = make_party(agent, "First"), make_party(agent, "Second")
    draft = make_report(case, agent, parties=[first.id])

    with acting(agent):
        report = fetch(Report, draft.id)
        services.update_report(report, **FACTS, parties=[second.id], by=agent)

        assert names(report) == ["Ann Second"]
        assert report.row_version > draft.row_version


def test_a_report_on_a_restricted_case_is_restricted_like_it(acting, agent, make_case):
    case = make_case(agent, compartments=["grand_jury"])

    with acting(agent):
        report = services.write_report(fetch(Case, case.id), **FACTS, by=agent)

        assert (report.compartments, report.disclosure) == (["grand_jury"], ["grand_jury"])


def test_a_restriction_is_added_to_a_draft_with_all_that_hangs_on_it(
    acting, agent, case, make_report, make_party, as_superuser
):
    draft = make_report(case, agent, parties=[make_party(agent).id])
    with acting(agent):
        services.add_comment(fetch(Report, draft.id), "Mark it 6(e).", by=agent)

    with acting(agent):
        report = fetch(Report, draft.id)
        services.update_report(report, **FACTS, compartments=["grand_jury"], by=agent)
        services.update_report(report, **FACTS, compartments=[], by=agent)

        assert report.compartments == ["grand_jury"]
    for table, key in (("report_mention", "report_id"), ("workflow_instance", "subject_id")):
        found = as_superuser(f"SELECT compartments FROM casemgr.{table} WHERE {key} = %s", draft.id)
        assert all(row == (["grand_jury"],) for row in found)


REFUSED = {
    "no such type": {"report_type": "poem"},
    "a day to come": {"event_on": today() + timedelta(days=2)},
    "a tier that is a compartment, without the compartment": {"disclosure": ["grand_jury"]},
    "a compartment that the author does not hold": {"compartments": ["informant"]},
    "a party that is not there": {"parties": [uuid.uuid4()]},
}


@pytest.mark.parametrize("facts", REFUSED.values(), ids=REFUSED.keys())
def test_a_report_is_refused_with(acting, agent, case, facts):
    with acting(agent), pytest.raises(Invalid):
        services.write_report(fetch(Case, case.id), **FACTS | facts, by=agent)


def test_a_report_does_not_reveal_a_party_that_is_more_restricted(
    acting, agent, case, make_subject, make_party
):
    witness = make_party(agent)
    make_subject(case, agent, party=witness, role="source", compartments=["grand_jury"])

    with acting(agent), pytest.raises(Invalid, match="Grand jury"):
        services.write_report(fetch(Case, case.id), **FACTS, parties=[witness.id], by=agent)


def test_the_case_agent_and_the_team_rework_a_colleagues_draft_but_nobody_else(
    acting, agent, case, make_person, make_member, make_report
):
    author, member, outsider = (make_person("atf", "case_agent") for _ in range(3))
    for colleague in (author, member):
        make_member(case, agent, colleague)
    draft = make_report(case, author)

    for person, may in ((author, True), (agent, True), (member, True), (outsider, False)):
        with acting(person):
            assert may_edit(fetch(Report, draft.id), person) is may


def test_one_who_approves_reports_does_not_rework_those_of_others(
    acting, agent, case, make_person, make_member, make_report
):
    supervisor = make_person("atf", "group_supervisor")
    make_member(case, agent, supervisor, "supervisor")
    draft, own = make_report(case, agent), make_report(case, supervisor)

    with acting(supervisor):
        assert may_edit(fetch(Report, own.id), supervisor)
        with pytest.raises(NotAllowed):
            services.update_report(fetch(Report, draft.id), **FACTS, by=supervisor)


def test_a_report_under_review_lies_still(acting, agent, case, make_report_in_review):
    report = make_report_in_review(case, agent)

    with acting(agent), pytest.raises(Conflict):
        services.update_report(fetch(Report, report.id), **FACTS, by=agent)


def test_a_returned_report_is_reworked_and_submitted_again(
    acting, agent, case, make_person, make_returned_report, take_report_step
):
    report = make_returned_report(case, agent, make_person("atf", "group_supervisor"))

    with acting(agent):
        services.update_report(fetch(Report, report.id), **FACTS, narrative="Better.", by=agent)

    assert take_report_step(report, "submit_report", agent).state == "review"


def test_nothing_is_reported_on_a_closed_case(acting, agent, case, as_superuser):
    as_superuser('UPDATE casemgr."case" SET closed_on = now() WHERE id = %s', case.id)

    with acting(agent), pytest.raises(Conflict):
        services.write_report(fetch(Case, case.id), **FACTS, by=agent)
