"""A packet arrives in the prosecutor's office, is taken up and answered; the answer goes back."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from casemgr.audit.models import AuditEvent
from casemgr.database import functions
from casemgr.database.rows import fetch
from casemgr.documents.storage import Store
from casemgr.errors import StaleEdit
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.worker import Worker
from casemgr.packets.models import PacketAnswer, Submission
from casemgr.packets.submissions.services import take_submission_step
from casemgr.tenants import tenant_named
from casemgr.workflows.services import StepRefused, instance_of, offered_steps
from tests.makers.submissions import ATTORNEY, OFFICE

COUNTY = "jackson-county-prosecutor"


@pytest.fixture
def take(acting):
    """Take a step with a submission as somebody of the office."""

    def act(key, name, person, **said):
        with acting(person):
            take_submission_step(fetch(Submission, key), name, by=person, **said)

    return act


def _answers(as_superuser):
    return as_superuser(
        "SELECT a.outcome, a.reason_code, a.reason, a.answered_by, t.slug"
        " FROM casemgr.packet_answer a JOIN casemgr.tenant t ON t.id = a.tenant_id"
        " ORDER BY a.outcome DESC"
    )


def _audited(person, acting):
    with acting(person):
        return [event.action for event in db.session.scalars(select(AuditEvent))]


def test_a_delivered_packet_gets_the_offices_own_number(make_submission, read_submission, attorney):
    key = make_submission("atf")

    submission = read_submission(key, attorney)

    assert submission.number.startswith("WMK-20")
    assert (submission.state, submission.sender_name[:6]) == ("received", "Bureau")


def test_numbers_of_the_office_have_no_gap_between_agencies(
    make_submission, read_submission, attorney
):
    keys = [make_submission(sender) for sender in ("atf", "dea", "atf")]

    numbers = [int(read_submission(key, attorney).number[-5:]) for key in keys]

    assert numbers == [1, 2, 3]


def test_the_office_holds_its_own_copies_of_the_files(
    app, make_submission, read_submission, attorney
):
    submission = read_submission(make_submission(), attorney)
    store = Store(app.config["SETTINGS"].files)

    store.path(submission.sender_id, submission.zip_sha256).unlink()

    assert store.verify(attorney.tenant_id, submission.zip_sha256).size == submission.zip_size
    assert store.holds(attorney.tenant_id, submission.pdf_sha256)


def test_a_file_changed_on_the_way_is_not_taken_in(
    app, make_submission, read_submission, attorney, acting
):
    key = make_submission(registered=False)
    submission = read_submission(key, attorney)
    path = Store(app.config["SETTINGS"].files).path(submission.sender_id, submission.zip_sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"!")

    Worker(app).run_all()

    assert read_submission(key, attorney).number is None
    with acting(attorney):
        job = db.session.scalar(select(Job).where(Job.kind == "submissions.register"))
        assert (job.state, "was changed in the store" in job.problem) == ("failed", True)


def test_registering_twice_changes_nothing(app, make_submission, read_submission, attorney, acting):
    key = make_submission()
    before = read_submission(key, attorney)

    with acting(attorney):
        job = db.session.scalar(select(Job).where(Job.kind == "submissions.register"))
        job.state, job.finished_at = "queued", None
    Worker(app).run_all()

    after = read_submission(key, attorney)
    assert (after.number, after.row_version) == (before.number, before.row_version)


def test_the_same_packet_delivered_twice_is_one_submission(acting, make_packet):
    sent = make_packet()

    with acting(sent.agent):
        keys = {functions.deliver(OFFICE, sent.values) for _ in range(2)}

    assert len(keys) == 1


def test_taking_up_assigns_the_submission(make_submission, take, read_submission, attorney):
    key = make_submission()

    take(key, "take_up", attorney)

    submission = read_submission(key, attorney)
    assert (submission.state, submission.assigned_to) == ("under_review", attorney.id)


def test_putting_back_leaves_it_to_whoever_takes_it_up(
    make_submission, take, read_submission, attorney
):
    key = make_submission()
    take(key, "take_up", attorney)

    take(key, "hand_on", attorney, reason="Conflict of interest")

    submission = read_submission(key, attorney)
    assert (submission.state, submission.assigned_to) == ("received", None)


@pytest.mark.parametrize(
    ("step", "said", "answer"),
    [
        ("accept", {"reason": ""}, ("accepted", "", "")),
        (
            "decline",
            {"reason": "No intent", "reason_code": "insufficient_admissible_evidence"},
            ("declined", "insufficient_admissible_evidence", "No intent"),
        ),
        ("return_for_more", {"reason": "Lab report"}, ("returned", "", "Lab report")),
    ],
)
def test_an_answer_reaches_the_agency_with_its_reason(
    make_submission, take, read_submission, as_superuser, attorney, step, said, answer
):
    key = make_submission("dea")
    take(key, "take_up", attorney)

    take(key, step, attorney, **said)

    assert _answers(as_superuser) == [(*answer, "Ruth Calder", "dea")]
    assert read_submission(key, attorney).outcome == answer[0]


def test_an_answer_leaves_a_job_for_the_agencys_service_account(
    make_submission, take, as_superuser, attorney
):
    key = make_submission("atf")
    take(key, "take_up", attorney)

    take(key, "accept", attorney)

    [(tenant, username, found)] = as_superuser(
        "SELECT t.slug, a.username, (j.payload->>'answer_id')::uuid"
        " = (SELECT id FROM casemgr.packet_answer) FROM casemgr.job j"
        " JOIN casemgr.tenant t ON t.id = j.tenant_id JOIN casemgr.account a"
        " ON a.tenant_id = j.tenant_id AND a.id = j.requested_by"
        " WHERE j.kind = 'packets.apply_answer'"
    )
    assert (tenant, username, found) == ("atf", "exchange", True)


def test_both_acts_are_in_the_offices_audit(make_submission, take, make_person, acting, attorney):
    key = make_submission()
    take(key, "take_up", attorney)

    take(key, "accept", attorney)

    actions = _audited(make_person(OFFICE, "auditor"), acting)
    assert {"register_submission", "submission:take_up", "submission:accept"} <= set(actions)


def test_a_declination_without_a_coded_reason_is_refused(make_submission, take, attorney):
    key = make_submission()
    take(key, "take_up", attorney)

    with pytest.raises(StepRefused, match="Choose the reason"):
        take(key, "decline", attorney, reason="No", reason_code="because")


def test_another_office_answers_by_its_own_steps_and_reasons(
    make_submission, take, make_person, as_superuser
):
    deputy = make_person(COUNTY, "deputy_prosecuting_attorney", name="Jo Winslow")
    chief = make_person(COUNTY, "chief_deputy", name="Marc Langford")
    back, no = make_submission("fbi", COUNTY), make_submission("fbi", COUNTY)
    for key in (back, no):
        take(key, "take_up", deputy)

    with pytest.raises(StepRefused, match="Choose the reason"):
        take(back, "return_for_more", deputy, reason="Amend it", reason_code="charge")
    take(back, "return_for_more", deputy, reason="Call her", reason_code="victim_contact")
    take(no, "recommend_declination", deputy, reason="She has moved away")
    with pytest.raises(StepRefused, match="belongs to Chief deputy"):
        take(no, "decline", deputy, reason="Away", reason_code="witness_unavailable")
    take(no, "decline", chief, reason="Away", reason_code="witness_unavailable")

    assert _answers(as_superuser) == [
        ("returned", "victim_contact", "Call her", "Jo Winslow", "fbi"),
        ("declined", "witness_unavailable", "Away", "Marc Langford", "fbi"),
    ]


def test_form_of_an_answer_offers_the_offices_own_reasons(
    make_submission, take, make_person, browser
):
    deputy = make_person(COUNTY, "deputy_prosecuting_attorney")
    key = make_submission("fbi", COUNTY)
    take(key, "take_up", deputy)

    page = browser(deputy).get(f"/submissions/{key}/answer?step=return_for_more").text

    assert "Contact with the victim" in page
    assert "Another or a further charge" not in page
    assert "Diversion, treatment court" not in page


def test_an_answer_given_once_cannot_be_given_again(make_submission, take, as_superuser, attorney):
    key = make_submission()
    take(key, "take_up", attorney)
    take(key, "accept", attorney)

    with pytest.raises(StepRefused, match="no step follows"):
        take(key, "decline", attorney, reason="No", reason_code="other")

    assert len(_answers(as_superuser)) == 1


def test_the_second_of_two_attorneys_is_told_that_it_moved_on(
    make_submission, make_person, take, acting, read_submission, attorney
):
    key, other = make_submission(), make_person(OFFICE, ATTORNEY)
    with acting(attorney):
        seen = instance_of(fetch(Submission, key)).row_version
    take(key, "take_up", attorney, row_version=seen)

    with pytest.raises(StaleEdit):
        take(key, "take_up", other, row_version=seen)

    assert read_submission(key, other).assigned_to == attorney.id


def test_nobody_answers_what_a_colleague_has_taken_up(make_submission, make_person, take, attorney):
    key = make_submission()
    take(key, "take_up", attorney)

    with pytest.raises(StepRefused, match="assigned to Ruth Calder"):
        take(key, "accept", make_person(OFFICE, ATTORNEY))


def test_a_supervisor_answers_for_an_attorney(
    make_submission, make_person, take, attorney, as_superuser
):
    key = make_submission()
    take(key, "take_up", attorney)

    take(key, "accept", make_person(OFFICE, "supervisory_us_attorney"))

    assert len(_answers(as_superuser)) == 1


def test_a_paralegal_is_offered_no_step(make_submission, make_person, acting):
    key, paralegal = make_submission(), make_person(OFFICE, "paralegal")

    with acting(paralegal):
        offered = offered_steps(fetch(Submission, key), paralegal)

    assert offered == []


def test_the_database_refuses_a_recipient_that_does_not_receive_from_us(acting, make_packet):
    sent = make_packet("atf")

    with pytest.raises(ProgrammingError, match="does not receive from you"), acting(sent.agent):
        functions.deliver("dea", sent.values)


def test_the_database_refuses_a_packet_that_is_not_the_senders(acting, make_packet):
    ours, theirs = make_packet("atf"), make_packet("dea")

    with pytest.raises(ProgrammingError, match="no such packet"), acting(ours.agent):
        functions.deliver(OFFICE, theirs.values)


@pytest.mark.parametrize("tenant", ["atf", "dea"])
def test_the_database_refuses_an_answer_from_anybody_but_the_recipient(
    make_submission, make_person, acting, as_superuser, tenant
):
    key, agent = make_submission("atf"), make_person(tenant, "case_agent")

    with pytest.raises(ProgrammingError, match="no such submission"), acting(agent):
        functions.answer(key, {"outcome": "accepted", "answered_by": "A stranger"})

    assert _answers(as_superuser) == []


def test_the_sender_cannot_read_what_the_office_holds(make_submission, make_packet, acting):
    make_submission("atf")
    sent = make_packet("atf")

    with acting(sent.agent):
        assert db.session.scalars(select(Submission)).all() == []


def test_the_attorney_cannot_read_the_answer_in_the_agency(make_submission, take, acting, attorney):
    key = make_submission()
    take(key, "take_up", attorney)
    take(key, "accept", attorney)

    with acting(attorney):
        assert db.session.scalars(select(PacketAnswer)).all() == []
        assert tenant_named(OFFICE).id == attorney.tenant_id
