"""A change is made only by a form that this very session was shown: every route that changes."""

import itertools
import uuid

import pytest

from tests.security.forms import expect_none, send

# Where forms lead that nobody who is signed in is shown.
BEFORE_THE_SIGN_IN = {"accounts.sign_in", "accounts.totp", "accounts.enrol_totp"}


def test_every_route_that_changes_something_is_reached_by_a_form_of_some_page(app, site):
    reached = {form.endpoint for form in site.sent}

    unreached = {rule.endpoint for rule in _changing(app)} - reached

    assert sorted(unreached) == sorted(BEFORE_THE_SIGN_IN)


def test_every_page_that_a_link_or_a_form_leads_to_opens(site):
    expect_none(site.dead + site.faults)


@pytest.fixture
def tokens(site, visitor, browser, in_app):
    """Tokens that are not this session's: none, made up, another person's, an ended session's."""
    foreign = browser(site.people.colleague).token()
    ended = browser(site.people.agent)
    expired = ended.token()
    ended.send("/sign-out")
    cut = visitor.token()[:-4]
    return ["", "forged", "\x00", "\u00e9" * 90, foreign, expired, browser().token("/notice"), cut]


def test_no_route_accepts_a_token_that_is_not_the_sessions(app, site, visitor, tokens, faults):
    found = []
    for rule, token in itertools.product(_changing(app), tokens):
        answer = visitor.post(_address(rule), data={"csrf_token": token})
        if answer.status_code != 400 or "too old to send" not in answer.text:
            found.append(f"{rule}: {answer.status_code} for {token[:12]!r}")

    expect_none(found + faults)


def test_no_form_is_carried_out_without_its_token(site, visitor, tokens, faults):
    found = []
    for form, token in itertools.product(site.sent, tokens[:3]):
        entries = dict(form.honest(**site.known)) | {"csrf_token": token}
        answer = visitor.post(form.action, data=entries)
        found += [f"{form}: {answer.status_code}"] if answer.status_code != 400 else []

    expect_none(found + faults)
    assert site.snapshot.changes() == []
    assert site.snapshot.losses() == []


def test_a_form_that_another_site_sends_is_refused_with_the_right_token(site, visitor):
    form = next(form for form in site.sent if form.endpoint == "parties.create")
    visitor.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"

    answer = send(visitor, form, form.honest())

    assert answer.status_code == 400
    assert site.snapshot.changes() == []


def test_a_form_that_was_open_when_the_session_ended_says_so(site, visitor, as_superuser):
    form = next(form for form in site.sent if form.endpoint == "parties.create")
    as_superuser("UPDATE casemgr.sign_in_session SET idle_until = now()")

    answer = send(visitor, form, form.honest())

    assert answer.status_code == 400
    assert "You were signed out" in answer.text
    assert site.snapshot.changes() == []


def test_addresses_that_only_take_forms_say_so_in_words(app, site, visitor, faults):
    shown = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    found = []
    for rule in _changing(app):
        if rule.rule in shown:
            continue
        answer = visitor.get(_address(rule))
        if answer.status_code != 405 or "cannot be opened like that" not in answer.text:
            found.append(f"{rule}: {answer.status_code}")
        assert answer.allow == {"OPTIONS", "POST"}

    expect_none(found + faults)


def _changing(app):
    return [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]


def _address(rule):
    made_up = {name: uuid.UUID(int=1) for name in rule.arguments}
    return rule.build(made_up, append_unknown=False)[1]
