"""Working notes: every wording of a note is kept."""

from collections.abc import Collection
from typing import Any

from casemgr import audit
from casemgr.cases.models import Case, CaseNote, NoteRevision
from casemgr.cases.queries import next_position
from casemgr.cases.services.opening import check_cleared
from casemgr.database.rows import flush
from casemgr.errors import NotAllowed, StaleEdit
from casemgr.extensions import db


def add_note(case: Case, text: str, *, by: Any, compartments: Collection[str] = ()) -> CaseNote:
    """Write a note; it is restricted like the case and as far as its author says."""
    restricted = sorted({*case.compartments, *compartments})
    check_cleared(restricted, by)
    note = CaseNote(
        tenant_id=case.tenant_id, case_id=case.id, author_id=by.id, compartments=restricted
    )
    db.session.add(note)
    flush()
    _word(note, text, 1, by)
    audit.record("add_note", note, by=by)
    return note


def reword_note(note: CaseNote, text: str, *, by: Any, position: int | None = None) -> NoteRevision:
    """Word a note anew; only its author does, and the earlier wording stays to be read.

    `position` is the wording that the author had before them: another one since then is stale.
    """
    if note.author_id != by.id:
        raise NotAllowed("Only the author changes a note. Write a note of your own.")
    following = next_position(NoteRevision, NoteRevision.note_id == note.id)
    if position is not None and position != following - 1:
        raise StaleEdit("You saved this note elsewhere meanwhile. Compare the wordings first.")
    revision = _word(note, text, following, by)
    audit.record("reword_note", note, by=by, wording=revision.position)
    return revision


def _word(note: CaseNote, text: str, position: int, by: Any) -> NoteRevision:
    revision = NoteRevision(
        tenant_id=note.tenant_id,
        note_id=note.id,
        case_id=note.case_id,
        position=position,
        text=text,
        compartments=list(note.compartments),
        written_by=by.id,
    )
    db.session.add(revision)
    flush()
    return revision
