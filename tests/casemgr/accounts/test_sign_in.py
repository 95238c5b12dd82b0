"""Signing in: two factors, a lock after failures, sessions that end."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
import time_machine

from casemgr import clock
from casemgr.accounts import passwords
from tests.makers.accounts import PASSWORD, SECRET

REASONS = (
    "SELECT reason, count(*) FROM casemgr.audit_event WHERE action = 'sign_in'"
    " AND outcome = 'refused' GROUP BY reason ORDER BY reason"
)


def _token(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def _acknowledge(client):
    client.post("/notice", data={"csrf_token": _token(client.get("/notice"))})


def _enter(client, page, **entries):
    token = _token(client.get(page))
    return client.post(page, data={"csrf_token": token, **entries})


def _first_factor(client, person, password=PASSWORD, agency="atf"):
    return _enter(client, "/sign-in", agency=agency, username=person.username, password=password)


def _code():
    return pyotp.TOTP(SECRET).now()


def _sign_in(client, person):
    _acknowledge(client)
    _first_factor(client, person)
    return _enter(client, "/sign-in/code", code=_code())


def test_a_person_signs_in_with_password_and_code(browser, make_person):
    client, agent = browser(), make_person("atf", "case_agent")

    answer = _sign_in(client, agent)

    assert answer.status_code == 302
    assert agent.name in client.get("/me").text


def test_the_notice_comes_before_the_sign_in(browser):
    answer = browser().get("/sign-in")

    assert answer.headers["Location"].startswith("/notice")


def test_a_wrong_password_answers_like_an_unknown_user(browser, make_person):
    client, agent = browser(), make_person("atf", "case_agent", username="known")
    _acknowledge(client)

    wrong = _first_factor(client, agent, password="not the password")
    unknown = _enter(client, "/sign-in", agency="atf", username="nobody", password="x" * 20)

    assert wrong.status_code == unknown.status_code == 401
    masked = [re.sub(r'value="[^"]*"', "", page.text) for page in (wrong, unknown)]
    assert masked[0] == masked[1]


def test_five_failures_lock_the_account_even_for_the_right_password(browser, make_person):
    client, agent = browser(), make_person("atf", "case_agent")
    _acknowledge(client)
    for _ in range(5):
        _first_factor(client, agent, password="wrong wrong wrong")

    answer = _first_factor(client, agent)

    assert answer.status_code == 401
    assert "locked" in answer.text


def test_a_locked_account_answers_like_one_that_does_not_exist(browser, make_person, as_superuser):
    client, agent = browser(), make_person("atf", "case_agent")
    _acknowledge(client)

    known = [_first_factor(client, agent, password="wrong" * 4) for _ in range(7)]
    known.append(_first_factor(client, agent))
    unknown = _enter(client, "/sign-in", agency="atf", username="nobody", password="x" * 20)

    masked = {re.sub(r'value="[^"]*"', "", page.text) for page in [*known, unknown]}
    assert len(masked) == 1
    assert as_superuser(REASONS) == [("the account is locked", 3), ("wrong password or code", 6)]


def test_those_who_guess_at_the_same_time_have_five_guesses_in_all(
    browser, make_person, as_superuser
):
    agent, clients = make_person("atf", "case_agent"), [browser() for _ in range(12)]
    for client in clients:
        _acknowledge(client)
        client.ready = _token(client.get("/sign-in"))

    def guess(client):
        told = {"agency": "atf", "username": agent.username, "password": "wrong" * 4}
        return client.post("/sign-in", data={"csrf_token": client.ready, **told}).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(guess, clients)) == {401}
    assert as_superuser(REASONS) == [("the account is locked", 7), ("wrong password or code", 5)]


def test_wrong_codes_lock_the_account_too(browser, make_person, as_superuser):
    client, agent = browser(), make_person("atf", "case_agent")
    _acknowledge(client)
    _first_factor(client, agent)
    for _ in range(5):
        _enter(client, "/sign-in/code", code="000000")

    answer = _enter(client, "/sign-in/code", code=_code())

    assert answer.status_code == 401
    assert as_superuser("SELECT count(*) FROM casemgr.account WHERE locked_at IS NOT NULL") == [
        (1,)
    ]


def test_the_sixth_right_password_after_an_hour_still_needs_the_administrator(
    browser, make_person, as_superuser
):
    client, agent = browser(), make_person("atf", "case_agent")
    as_superuser(
        "UPDATE casemgr.account SET locked_at = now() - interval '1 hour' WHERE id = %s", agent.id
    )
    _acknowledge(client)

    assert _first_factor(client, agent).status_code == 401


def test_failures_of_more_than_fifteen_minutes_ago_do_not_count(browser, make_person, as_superuser):
    client, agent = browser(), make_person("atf", "case_agent")
    _acknowledge(client)
    for _ in range(4):
        _first_factor(client, agent, password="wrong" * 4)
    as_superuser("UPDATE casemgr.sign_in_attempt SET at = at - interval '15 minutes'")
    _first_factor(client, agent, password="wrong" * 4)

    assert _first_factor(client, agent).status_code == 302


def test_a_sign_in_gives_a_new_token_whatever_the_browser_brought(browser, make_person):
    client, agent = browser(), make_person("atf", "case_agent")
    client.set_cookie("casemgr", "planted-by-somebody-else")

    _sign_in(client, agent)

    assert client.get_cookie("casemgr").value != "planted-by-somebody-else"
    assert len(client.get_cookie("casemgr").value) >= 43
    assert client.get("/me").status_code == 200


def test_passwords_are_kept_as_argon2id_with_the_memory_it_needs(in_app):
    hashed = passwords.hash_password(PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert passwords.password_matches(hashed, PASSWORD)


def test_a_code_is_accepted_once(browser, make_person):
    first, second, agent = browser(), browser(), make_person("atf", "case_agent")
    with time_machine.travel(clock.now(), tick=False):
        _sign_in(first, agent)
        answer = _sign_in(second, agent)

    assert answer.status_code == 401


def test_an_account_of_another_agency_does_not_open_with_the_same_name(browser, make_person):
    client, agent = browser(), make_person("atf", "case_agent")
    _acknowledge(client)

    answer = _first_factor(client, agent, agency="dea")

    assert answer.status_code == 401


def test_signing_out_ends_the_session_at_the_server(browser, make_person):
    client = browser(make_person("atf", "case_agent"))
    cookie = client.get_cookie("casemgr").value

    client.send("/sign-out")
    client.set_cookie("casemgr", cookie)

    assert client.get("/me").status_code == 302


@pytest.mark.parametrize(
    ("column", "interval"), [("idle_until", "1 second"), ("expires_at", "1 second")]
)
def test_a_session_ends_when_idle_or_old(browser, make_person, as_superuser, column, interval):
    client = browser(make_person("atf", "case_agent"))

    as_superuser(f"UPDATE casemgr.sign_in_session SET {column} = now() - interval '{interval}'")

    assert client.get("/me").status_code == 302


def test_sessions_get_thirty_idle_minutes_and_twelve_hours(browser, make_person, as_superuser):
    browser(make_person("atf", "case_agent"))

    idle, whole = as_superuser(
        "SELECT idle_until - created_at, expires_at - created_at FROM casemgr.sign_in_session"
        " WHERE tenant_id < 9000"
    )[0]

    assert (idle, whole) == (timedelta(minutes=30), timedelta(hours=12))


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(browser, make_person, as_superuser):
    administrator = make_person("atf", "tenant_administrator")
    client = browser(administrator)
    assert client.get("/people/").status_code == 200

    taken = "UPDATE casemgr.role_grant SET revoked_at = now() WHERE account_id = %s"
    as_superuser(taken, administrator.id)

    assert client.get("/people/").status_code == 403


def test_a_form_without_the_sessions_token_is_refused(browser, make_person):
    client = browser(make_person("atf", "case_agent"))

    answer = client.post("/sign-out", data={"csrf_token": "forged"})

    assert answer.status_code == 400
    assert client.get("/me").status_code == 200


def test_a_form_sent_by_another_site_is_refused(browser, make_person):
    client = browser(make_person("atf", "case_agent"))
    token = client.token()

    answer = client.post(
        "/sign-out", data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400


def test_the_first_sign_in_sets_up_the_authenticator(browser, make_person, as_superuser):
    client, agent = browser(), make_person("atf", "case_agent")
    as_superuser("UPDATE casemgr.account SET totp_secret = NULL WHERE kind = 'person'")
    _acknowledge(client)
    _first_factor(client, agent)

    page = client.get("/sign-in/authenticator")
    key = re.search(r"[A-Z2-7]{32}", page.text)[0]
    answer = _enter(client, "/sign-in/authenticator", code=pyotp.TOTP(key).now())

    assert answer.status_code == 302
    assert client.get("/me").status_code == 200
