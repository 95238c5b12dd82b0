"""The timeline of a case."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr.cases import forms, queries, services
from casemgr.cases.access import check_may_change, fetch_to_change
from casemgr.cases.events import events_of
from casemgr.cases.models import Case, TimelineEntry
from casemgr.cases.views.blueprint import bp, form_page, removal
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires


@bp.get("/<uuid:case_id>/timeline")
@requires(Permission.CASE_READ)
def timeline(case_id: uuid.UUID) -> Any:
    """Show what happened in the matter, and what was done with the record."""
    case = fetch(Case, case_id)
    matter, record = events_of(case)
    return render_template("cases/timeline.html", case=case, matter=matter, record=record)


@bp.route("/<uuid:case_id>/timeline/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def add_entry(case_id: uuid.UUID) -> Any:
    """Enter something that happened."""
    case, form = fetch_to_change(case_id, current_user), forms.EntryForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _add(case, form)):
        return redirect(url_for(".timeline", case_id=case_id))
    return form_page(case, form, "Add to the timeline", "Add", "cases.timeline")


@bp.route("/<uuid:case_id>/timeline/<uuid:entry_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def edit_entry(case_id: uuid.UUID, entry_id: uuid.UUID) -> Any:
    """Correct an entry."""
    case, entry = queries.fetch_with_case(TimelineEntry, case_id, entry_id)
    check_may_change(case, current_user)
    form = forms.EntryForm.of_request(entry)
    if form.is_sent() and form.carries_out(lambda: _update(entry, form)):
        return redirect(url_for(".timeline", case_id=case_id))
    remove = url_for(".remove_entry", case_id=case_id, entry_id=entry_id)
    return form_page(case, form, "Edit the entry", "Save", "cases.timeline", remove=remove)


@bp.route("/<uuid:case_id>/timeline/<uuid:entry_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def remove_entry(case_id: uuid.UUID, entry_id: uuid.UUID) -> Any:
    """Take an entry out of the timeline."""
    case, entry = queries.fetch_with_case(TimelineEntry, case_id, entry_id)
    return removal(
        case,
        "Remove the entry",
        "cases.timeline",
        lambda **given: services.remove_entry(entry, **given),
        about=entry.title,
    )


def _add(case: Case, form: Any) -> None:
    services.add_entry(case, by=current_user, **_entries(form))


def _update(entry: TimelineEntry, form: Any) -> None:
    form.check_version(entry)
    services.update_entry(entry, by=current_user, **_entries(form))


def _entries(form: Any) -> dict[str, Any]:
    return {name: value or "" for name, value in form.entries().items()}
