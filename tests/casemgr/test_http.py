"""A request: one transaction, kept or dropped as a whole; told to the audit; answered in words."""

import gc
import io
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from casemgr.errors import CaseMgrError, Conflict
from casemgr.extensions import db
from casemgr.http import HEADERS, SMALL_BODY

ADDED = {"family_name": "Hutchens", "given_name": "Dale"}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def client(browser, agent, app, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return browser(agent)


@pytest.fixture
def parties(as_superuser):
    def count():
        return as_superuser("SELECT count(*) FROM casemgr.party WHERE tenant_id < 9000")[0][0]

    return count


@pytest.fixture
def audited(as_superuser, agent):
    """Return what the audit tells of the agent: action, outcome and reason."""

    def read():
        return as_superuser(
            "SELECT action, outcome, reason FROM casemgr.audit_event"
            " WHERE actor_id = %s ORDER BY sequence",
            agent.id,
        )

    return read


@pytest.fixture
def adding_fails(monkeypatch):
    """Let the entry of a party fail after it was written."""
    from casemgr.parties import services

    create = services.create_party

    def arrange(error):
        def create_and_fail(*given, **named):
            create(*given, **named)
            raise error

        monkeypatch.setattr("casemgr.parties.views.services.create_party", create_and_fail)

    return arrange


@pytest.fixture
def transactions(app):
    """Write down how the transactions of requests begin and end."""
    told = []
    listeners = {
        name: lambda connection, name=name: told.append(name)
        for name in ("begin", "commit", "rollback")
    }
    with app.app_context():
        engine = db.engine
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield told
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


def test_a_page_needs_one_transaction_and_a_record_on_it_one_more_for_the_audit(
    client, transactions
):
    record = client.send("/parties/new", **ADDED).headers["Location"]
    transactions.clear()
    client.get("/parties/")
    page = transactions.copy()
    client.get(record)

    assert page == ["begin", "commit"]  # after a rollback psycopg prepares every statement anew
    assert transactions == page * 3


def test_a_request_that_succeeds_is_kept(client, parties):
    answer = client.send("/parties/new", **ADDED)

    assert answer.status_code == 302
    assert parties() == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [(Conflict("No."), 409), (CaseMgrError("No."), 400), (RuntimeError("secret words"), 500)],
    ids=["conflict", "error", "fault"],
)
def test_a_request_that_fails_leaves_nothing(client, parties, adding_fails, error, status):
    adding_fails(error)

    answer = client.send("/parties/new", **ADDED)

    assert answer.status_code == status
    assert parties() == 0


def test_a_fault_is_answered_in_words_that_tell_nothing_of_it(client, adding_fails):
    adding_fails(RuntimeError("secret words"))

    answer = client.send("/parties/new", **ADDED)

    assert "Something broke on our side" in answer.text
    assert "secret words" not in answer.text
    assert "Traceback" not in answer.text


def test_an_attempt_that_was_refused_stays_in_the_audit(client, audited):
    client.get("/audit/")

    action, outcome, reason = audited()[-1]
    assert (action, outcome) == ("audit.index", "refused")
    assert "Your role does not include this" in reason


def test_a_record_that_was_looked_for_and_not_found_is_in_the_audit(client, audited):
    client.get("/cases/00000000-0000-7000-8000-000000000000")

    assert audited()[-1][:2] == ("cases.show", "not found")


def test_a_change_is_in_the_audit_exactly_when_it_was_kept(client, audited, adding_fails):
    client.send("/parties/new", **ADDED)
    kept = [action for action, *_ in audited()].count("create_party")
    adding_fails(Conflict("No."))
    client.send("/parties/new", family_name="Pruitt")

    assert kept == 1
    assert [action for action, *_ in audited()].count("create_party") == 1


def test_the_same_form_sent_twice_has_one_effect_and_the_same_answer(client, parties):
    key = "0198c0de-0000-7000-8000-000000000001"
    first, second = (client.send("/parties/new", form_key=key, **ADDED) for _ in range(2))

    assert parties() == 1
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize("key", ["", "no key", "\x00", "x" * 5_000])
def test_a_form_key_that_is_none_does_not_stop_a_form(client, parties, key):
    answer = client.send("/parties/new", form_key=key, **ADDED)

    assert answer.status_code == 302
    assert parties() == 1


def test_a_form_that_was_refused_keeps_its_key(client, parties):
    key = "0198c0de-0000-7000-8000-000000000002"
    refused = client.send("/parties/new", form_key=key, family_name="")

    answer = client.send("/parties/new", form_key=key, **ADDED)

    assert f'name="form_key" value="{key}"' in refused.text
    assert (refused.status_code, answer.status_code, parties()) == (422, 302, 1)


def test_a_token_is_masked_anew_on_each_page_and_each_one_is_good(client, parties):
    first, second = client.token(), client.token()

    answers = [
        client.post("/parties/new", data={"csrf_token": token, "family_name": name})
        for token, name in ((first, "Hutchens"), (second, "Pruitt"))
    ]

    assert first != second
    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_token_may_come_in_a_header(client, parties):
    answer = client.post("/parties/new", data=ADDED, headers={"X-CSRF-Token": client.token()})

    assert (answer.status_code, parties()) == (302, 1)


@pytest.mark.parametrize("address", ["/me", "/cases/", "/nowhere", "/notice", "/audit/", "/health"])
def test_every_answer_carries_the_browsers_protections(client, address):
    answer = client.get(address)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Cookie" in answer.vary


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, size=-1):
        raise AssertionError("the body was read")

    readinto = readline = read


@pytest.mark.parametrize("size", [SMALL_BODY + 1, 2 << 30, 1 << 62])
def test_a_large_body_is_refused_unread_by_every_route_that_takes_no_files(
    app, client, parties, size
):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "POST" in rule.methods and not getattr(view, "accepts_upload", False):
            made_up = dict.fromkeys(rule.arguments, "00000000-0000-7000-8000-000000000000")
            answer = _send_large(client, rule.build(made_up, append_unknown=False)[1], size)

            assert answer.status_code == 413, rule
            assert "Nothing was stored" in answer.text


def test_a_body_that_does_not_tell_its_length_is_refused_unread(client):
    told = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    kind = "application/x-www-form-urlencoded"

    answer = client.post(
        "/me/password", input_stream=Unread(), content_type=kind, environ_overrides=told
    )

    assert answer.status_code == 411
    assert "This request could not be read" in answer.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"family_name": "Hutchens"}'),
        ("text/plain", b"family_name=Hutchens"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=\xff"),
        ("multipart/form-data", b"no boundary"),
        ("", b"\x00"),
    ],
)
def test_a_body_that_is_no_form_is_refused_in_words(client, parties, kind, body):
    answer = client.post("/parties/new", data=body, content_type=kind)

    assert answer.status_code == 400
    assert "too old to send" in answer.text
    assert parties() == 0


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_methods_that_no_page_uses_are_refused_in_words(client, method):
    answer = client.open("/parties/new", method=method)

    assert answer.status_code == 405
    assert answer.allow >= {"GET", "POST"}


def test_a_refused_change_can_still_tell_of_what_was_read(client, audited):
    address = client.send("/parties/new", family_name="Pruitt").headers["Location"]

    answer = client.send(f"{address}/edit", row_version="0", family_name="Pruitt-Hale")

    assert answer.status_code == 409
    assert "Pruitt-Hale" in answer.text
    assert audited()[-1][0] == "read"


def _send_large(client, address, size):
    told = {"CONTENT_LENGTH": str(size)}
    kind = "application/x-www-form-urlencoded"
    return client.post(address, input_stream=Unread(), content_type=kind, environ_overrides=told)


@contextmanager
def collecting_nothing():
    """Keep the garbage collector away, which would let go of what the request forgot."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def temporary_files():
    """Count the files that this process holds open and that have no name."""
    links = Path("/proc/self/fd").iterdir()
    return sum("(deleted)" in os.path.realpath(link) for link in links)


def test_what_came_of_a_body_that_broke_off_is_let_go(client):
    head = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="half.jpg"\r\n\r\n'
    before = temporary_files()

    with collecting_nothing():
        for _ in range(3):
            client.post(
                "/parties/new",
                input_stream=io.BytesIO(head + bytes(2_000_000)),
                content_length=3_000_000,
                content_type="multipart/form-data; boundary=b",
            )

        assert temporary_files() == before
