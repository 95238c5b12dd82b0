"""What the office does with a submission: takes it in, takes it up, answers it."""

from typing import Any

from casemgr import audit, clock
from casemgr.cases.services.opening import known_fields
from casemgr.database import functions
from casemgr.database.rows import flush
from casemgr.packets.fixity import store
from casemgr.packets.models import Submission
from casemgr.tenants import current_pack
from casemgr.tenants.series import next_number
from casemgr.workflows.definition import Step
from casemgr.workflows.services import start_workflow, steps_taken, take_step


def register_submission(submission: Submission, *, by: Any) -> Submission:
    """Take in what another tenant has delivered: its files, checked, and a number of our own.

    Done once; the files become the office's own copies, which the sender can no longer change.
    """
    if submission.number is None:
        _take_in_files(submission)
        submission.number = _allocate_number(by.office)
        start_workflow(submission, by=by)
        hashes = {"pdf_sha256": submission.pdf_sha256, "zip_sha256": submission.zip_sha256}
        audit.record("register_submission", submission, by=by, verified=True, **hashes)
    return submission


def take_submission_step(
    submission: Submission,
    name: str,
    *,
    by: Any,
    reason: str = "",
    reason_code: str = "",
    row_version: int | None = None,
) -> None:
    """Take a step with a submission; one that answers it tells the agency."""
    submission.reason_code = reason_code
    entries = {"reason_code": reason_code} if reason_code else {}
    take_step(submission, name, by=by, reason=reason, entries=entries, row_version=row_version)


def note_submission(submission: Submission, fields: dict[str, Any], *, by: Any) -> Submission:
    """Write what the office itself notes, such as the number of its court; the packet stays."""
    told = known_fields(submission.fields | fields)
    changed = sorted(name for name in fields if told.get(name) != submission.fields.get(name))
    submission.fields = told
    flush()
    audit.record("note_submission", submission, by=by, changed=changed)
    return submission


def assign_submission(submission: Submission, assignee: Any) -> None:
    """Give a submission to an attorney, or with None back to whoever takes it up next."""
    submission.assigned_to = assignee.id if assignee else None
    flush()


def answer_submission(submission: Submission, step: Step, *, by: Any) -> None:
    """Send the answer that a step gives back to the agency, in the same transaction."""
    submission.outcome = step.targets[0]
    submission.reason = steps_taken(submission, step.name)[-1].reason
    submission.answered_by, submission.answered_at = by.id, clock.now()
    flush()
    said = {"reason_code": submission.reason_code, "reason": submission.reason}
    functions.answer(submission.id, {"outcome": submission.outcome, "answered_by": by.name} | said)


def _take_in_files(submission: Submission) -> None:
    """Keep both files under the office's own name, hashed again. Raises FileChanged."""
    for sha256 in (submission.pdf_sha256, submission.zip_sha256):
        store().share(submission.sender_id, submission.tenant_id, sha256)


def _allocate_number(office: str) -> str:
    pack = current_pack()
    numbering, today = pack.numbering["submission"], clock.today(pack.time_zone)
    series, code = numbering.series_for(), pack.office_code(office)
    value = next_number(numbering.series_key(series, office=code, on=today), series.first)
    return numbering.format(series, value, office=code, on=today)
