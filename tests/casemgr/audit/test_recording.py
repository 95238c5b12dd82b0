"""What is changed or seen is in the audit: in the same transaction, or before the page goes out."""

import pytest

from casemgr import audit, clock
from casemgr.accounts.models import Account
from casemgr.accounts.people import Person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import grant_role
from casemgr.accounts.setup import USERNAME
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.permissions import Permission

REFUSING = (
    """CREATE FUNCTION public.refuse_audit() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION ''no space left on device''; END'""",
    """CREATE TRIGGER refuse_audit BEFORE INSERT ON casemgr.audit_event
      FOR EACH ROW EXECUTE FUNCTION public.refuse_audit()""",
)
BLOCKS = {
    "the disk is full": (
        REFUSING,
        ("DROP TRIGGER refuse_audit ON casemgr.audit_event", "DROP FUNCTION public.refuse_audit"),
    ),
    "the right is gone": (
        ("REVOKE EXECUTE ON FUNCTION guard.write_audit(uuid, jsonb) FROM casemgr_app",),
        ("GRANT EXECUTE ON FUNCTION guard.write_audit(uuid, jsonb) TO casemgr_app",),
    ),
}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Marcus Reed")


@pytest.fixture
def office(browser, make_person):
    """The browser of an administrator."""
    return browser(make_person("atf", "tenant_administrator", name="Dana Ortiz"))


@pytest.fixture(params=BLOCKS)
def blocked(request, as_superuser, agent, office):
    """Nothing can be written to the audit."""
    block, release = BLOCKS[request.param]
    for statement in block:
        as_superuser(statement)
    yield
    for statement in release:
        as_superuser(statement)


@pytest.fixture
def case_with_all(agent, make_case, make_report_in_review, make_exhibit, acting):
    """The ids of a case, its report in review and its exhibit, all by one agent."""
    case = make_case(agent, state="active")
    report = make_report_in_review(case, agent)
    with acting(agent):
        exhibit = make_exhibit(agent, fetch(Case, case.id))
    return {"case": case.id, "report": report.id, "exhibit": exhibit.id}


@pytest.fixture
def almighty(monkeypatch):
    """Let everybody do everything, so that only the rules of the work refuse."""
    monkeypatch.setattr(Person, "permissions", property(lambda person: frozenset(Permission)))


def _events(as_superuser, action):
    return as_superuser(
        "SELECT actor_name, object_label, outcome FROM casemgr.audit_event"
        " WHERE action = %s AND reason <> 'Test'",
        action,
    )


def test_a_page_leaves_a_trace_before_it_is_shown(office, agent, as_superuser):
    office.get(f"/people/{agent.id}")

    assert _events(as_superuser, "read") == [("Dana Ortiz", "Marcus Reed", "done")]


def test_a_form_shown_again_with_its_errors_leaves_a_trace_too(office, agent, as_superuser):
    answer = office.send(f"/people/{agent.id}/roles/new", what="", reason="")

    assert answer.status_code == 422
    assert _events(as_superuser, "read") == [("Dana Ortiz", "Marcus Reed", "done")]


@pytest.mark.usefixtures("blocked")
def test_without_the_audit_nothing_is_shown(office, agent):
    answer = office.get(f"/people/{agent.id}")

    assert answer.status_code == 503
    assert "Marcus Reed" not in answer.text
    assert "The audit cannot be written" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("blocked")
def test_without_the_audit_nothing_is_changed(office, agent, as_superuser):
    answer = office.send(f"/people/{agent.id}/disable", reason="Left")

    assert answer.status_code == 503
    assert as_superuser("SELECT status FROM casemgr.account WHERE id = %s", agent.id) == [
        ("active",)
    ]


@pytest.mark.usefixtures("blocked")
def test_what_shows_no_record_is_answered_without_the_audit(office):
    assert office.get("/health").status_code == 200


def test_an_event_is_undone_with_the_change_that_it_tells_of(acting, agent, as_superuser):
    def fail():
        giver = find_account(USERNAME)
        grant_role(fetch(Account, agent.id), "intelligence_analyst", by=giver, reason="Too late")
        raise RuntimeError

    with pytest.raises(RuntimeError), acting(agent):
        fail()

    assert _events(as_superuser, "grant_role") == []


def test_event_and_change_have_one_transaction(office, agent, as_superuser):
    office.send(f"/people/{agent.id}/roles/new", what="intelligence_analyst", reason="Needed")

    [(same,)] = as_superuser(
        "SELECT e.xid = (g.xmin::text::bigint)::text FROM casemgr.audit_event e,"
        " casemgr.role_grant g WHERE e.action = 'grant_role' AND e.reason = 'Needed'"
        " AND g.reason = 'Needed'"
    )
    assert same


def test_a_refused_attempt_is_remembered_though_it_changed_nothing(
    browser, agent, make_person, as_superuser
):
    client, other = browser(agent), make_person("atf", "case_agent")

    client.send(f"/people/{other.id}/disable", reason="Envy")

    assert as_superuser(
        "SELECT actor_name, outcome, facts->>'account_id' FROM casemgr.audit_event"
        " WHERE action = 'people.disable'"
    ) == [("Marcus Reed", "refused", str(other.id))]


@pytest.mark.parametrize(
    ("page", "endpoint", "step"),
    [
        ("cases/{case}/steps", "cases.advance", "approve_opening"),
        ("reports/{report}/steps", "reports.advance", "approve_report"),
        ("exhibits/{exhibit}/step", "evidence.step", "order_disposal"),
        ("cases/{case}/packet", "packets.submit", ""),
    ],
)
def test_what_a_page_itself_refuses_is_remembered_too(
    browser, agent, case_with_all, as_superuser, almighty, page, endpoint, step
):
    client = browser(agent)

    entries = {"step": step, "reason": "I say so", "recipient": "usao-mowd"}
    answer = client.send(f"/{page.format(**case_with_all)}", **entries)

    told = "SELECT actor_name, outcome, reason <> '' FROM casemgr.audit_event WHERE action = %s"
    assert answer.status_code == 409
    assert as_superuser(told, endpoint) == [("Marcus Reed", "refused", True)]


def test_duties_that_one_form_would_mix_are_remembered(office, agent, as_superuser):
    page = f"/people/{agent.id}/roles/new"
    answer = office.send(page, what="evidence_custodian", reason="Short of people")

    told = "SELECT actor_name, outcome, reason FROM casemgr.audit_event WHERE action = %s"
    words = "One person may not be both case agent and evidence custodian: separation of duties."
    assert answer.status_code == 422
    assert words in answer.text
    assert as_superuser(told, "people.give_role") == [("Dana Ortiz", "refused", words)]


@pytest.mark.parametrize("own", [True, False])
def test_who_hands_an_exhibit_to_themselves_leaves_a_trace(
    browser, agent, case_with_all, as_superuser, own
):
    page = f"/exhibits/{case_with_all['exhibit']}/release?movement=laboratory"
    facts = {"receiver_name": agent.name if own else " ", "reason": "Prints", "receiver_id": ""}

    answer = browser(agent).send(page, **facts, at=f"{clock.now():%Y-%m-%dT%H:%M}")

    told = "SELECT reason FROM casemgr.audit_event WHERE action = 'evidence.release'"
    assert answer.status_code == 422
    assert as_superuser(told) == ([("Two people are needed.",)] if own else [])


def test_an_entry_that_is_only_wrong_is_not_remembered(office, agent, as_superuser):
    answer = office.send(f"/people/{agent.id}/roles/new", what="case_agent", reason="Again")

    assert answer.status_code == 422
    assert "The account holds this already." in answer.text
    assert _events(as_superuser, "people.give_role") == []


def test_asking_for_what_is_not_there_for_you_is_remembered(office, make_person, as_superuser):
    foreign = make_person("dea", "case_agent")

    office.get(f"/people/{foreign.id}")

    assert as_superuser(
        "SELECT outcome, facts->>'account_id' FROM casemgr.audit_event WHERE action = 'people.show'"
    ) == [("not found", str(foreign.id))]


def test_who_and_when_come_from_the_database(acting, agent, as_superuser):
    lie = {"actor_name": "Somebody Else", "at": "1999-01-01T00:00:00Z", "tenant": 99}
    with acting(agent):
        audit.record("test", by=agent, **lie)

    assert as_superuser(
        "SELECT e.actor_name, e.at > now() - interval '1 minute', t.slug FROM casemgr.audit_event e"
        " JOIN casemgr.tenant t ON t.id = e.tenant_id WHERE action = 'test'"
    ) == [("Marcus Reed", True, "atf")]


def test_two_events_never_have_the_same_seal(acting, agent, as_superuser):
    with acting(agent):
        audit.record("test", by=agent)
        audit.record("test", by=agent)

    assert as_superuser(
        "SELECT count(DISTINCT leaf) FROM casemgr.audit_event WHERE action = 'test'"
    ) == [(2,)]


def test_an_event_has_the_signed_context_checked_once(as_superuser):
    [(source,)] = as_superuser(
        "SELECT prosrc FROM pg_proc WHERE oid = 'guard.write_audit'::regproc"
    )

    assert source.count("guard.") == source.count("guard.context()") == 1
