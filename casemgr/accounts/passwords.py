"""Passwords (argon2id) and one-time codes (TOTP), as NIST SP 800-63B asks."""

import base64
import hashlib
import hmac
import threading
import time

import argon2
import pyotp
import segno
from cryptography.fernet import Fernet
from flask import current_app

from casemgr.errors import Invalid

SHORTEST = 15
LONGEST = 256
_COMMON = ("password", "12345678", "qwerty", "letmein", "iloveyou", "welcome", "abc123", "casemgr")
# OWASP's minimum for argon2id: 46 MiB, one pass. Two at a time, so that a flood of sign-ins
# cannot take all of the memory.
_HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
STEP_SECONDS = 30


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, peppered with the installation's secret."""
    with _AT_ONCE:
        return _HASHER.hash(_peppered(password))


def password_matches(hashed: str, password: str) -> bool:
    """Return whether the password is the right one; an account without one takes as long."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(hashed or _nobodys_hash(), _peppered(password)) and bool(hashed)
        except argon2.exceptions.VerificationError:
            return False


def check_new_password(password: str, username: str) -> None:
    """Refuse a password that is too short, too long, common or the user name."""
    if len(password) < SHORTEST:
        raise Invalid(f"Use at least {SHORTEST} characters. A sentence is easy to remember.")
    if len(password) > LONGEST:
        raise Invalid(f"Use at most {LONGEST} characters.")
    plain = password.casefold()
    if username.casefold() in plain or any(plain.startswith(word) for word in _COMMON):
        raise Invalid("This password is easy to guess. Use words that have nothing to do with you.")
    if len(set(plain)) < 6:
        raise Invalid("This password repeats few characters. Use a sentence instead.")


def new_totp_secret() -> str:
    """Return a fresh secret for an authenticator application."""
    return pyotp.random_base32()


def seal_totp_secret(secret: str) -> bytes:
    """Encrypt a TOTP secret for the database."""
    return _cipher().encrypt(secret.encode())


def open_totp_secret(sealed: bytes) -> str:
    """Decrypt a TOTP secret from the database."""
    return _cipher().decrypt(sealed).decode()


def matching_step(secret: str, code: str, last_step: int) -> int | None:
    """Return the time step whose code this is: one step early or late, and never used before."""
    now = int(time.time()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        if step > last_step and hmac.compare_digest(totp.generate_otp(step), code.strip()):
            return step
    return None


def provisioning_uri(secret: str, username: str, tenant: str) -> str:
    """Return the address that an authenticator application reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=f"casemgr {tenant}")


def _peppered(password: str) -> bytes:
    pepper = current_app.config["SETTINGS"].secret("password.pepper")
    return hmac.new(pepper, password.encode(), hashlib.sha256).digest()


def _nobodys_hash() -> str:
    known = current_app.extensions.setdefault("nobodys_hash", _HASHER.hash(b"nobody"))
    return str(known)


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(current_app.config["SETTINGS"].secret("totp.key")))


def qr_picture(uri: str) -> str:
    """Return the QR code of an address as a picture to put into a page."""
    return segno.make(uri, error="m").svg_data_uri(scale=4, border=2)
