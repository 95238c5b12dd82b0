"""The browser's side of a sign-in: an opaque cookie, and the step between password and code."""

import time
import uuid
from dataclasses import dataclass

from flask import Request, current_app, session
from werkzeug.wrappers import Response

from casemgr.accounts.people import Person, person_from
from casemgr.accounts.signing_in import digest_of
from casemgr.database import functions
from casemgr.database.rows import act_as

PENDING_SECONDS = 300


@dataclass(frozen=True)
class Pending:
    """A sign-in whose password was right and whose second factor is awaited."""

    tenant_id: int
    account_id: uuid.UUID
    secret: str = ""


def cookie_name() -> str:
    """Return the cookie's name; behind HTTPS the browser binds it to this host."""
    return "__Host-casemgr" if current_app.config["SETTINGS"].https else "casemgr"


def person_of_request(request: Request) -> Person | None:
    """Return who is signed in with the request's cookie."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    act_as(None)
    answer = functions.person_of_session(digest_of(token))
    if not answer or answer["id"] is None:
        return None
    return person_from(answer, source=request.remote_addr or "")


def keep_token(response: Response, token: str) -> Response:
    """Give the browser its session; the cookie ends with the browser."""
    response.set_cookie(
        cookie_name(),
        token,
        secure=current_app.config["SETTINGS"].https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def drop_token(response: Response) -> Response:
    """Take the session from the browser together with what it kept of the site."""
    response.delete_cookie(cookie_name(), path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def begin_pending(tenant_id: int, account_id: uuid.UUID, secret: str = "") -> None:
    """Remember for five minutes that the password was right."""
    session["pending"] = [tenant_id, str(account_id), secret, time.time()]


def pending() -> Pending | None:
    """Return the sign-in that awaits its second factor."""
    tenant_id, account_id, secret, at = session.get("pending") or (0, "", "", 0.0)
    if not account_id or time.time() - at > PENDING_SECONDS:
        return None
    return Pending(tenant_id, uuid.UUID(account_id), secret)


def end_pending() -> None:
    """Forget the awaited sign-in, and the token of its forms."""
    session.clear()
