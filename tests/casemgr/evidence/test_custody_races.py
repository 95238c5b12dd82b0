"""Two people act on the same exhibit in the same moment: one of them is first."""

import threading

import pytest

from casemgr.accounts.people import acting_as
from casemgr.database.rows import fetch
from casemgr.errors import CaseMgrError
from casemgr.evidence import chain
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.services import custody
from casemgr.evidence.services.custody import CustodyRefused
from tests.casemgr.evidence.reading import audit_of


@pytest.fixture
def exhibit(acting, evidence_people, make_exhibit, make_evidence_case):
    with acting(evidence_people.agent) as agent:
        case = make_evidence_case(agent, evidence_people.colleague)
        seal = {"seal": "A-100", "witness_id": evidence_people.colleague.id}
        return make_exhibit(agent, case, **seal)


def at_once(app, *acts):
    """Do all of these at the same moment and return what came of each, or how it was refused."""
    outcomes, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, person, act):
        with app.app_context():
            try:
                with acting_as(person):
                    gate.wait(timeout=10)
                    outcomes[place] = act(person)
            except CaseMgrError as refusal:
                outcomes[place] = refusal

    threads = [threading.Thread(target=run, args=(place, *each)) for place, each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def test_of_two_hand_overs_at_the_same_moment_one_wins(app, acting, evidence_people, exhibit):
    def release_to(receiver):
        def act(agent):
            facts = {"receiver_id": receiver.id, "reason": "Quick", "by": agent}
            return custody.release_exhibit(fetch(Exhibit, exhibit.id), **facts)

        return act

    agent = evidence_people.agent
    receivers = (evidence_people.custodian, evidence_people.colleague)
    outcomes = at_once(app, *((agent, release_to(receiver)) for receiver in receivers))

    assert sorted(type(one).__name__ for one in outcomes) == ["CustodyEvent", "CustodyRefused"]
    with acting(agent):
        assert len(fetch(Exhibit, exhibit.id).custody) == 2


def test_a_confirmation_and_a_withdrawal_at_the_same_moment_do_not_both_count(
    app, acting, evidence_people, exhibit
):
    agent, custodian = evidence_people.agent, evidence_people.custodian
    with acting(agent):
        facts = {"receiver_id": custodian.id, "reason": "Vault", "by": agent}
        event = custody.release_exhibit(fetch(Exhibit, exhibit.id), **facts)

    outcomes = at_once(
        app,
        (custodian, lambda by: custody.confirm_custody(fetch(CustodyEvent, event.id), by=by)),
        (
            agent,
            lambda by: custody.withdraw_release(fetch(CustodyEvent, event.id), by=by, reason="No"),
        ),
    )

    assert sum(isinstance(one, CustodyRefused | CaseMgrError) for one in outcomes) == 1
    with acting(agent):
        assert chain.custody_gaps(fetch(Exhibit, exhibit.id)) == []


def test_the_refused_hand_over_leaves_no_trace_in_the_audit(
    app, evidence_people, exhibit, as_superuser
):
    agent, custodian = evidence_people.agent, evidence_people.custodian

    def act(by):
        facts = {"receiver_id": custodian.id, "reason": "Twice", "by": by}
        return custody.release_exhibit(fetch(Exhibit, exhibit.id), **facts)

    at_once(app, (agent, act), (agent, act))

    assert "release_exhibit" in audit_of(as_superuser, exhibit)
    written = "SELECT count(*) FROM casemgr.audit_event WHERE action = 'release_exhibit'"
    assert as_superuser(written) == [(1,)]
