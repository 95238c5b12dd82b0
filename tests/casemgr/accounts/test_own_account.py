"""What people do with their own account: other sessions, the password."""

import pytest

from tests.makers.accounts import PASSWORD


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Marcus Reed")


def test_a_person_ends_their_own_other_sessions(browser, agent):
    here, elsewhere = browser(agent), browser(agent)
    assert "End my other sessions" in here.get("/me").text

    here.send("/me/sessions/end")

    assert (here.get("/me").status_code, elsewhere.get("/me").status_code) == (200, 302)


def test_changing_the_password_ends_the_other_sessions(browser, agent):
    here, elsewhere = browser(agent), browser(agent)

    here.send("/me/password", current=PASSWORD, new="another long pass phrase")

    assert (here.get("/me").status_code, elsewhere.get("/me").status_code) == (200, 302)


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"current": "wrong", "new": "another long pass phrase"}, "This is not it."),
        ({"current": PASSWORD, "new": "short"}, "15"),
        ({"current": PASSWORD, "new": ""}, "Enter the new password."),
    ],
)
def test_a_password_that_is_not_accepted_stays_as_it_was(browser, agent, entries, told):
    answer = browser(agent).send("/me/password", **entries)

    assert answer.status_code == 422
    assert told in answer.text
