"""Proof that a form came from a page of this site, sent to this very session."""

import base64
import hashlib
import hmac
import secrets
import uuid

from flask import Request, g, session
from flask_login import current_user

from casemgr.errors import Conflict

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class FormExpired(Conflict):
    """The form was not sent from a page of this session."""

    status = 400
    title = "This page is too old to send"

    def __init__(self) -> None:
        super().__init__(
            "You were signed out, or the page was open too long. Go back, reload and send it again."
        )


def csrf_token() -> str:
    """Return a token for this session's forms, masked anew each time (BREACH)."""
    mask = secrets.token_bytes(32)
    return base64.urlsafe_b64encode(mask + _xor(mask, _secret())).decode()


def form_key() -> str:
    """Return a key that makes sending the same form twice have one effect."""
    return str(uuid.uuid4())


def check_csrf(request: Request) -> None:
    """Refuse a change that another site, another session or nobody's page asked for."""
    if request.method not in UNSAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise FormExpired
    token = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(_unmasked(token), _secret()):
        raise FormExpired


def _secret() -> bytes:
    if g.get("person") is not None:
        return hashlib.sha256(b"form" + current_user.csrf_secret).digest()
    before_sign_in = session.setdefault("csrf", secrets.token_hex(32))
    return hashlib.sha256(b"form" + before_sign_in.encode()).digest()


def _unmasked(token: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        return b""
    return _xor(raw[:32], raw[32:]) if len(raw) == 64 else b""


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
