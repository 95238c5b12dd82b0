"""Changes of the pack: drafted, checked, planned in words, and taken into use."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from casemgr.changes import drafting
from casemgr.changes.forms.drafts import ApplyForm, DraftForm
from casemgr.changes.inspecting import look_at
from casemgr.changes.models import ChangeSet
from casemgr.changes.queries import list_change_sets, list_versions, slug_of
from casemgr.changes.tabs import pack_tabs
from casemgr.changes.views.editing import get_draft
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotAllowed
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.tenants.problems import PackInvalid

bp = Blueprint("changes", __name__, url_prefix="/pack/changes", template_folder="../templates")


@bp.get("/")
@requires(Permission.PACK_READ)
def index() -> Any:
    """List what is being drafted and the versions that were taken into use."""
    return render_template(
        "changes/index.html",
        drafts=list_change_sets(),
        versions=list_versions(),
        pack_tabs=pack_tabs(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create() -> Any:
    """Begin to draft a change."""
    form, made = DraftForm.of_request(), []
    if form.is_sent() and form.carries_out(
        lambda: made.append(
            drafting.create_change_set(
                form.title.data, {}, by=current_user, reason=form.reason.data
            )
        )
    ):
        return redirect(url_for(".show", draft_id=made[0].id))
    return render_template("changes/create.html", form=form), form.status


@bp.get("/<uuid:draft_id>")
@requires(Permission.PACK_CHANGE)
def show(draft_id: uuid.UUID) -> Any:
    """Show a draft: what can be edited, what is wrong in it, and what to do next."""
    draft = fetch(ChangeSet, draft_id)
    look = look_at(slug_of(), drafting.files_of(draft))
    outdated = drafting.is_outdated(draft)
    return render_template("changes/show.html", draft=draft, look=look, outdated=outdated)


@bp.get("/<uuid:draft_id>/plan")
@requires(Permission.PACK_CHANGE)
def plan(draft_id: uuid.UUID) -> Any:
    """Say in words what the draft changes, whom it moves and who would be stuck."""
    draft = get_draft(draft_id)
    return _plan_page(draft, ApplyForm.of_request(reason=draft.reason))


@bp.post("/<uuid:draft_id>/apply")
@requires(Permission.PACK_CHANGE)
def apply(draft_id: uuid.UUID) -> Any:
    """Take the draft into use as the next version of the pack."""
    draft, form = get_draft(draft_id), ApplyForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _apply(draft, form)):
        flash(f"Version {draft.applied_as} is in use.", "success")
        return redirect(url_for("versions.show", number=draft.applied_as))
    return _plan_page(draft, form)


@bp.post("/<uuid:draft_id>/withdraw")
@requires(Permission.PACK_CHANGE)
def withdraw(draft_id: uuid.UUID) -> Any:
    """Give a draft up."""
    drafting.withdraw_change_set(get_draft(draft_id), by=current_user)
    flash("The change is withdrawn.", "success")
    return redirect(url_for(".index"))


@bp.post("/<uuid:draft_id>/rebase")
@requires(Permission.PACK_CHANGE)
def rebase(draft_id: uuid.UUID) -> Any:
    """Lay the draft over the version that is in use now."""
    drafting.rebase_change_set(get_draft(draft_id), by=current_user)
    return redirect(url_for(".show", draft_id=draft_id))


def _apply(draft: ChangeSet, form: ApplyForm) -> None:
    """Apply, and say every refusal on the page of the plan."""
    try:
        drafting.apply_change_set(
            draft, by=current_user, reason=form.reason.data, expect=form.expect.data
        )
    except PackInvalid as error:
        raise Invalid("\n".join(map(str, error.problems))) from error
    except NotAllowed as error:
        raise Conflict(error.message) from error


def _plan_page(draft: ChangeSet, form: ApplyForm) -> Any:
    try:
        planned, problems = drafting.plan_change_set(draft), []
    except PackInvalid as error:
        planned, problems = None, error.problems
    form.expect.data = planned.digest if planned else ""
    own = draft.author_id == current_user.id
    apart = drafting.APART in map(set, current_pack().separation.acts)
    page = render_template(
        "changes/plan.html",
        draft=draft,
        form=form,
        plan=planned,
        problems=problems,
        outdated=drafting.is_outdated(draft),
        needs_another=own and apart,
    )
    return page, form.status
