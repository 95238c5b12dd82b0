"""The pages: cases are chosen in the list, the change is tried, made, stopped and told of."""

import re

import pytest

from casemgr.cases.models import Case
from casemgr.database.rows import fetch

SET = "/cases/bulk/new?state=active&what=step.suspend"


@pytest.fixture
def client(browser, supervisor):
    return browser(supervisor)


@pytest.fixture
def tried(client, worker):
    """Ask for a change as the form does and have it tried; return where it is shown."""

    def ask(address, **entries):
        answer = client.send(address, **entries)
        assert answer.status_code == 302, answer.text
        worker.run_all()
        return answer.headers["Location"]

    return ask


def test_the_list_offers_boxes_and_the_change_to_those_who_may(client, browser, agent, make_cases):
    [case] = make_cases(1)

    mine, theirs = client.get("/cases/?state=active").text, browser(agent).get("/cases/").text

    assert f'name="case" value="{case.id}" form="chosen"' in mine
    assert "/cases/bulk/new?state=active" in mine
    assert "/cases/bulk" not in theirs
    assert browser(agent).get("/cases/bulk/new").status_code == 403


def test_the_page_counts_what_the_filters_leave_and_offers_what_the_role_may(client, make_cases):
    make_cases(2)

    page = client.get("/cases/bulk/new?state=active").text

    assert "Change 2 investigations" in page
    assert "what=step.suspend" in page
    assert "what=step.record_review" in page
    assert "step.prepare_referral" not in page
    assert "step.approve_opening" not in page
    assert "what=field.priority" in page
    assert "what=fact.venue" in page
    assert "what=agent" in page
    assert "title" not in re.findall(r"what=(?:fact|field)\.(\w+)", page)


def test_ticked_cases_alone_are_changed_and_none_ticked_is_no_set(
    client, make_cases, tried, states
):
    cases = make_cases(3)

    none = client.get("/cases/bulk/new?ticked=1").text
    shown = client.get(
        tried(f"/cases/bulk/new?ticked=1&case={cases[1].id}&what=step.record_review")
    )

    assert "Nothing is chosen" in none
    assert "Do it: change 1 investigation" in shown.text
    assert cases[1].number in shown.text
    assert cases[0].number not in shown.text


def test_a_filter_that_cannot_be_read_widens_no_set(client, make_cases):
    make_cases(1)

    answer = client.get("/cases/bulk/new?opened_from=yesterday&what=step.suspend")

    assert answer.status_code == 422
    assert "A filter of the list cannot be read" in answer.text
    assert client.get("/cases/bulk/new?ticked=1&case=nonsense").status_code == 404


def test_a_needed_reason_and_value_are_asked_for_and_what_was_typed_is_kept(client, make_cases):
    make_cases(1)

    reason = client.send(SET)
    value = client.send(
        "/cases/bulk/new?what=field.loss_amount", how="set", field_loss_amount="lots"
    )
    empty = client.send("/cases/bulk/new?what=field.priority", how="set")
    needed = client.send("/cases/bulk/new?what=field.source_of_case", how="clear")

    assert {one.status_code for one in (reason, value, empty, needed)} == {422}
    assert "Say why." in reason.text
    assert 'value="lots"' in value.text
    assert "Enter the value, or choose to clear the field." in empty.text
    assert "so it cannot be cleared" in needed.text


def test_the_change_is_shown_tried_made_and_told_of(
    client, make_cases, make_case, agent, tried, worker, states
):
    cases = [*make_cases(2), make_case(agent)]
    shown = client.get(tried("/cases/bulk/new?what=step.suspend", reason="Closed")).text
    place = client.get("/cases/bulk/").text.split('href="/cases/bulk/')[1].split('"')[0]
    assert "Nothing has been changed yet" in shown
    assert "possible only from Active" in shown

    client.send(f"/cases/bulk/{place}/make")
    going = client.get(f"/cases/bulk/{place}").text
    worker.run_all()
    done = client.get(f"/cases/bulk/{place}?outcome=changed").text

    assert "Stop" in going
    assert f'hx-get="/cases/bulk/{place}/progress"' in going
    assert cases[0].number in done
    assert "What became of each" in done
    assert client.get(f"/cases/bulk/{place}/progress").headers["HX-Refresh"] == "true"
    assert states(cases) == ["suspended", "suspended", "draft"]


def test_a_value_is_set_through_the_control_of_its_field(
    client, make_cases, tried, worker, acting, supervisor
):
    [case] = make_cases(1)
    place = tried("/cases/bulk/new?what=field.priority", how="set", field_priority="elevated")
    client.send(f"{place}/make")
    worker.run_all()

    with acting(supervisor):
        assert fetch(Case, case.id).fields == {"priority": "elevated"}
    assert "Priority: Elevated" in client.get(place).text


def test_results_are_given_out_as_a_table_that_runs_nothing(client, make_cases, tried):
    make_cases(1, title="=HYPERLINK(1)")
    place = tried("/cases/bulk/new?what=step.record_review")

    answer = client.get(f"{place}/results.csv")

    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines()[0] == "Number,Title,Result,Reasons"
    assert ",'=HYPERLINK(1),Would be changed," in answer.text


def test_the_same_form_sent_twice_asks_for_one_change(client, make_cases, as_superuser):
    make_cases(1)
    key = "0198c0de-0000-4000-8000-000000000001"

    first = client.send(SET, reason="Closed", form_key=key)
    second = client.send(SET, reason="Closed", form_key=key)

    assert first.headers["Location"] == second.headers["Location"]
    assert as_superuser("SELECT count(*) FROM casemgr.bulk_change") == [(1,)]


def test_rows_are_filtered_by_the_reason_of_one_of_them(
    client, make_cases, make_case, agent, tried
):
    opened, draft = make_cases(1)[0], make_case(agent, "Only a draft")
    place = tried("/cases/bulk/new?what=step.suspend", reason="Closed")
    like = re.search(r"like=(\d+)", client.get(place).text)[1]

    page = client.get(f"{place}?like={like}").text.split('id="rows"')[1]

    assert draft.title in page
    assert opened.number not in page


def test_a_restricted_case_is_in_no_count_and_no_page(client, make_case, make_person, make_cases):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    hidden = make_case(cleared, compartments=["grand_jury"])
    make_cases(1)

    assert "Change 1 investigation" in client.get("/cases/bulk/new").text
    ticked = client.get(f"/cases/bulk/new?ticked=1&case={hidden.id}").text
    assert "Nothing is chosen" in ticked
