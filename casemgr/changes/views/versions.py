"""The versions of the pack: who took each into use, why and when, and what differs between two."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.changes.applying import roll_back
from casemgr.changes.comparing import list_changes
from casemgr.changes.forms.drafts import ApplyForm
from casemgr.changes.planning import plan_rollback, whole_tenant
from casemgr.changes.queries import find_newest, get_version, list_versions, slug_of
from casemgr.database.rows import note_read
from casemgr.permissions import Permission, requires
from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.versions import load_files

bp = Blueprint("versions", __name__, url_prefix="/pack/versions", template_folder="../templates")


@bp.get("/<int:number>")
@requires(Permission.PACK_READ)
def show(number: int) -> Any:
    """Show one version: who, why, when, and the words of its plan."""
    version, newest = get_version(number), find_newest()
    note_read(version)
    latest = newest is not None and newest.number == number
    return render_template("versions/show.html", version=version, latest=latest)


@bp.get("/compare")
@requires(Permission.PACK_READ)
def compare() -> Any:
    """Say in words what differs between two versions."""
    versions = list_versions()
    numbers = [one.number for one in versions]
    new = request.args.get("new", numbers[0] if numbers else 0, type=int)
    old = request.args.get("old", max(new - 1, 1), type=int)
    words, unread = _difference(old, new)
    facts = {"versions": versions, "old": old, "new": new, "words": words, "unread": unread}
    return render_template("versions/compare.html", **facts)


@bp.route("/roll-back", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def go_back() -> Any:
    """Take the version before the one in use into use again."""
    form, made = ApplyForm.of_request(), []
    if form.is_sent() and form.carries_out(
        lambda: made.append(roll_back(by=current_user, reason=form.reason.data))
    ):
        flash(f"{made[0].label} is in use.", "success")
        return redirect(url_for(".show", number=made[0].number))
    with whole_tenant():
        planned = plan_rollback() if list_versions()[1:] else None
    return render_template("versions/roll_back.html", form=form, plan=planned), form.status


def _difference(old: int, new: int) -> tuple[list[str], bool]:
    """List the differences; an old version that this release cannot read is told of."""
    try:
        one, other = (load_files(slug_of(), get_version(number).files) for number in (old, new))
    except PackInvalid:
        return [], True
    return list_changes(one, other), False
