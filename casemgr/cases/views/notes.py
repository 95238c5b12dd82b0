"""The working notes of a case."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr.cases import forms, queries, services
from casemgr.cases.access import check_may_change, fetch_to_change
from casemgr.cases.models import Case, CaseNote, NoteRevision
from casemgr.cases.views.blueprint import bp, form_page
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack


@bp.get("/<uuid:case_id>/notes")
@requires(Permission.CASE_READ)
def notes(case_id: uuid.UUID) -> Any:
    """List the notes in their present wording."""
    case = fetch(Case, case_id)
    return render_template("cases/notes.html", case=case, wordings=queries.list_notes(case))


@bp.route("/<uuid:case_id>/notes/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def add_note(case_id: uuid.UUID) -> Any:
    """Write a note."""
    case = fetch_to_change(case_id, current_user)
    form = forms.note_form(current_pack(), current_user)
    if form.is_sent() and form.carries_out(lambda: _add(case, form)):
        return redirect(url_for(".notes", case_id=case_id))
    return form_page(case, form, "Write a note", "Save the note", "cases.notes")


@bp.get("/<uuid:case_id>/notes/<uuid:note_id>")
@requires(Permission.CASE_READ)
def show_note(case_id: uuid.UUID, note_id: uuid.UUID) -> Any:
    """Show every wording that a note has had."""
    case, note = queries.fetch_with_case(CaseNote, case_id, note_id)
    wordings = queries.list_revisions(note)
    return render_template("cases/note.html", case=case, note=note, wordings=wordings)


@bp.route("/<uuid:case_id>/notes/<uuid:note_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def edit_note(case_id: uuid.UUID, note_id: uuid.UUID) -> Any:
    """Word a note anew; the earlier wording is kept."""
    case, note = queries.fetch_with_case(CaseNote, case_id, note_id)
    check_may_change(case, current_user)
    present: NoteRevision = queries.list_revisions(note)[0]
    form = forms.wording_form(present)
    if form.is_sent() and form.carries_out(lambda: _reword(note, form, present)):
        return redirect(url_for(".notes", case_id=case_id))
    return form_page(case, form, "Reword the note", "Save the new wording", "cases.notes")


def _add(case: Case, form: Any) -> None:
    services.add_note(case, by=current_user, **form.entries())


def _reword(note: CaseNote, form: Any, present: NoteRevision) -> None:
    seen, form.row_version.data = form.seen_version, present.position
    services.reword_note(note, form.text.data, by=current_user, position=seen)
