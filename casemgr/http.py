"""One request: who asks, one transaction, the audit before the answer, safe headers."""

import logging
import uuid
from typing import IO, Any

from flask import Flask, Request, Response, current_app, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, LengthRequired

from casemgr import audit
from casemgr.accounts.form_keys import claim_form, form_outcome
from casemgr.accounts.sessions import person_of_request
from casemgr.accounts.signing_in import touch_session
from casemgr.clock import now
from casemgr.csrf import UNSAFE, check_csrf
from casemgr.database.rows import act_as, flush, go_on_as
from casemgr.errors import AuditedRefusal, CaseMgrError, Conflict, NotFound, Unavailable
from casemgr.extensions import db
from casemgr.forms import is_asking

log = logging.getLogger("casemgr")
SMALL_BODY = 4 * 1024 * 1024
TOUCH_SECONDS = 60
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Received(Request):
    """A request that lets go of all it took in, also of a file that broke off half-way."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._taken_in: list[IO[bytes]] = []

    def _get_file_stream(self, *arguments: Any, **options: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*arguments, **options)
        self._taken_in.append(stream)
        return stream

    def close(self) -> None:
        """Close what came of the body."""
        super().close()
        for stream in self._taken_in:
            stream.close()


class CaseMgr(Flask):
    """The web application; a request is one transaction, kept when the answer is a success."""

    request_class = Received

    def dispatch_request(self) -> Response:
        """Answer the request and keep its changes, or none of them."""
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        check_csrf(request)
        key = _form_key()
        claim = claim_form(key) if key else None
        if key and claim is None:
            return _done_before(key)
        response = self.make_response(super().dispatch_request())
        if claim is not None and response.status_code < 400:
            claim.location = response.headers.get("Location", "")
        self._end(response)
        return response

    def _end(self, response: Response) -> None:
        g.reads = db.session().info.get("reads", [])
        if response.status_code < 400 or g.get("keep"):
            flush()
            if _writes():
                audit.record_reads(g.reads)
                g.reads = []
            db.session.commit()  # also what only read: ROLLBACK makes psycopg prepare all anew
        _reload(g.reads)
        db.session.expunge_all()  # what was read is still told of to the audit
        db.session.rollback()


def init_app(app: Flask) -> None:
    """Frame every request of the application."""
    app.before_request(begin)
    app.after_request(release)
    app.after_request(add_headers)
    app.teardown_request(forget)


def begin() -> None:
    """Find out who asks and let the session act for them; GET and HEAD can only read.

    Large bodies are for the routes that take files, and for people who are signed in.
    """
    if request.endpoint == "asset":
        return
    g.person = person_of_request(request)
    if not (g.person and getattr(_view(), "accepts_upload", False)):
        request.max_content_length = SMALL_BODY
    if g.person is None:
        act_as(None)
    else:
        go_on_as(g.person.actor(), read_only=not _writes())
        g.zone = g.person.pack.time_zone
    if "\0" in request.path:
        raise NotFound  # nothing on record can be called so
    if request.headers.get("Transfer-Encoding"):
        raise LengthRequired  # else what is too long would be cut off, not refused


def release(response: Response) -> Response:
    """Make the audit of what is about to be shown durable, or show nothing."""
    if g.get("person") is None or request.endpoint == "asset":
        return response
    try:
        _write_audit()
    except (Unavailable, DBAPIError) as error:
        log.critical("the audit cannot be written: %s", error)
        return _withheld()
    return response


def add_headers(response: Response) -> Response:
    """Send the browser's own protections along; a view may only tighten them."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "asset":
        response.vary.add("Cookie")
    return response


def forget(error: BaseException | None) -> None:
    """End the session with its person: nothing of it is seen by the next request."""
    db.session.remove()


def note_refusal(error: CaseMgrError | HTTPException) -> None:
    """Drop what the request changed and remember that it was refused."""
    db.session.rollback()
    g.reads = []
    if g.get("person") is not None and isinstance(error, CaseMgrError):
        g.refusal = error


def _reload(things: list[Any]) -> None:
    """Load again what a refused change has let go, for its reading is still to be told of."""
    for thing in things:
        if inspect(thing).expired:
            db.session.refresh(thing)


def _withheld() -> Response:
    """Answer in the place of a page whose reading cannot be written down."""
    answer = current_app.handle_user_exception(Unavailable(audit.UNWRITTEN))
    return add_headers(current_app.make_response(answer))


def _write_audit() -> None:
    refusal, reads = g.pop("refusal", None), g.pop("reads", [])
    stale = g.person.seen_at < now().timestamp() - TOUCH_SECONDS
    if not (refusal or reads or stale):
        return
    act_as(g.person.actor())
    if refusal is not None and (refusal.status != 422 or isinstance(refusal, AuditedRefusal)):
        _record_refusal(refusal)
    audit.record_reads(reads)
    if stale and g.person.session_id:
        touch_session(g.person.session_id)
    db.session.commit()


def _record_refusal(error: CaseMgrError) -> None:
    outcome = "not found" if isinstance(error, NotFound) else "refused"
    given = {**(request.view_args or {}), **getattr(error, "facts", {})}.items()
    facts = {name: str(value)[:200].replace("\0", "\u2400") for name, value in given}
    audit.record(
        str(request.endpoint), outcome=outcome, reason=error.message[:500], by=g.person, **facts
    )


def _view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


def _writes() -> bool:
    return request.method in UNSAFE


def _form_key() -> uuid.UUID | None:
    """Return the key that the form brought along; sign-in forms have nobody to claim it for."""
    text = request.form.get("form_key", "") if _writes() and not is_asking(request) else ""
    if not text or not current_user.is_authenticated:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _done_before(key: uuid.UUID) -> Response:
    location = form_outcome(key)
    db.session.rollback()
    if location:
        return redirect(location, 303)  # type: ignore[return-value]
    raise Conflict("This form was sent before and has been carried out. Reload the page.")


def sign_in_address() -> str:
    """Return where to sign in and come back from."""
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return url_for("accounts.sign_in", next=back)
