"""Taking out all that a query finds, for a purpose."""

from collections.abc import Iterator
from typing import Any

from flask import Response, g, render_template, request

from casemgr.errors import Invalid
from casemgr.permissions import Permission, requires
from regulatory.registry.answering import asked_question, asked_words
from regulatory.registry.exporting import MOST, counted, export_licences
from regulatory.registry.filters import filter_form
from regulatory.registry.finding import bound_time
from regulatory.registry.forms import ExportForm
from regulatory.registry.views.blueprint import bp

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.route("/export", methods=["GET", "POST"])
@requires(Permission.REGISTRY_EXPORT)
def export() -> Any:
    """Ask for the purpose, and send all that the query of the address finds."""
    form, asked = ExportForm.of_request(), asked_words(request.args)
    pieces: list[Iterator[bytes]] = []
    if form.is_sent() and form.carries_out(lambda: pieces.append(_export(form, asked))):
        return _file(pieces[0], form.format.data)
    shown = {"form": form, "asked": asked, "count": _count(), "most": MOST}
    return render_template("registry/export.html", **shown), form.status


def _count() -> int | None:
    """Count what would be exported; what cannot be asked is told of when it is exported."""
    try:
        bound_time()
        return counted(asked_question(filter_form()))[1]
    except Invalid:
        return None


def _export(form: ExportForm, asked: dict[str, list[str]]) -> Iterator[bytes]:
    question = asked_question(filter_form())
    given = {"purpose": form.purpose.data, "form": form.format.data, "asked": asked}
    return export_licences(question, by=g.person, **given)


def _file(pieces: Iterator[bytes], form: str) -> Response:
    response = Response(pieces, content_type=TYPES[form])
    response.headers.set("Content-Disposition", "attachment", filename=f"registry.{form}")
    return response
