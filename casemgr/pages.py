"""The first page, the answer to errors, and what every template may use."""

from importlib import metadata
from typing import Any

from flask import Blueprint, Flask, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from casemgr.csrf import csrf_token, form_key
from casemgr.errors import CaseMgrError, NotFound, SignInNeeded, StaleEdit, TooLarge
from casemgr.extensions import login
from casemgr.http import note_refusal, sign_in_address
from casemgr.navigation import navigation
from casemgr.permissions import public

VERSION = metadata.version("casemgr")
bp = Blueprint("pages", __name__)


@bp.get("/")
@public
def index() -> Response:
    """Lead a signed-in person to their work and anybody else to the sign-in."""
    if g.get("person") is None:
        return redirect(url_for("accounts.sign_in"))
    places = navigation(g.person)
    return redirect(places[0].url if places else url_for("accounts.me"))


@bp.get("/health")
@public
def health() -> dict[str, str]:
    """Tell a load balancer that this process answers."""
    return {"status": "ok"}


def init_app(app: Flask) -> None:
    """Answer errors in words and give every template what it needs."""
    app.register_blueprint(bp)
    login.init_app(app)
    login.request_loader(lambda request: g.get("person"))
    app.register_error_handler(CaseMgrError, answer_error)
    app.register_error_handler(StaleDataError, answer_stale)
    app.register_error_handler(HTTPException, answer_http_error)
    app.jinja_env.globals.update(csrf_token=csrf_token, form_key=form_key, version=VERSION)
    app.context_processor(lambda: {"pack": g.person.pack if g.get("person") else None})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def answer_error(error: CaseMgrError) -> Any:
    """Show what went wrong, with its status."""
    note_refusal(error)
    if isinstance(error, SignInNeeded) and request.method in {"GET", "HEAD"}:
        return redirect(sign_in_address())
    page = render_template(
        "errors/error.html",
        status=error.status,
        title=error.title,
        message=error.message if error.title else "",
        problems=list(getattr(error, "problems", {}).values()),
    )
    return page, error.status


def answer_stale(error: StaleDataError) -> Any:
    """Tell the second of two people who saved the same record."""
    return answer_error(StaleEdit("Somebody saved this record first. Open it again."))


def answer_http_error(error: HTTPException) -> Any:
    """Show the web server's own refusals in the same frame."""
    if error.code is not None and error.code < 400:
        return error
    answer = make_response(answer_error(_in_words(error)))
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _in_words(error: HTTPException) -> CaseMgrError:
    if error.code == 404:
        return NotFound()
    if error.code == 413:
        return TooLarge("What you sent is larger than this page accepts. Nothing was stored.")
    told = CaseMgrError(error.name)
    told.status, told.title = error.code or 500, ""
    return told
