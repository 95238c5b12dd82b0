"""Figures tell how many records stand where and for how long, and never of a restricted one."""

import re
from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.changes.figures import lives_by_version, state_figures


@pytest.fixture
def administrator(make_person):
    return make_person("atf", "tenant_administrator")


def test_ages_are_days_in_the_present_state(make_person, make_case, acting, administrator):
    agent = make_person("atf", "case_agent")
    for days in (1, 3, 11):
        with clock.telling_of(clock.now() - timedelta(days=days)):
            make_case(agent)

    with acting(administrator):
        figure = state_figures("investigation", 1)["draft"]
        assert (figure.count, figure.median, figure.ninetieth) == (3, 3, 9)
        assert lives_by_version()["investigation", 1] == 3


def test_a_case_that_only_its_team_sees_is_counted(make_person, make_case, acting, administrator):
    make_case(make_person("atf", "case_agent"), reach="team")

    with acting(administrator):
        assert state_figures("investigation", 1)["draft"].count == 1


def test_a_restricted_case_is_not_counted_even_for_the_cleared(make_person, make_case, acting):
    agent = make_person("atf", "case_agent", clearances=["grand_jury"])
    make_case(agent, compartments=["grand_jury"])

    with acting(make_person("atf", "auditor", clearances=["grand_jury"])):
        assert state_figures("investigation", 1) == {}
        assert lives_by_version() == {}


def test_another_agency_counts_nothing(make_person, make_case, acting):
    make_case(make_person("atf", "case_agent"))

    with acting(make_person("dea", "tenant_administrator")):
        assert state_figures("investigation", 1) == {}


def test_nobody_keeps_the_reach_that_was_lent(make_person, make_case, browser, administrator):
    case = make_case(make_person("atf", "case_agent"))
    desk = browser(administrator)

    assert "1 here" in desk.get("/pack/workflows/investigation/1").text
    assert desk.get(f"/lives/case/{case.id}").status_code == 403


def test_who_sees_a_record_sees_its_life_drawn(make_person, make_case, browser):
    agent = make_person("atf", "case_agent")
    case = make_case(agent)
    page = browser(agent).get(f"/lives/case/{case.id}").text

    assert re.search(r'state-mark.*?<text class="state-name"[^>]*>Draft', page, re.DOTALL)
    assert f"/lives/case/{case.id}" in browser(agent).get(f"/cases/{case.id}").text


def test_a_hidden_record_and_none_answer_alike(make_person, make_case, browser):
    hidden = make_case(make_person("atf", "case_agent"), reach="team")
    other = browser(make_person("atf", "case_agent"))

    answers = [other.get(f"/lives/case/{key}") for key in (hidden.id, str(hidden.id)[::-1])]
    assert [answer.status_code for answer in answers] == [404, 404]
