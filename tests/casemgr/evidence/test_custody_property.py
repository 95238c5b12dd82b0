"""Whatever people try in whatever order, custody tiles the time from the acquisition to now."""

from contextlib import nullcontext
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr import clock
from casemgr.database.rows import fetch
from casemgr.errors import CaseMgrError
from casemgr.evidence import chain
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services import custody

PEOPLE = ("agent", "colleague", "custodian")
ACTS = st.tuples(
    st.sampled_from(["release", "release", "confirm", "confirm", "withdraw", "send", "take back"]),
    st.sampled_from(("the right one", "the right one", *PEOPLE)),
    st.sampled_from(PEOPLE),
    st.sampled_from([-120, 0, 1, 30, 60]),
)


class Believed:
    """What should be true of the exhibit: an independent, tiny account of custody."""

    def __init__(self, since):
        self.holder, self.since = "agent", since
        self.waiting = None
        self.at_laboratory = False

    def right_one(self, act):
        """Whoever could do this now: so that not nearly everything is refused."""
        if self.waiting:
            return self.waiting[1 if act == "confirm" else 0]
        return self.holder if self.holder in PEOPLE else "custodian"

    def allows(self, act, who, other, at):
        if act in ("confirm", "withdraw"):
            releaser, receiver, released_at = self.waiting or (None, None, at)
            in_order = act == "withdraw" or at >= released_at
            return who == (receiver if act == "confirm" else releaser) and in_order
        if self.waiting or at < self.since:
            return False
        if act == "take back":
            return self.holder == "laboratory"
        if self.holder != who:
            return False
        return who != other if act == "release" else who == "custodian" or self.at_laboratory

    def follow(self, act, who, other, event):
        if act == "release":
            self.waiting = (who, other, event.released_at)
            return
        self.waiting = None
        self.since = event.received_at
        self.holder = "laboratory" if act == "send" else who
        self.at_laboratory = self.holder == "laboratory" or (
            self.at_laboratory and who != "custodian"
        )


def attempt(act, exhibit, by, other, at):
    waiting = chain.pending_event(exhibit)
    told = {"by": by, "reason": "As it happens", "at": at}
    if act == "release":
        return custody.release_exhibit(exhibit, receiver_id=other.id, **told)
    if act == "send":
        outside = {"receiver_name": "Laboratory", "receipt": "R"}
        return custody.release_exhibit(exhibit, "laboratory", **outside, **told)
    if act == "take back":
        return custody.take_back(exhibit, receipt="R", **told)
    if waiting is None:
        raise CaseMgrError("Nothing waits.")
    if act == "confirm":
        return custody.confirm_custody(waiting, by=by, at=at)
    return custody.withdraw_release(waiting, by=by, reason="No")


def check_tiles(exhibit, believed, names):
    held = chain.holdings(exhibit)
    assert held[0].since == exhibit.acquired_at
    assert all(one.until == later.since for one, later in pairwise(held))
    assert all(one.until is None or one.until >= one.since for one in held)
    assert held[-1].until is None
    assert held[-1].holder == names.get(believed.holder, "Laboratory")
    lacks = {gap.lack for gap in chain.find_gaps(exhibit)}
    assert lacks == ({chain.Lack.CONFIRMATION} if believed.waiting else set())


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=1, max_size=9))
def test_custody_has_neither_gap_nor_overlap_whatever_people_try(
    acts, acting, evidence_people, make_exhibit, make_evidence_case
):
    people = {name: getattr(evidence_people, name) for name in PEOPLE}
    names = {name: person.name for name, person in people.items()}
    with acting(people["agent"]) as agent:
        case = make_evidence_case(agent, people["colleague"])
        sealed = {"seal": "S", "witness_id": people["colleague"].id}
        exhibit = make_exhibit(agent, case, days_ago=2, **sealed)
    believed, moment = Believed(exhibit.acquired_at), clock.now() - timedelta(days=1)

    for act, who, other, minutes in acts:
        who = believed.right_one(act) if who == "the right one" else who
        moment = (moment + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        allowed = believed.allows(act, who, other, moment)
        with nullcontext() if allowed else pytest.raises(CaseMgrError), acting(people[who]) as by:
            event = attempt(act, fetch(Exhibit, exhibit.id), by, people[other], moment)
        if allowed:
            believed.follow(act, who, other, event)

        with acting(people["custodian"]):
            check_tiles(fetch(Exhibit, exhibit.id), believed, names)
