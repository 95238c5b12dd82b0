"""Keeping a query under a name, and letting it go."""

import uuid
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from regulatory.registry import services
from regulatory.registry.answering import asked_words
from regulatory.registry.filters import filter_form
from regulatory.registry.forms import SaveForm
from regulatory.registry.models import SavedQuery
from regulatory.registry.views.blueprint import bp


@bp.route("/save", methods=["GET", "POST"])
@requires(Permission.REGISTRY_READ)
def save() -> Any:
    """Ask for a name and keep the query of the address under it."""
    form, asked = SaveForm.of_request(), asked_words(request.args)
    if form.is_sent() and form.carries_out(lambda: _save(form, asked)):
        flash("The query is kept. It stands beside the box from now on.", "success")
        return redirect(f"{url_for('.index')}?{urlencode(asked, doseq=True)}")
    return render_template("registry/save.html", form=form, asked=asked), form.status


@bp.post("/saved/<uuid:query_id>/remove")
@requires(Permission.REGISTRY_READ)
def remove(query_id: uuid.UUID) -> Any:
    """Keep a query no longer."""
    services.remove_query(fetch(SavedQuery, query_id), by=current_user)
    flash("The query is no longer kept.", "success")
    return redirect(url_for(".index"))


def _save(form: SaveForm, asked: dict[str, list[str]]) -> SavedQuery:
    filter_form().refuse_unreadable()
    return services.save_query(asked=asked, by=current_user, **form.entries())
