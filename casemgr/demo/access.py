"""How the people of the demonstration sign in: one password and one authenticator for all of them.

Both follow from a secret of the installation, so no two demonstrations share them.
"""

import base64
import hashlib
import hmac
import time
from pathlib import Path

import pyotp

from casemgr.accounts.passwords import STEP_SECONDS
from config.settings import Settings

SECRET = "demo.key"  # noqa: S105 (the name of the file that holds it)
WORDS = (Path(__file__).parent / "words.txt").read_text().split()


def demo_password(settings: Settings) -> str:
    """Return the password that all of them have."""
    digest = _digest(settings, b"password")
    return "-".join(WORDS[byte % len(WORDS)] for byte in digest[:6])


def authenticator_key(settings: Settings) -> str:
    """Return the key of the authenticator that all of them use."""
    return base64.b32encode(_digest(settings, b"authenticator")[:20]).decode()


def one_time_code(settings: Settings, used_step: int = 0) -> tuple[str, int]:
    """Return a code that has not been used yet, and for how many seconds it can be entered."""
    now = time.time()
    step = max(int(now) // STEP_SECONDS, used_step + 1)
    ends = (step + 1) * STEP_SECONDS
    return pyotp.TOTP(authenticator_key(settings)).generate_otp(step), int(ends - now)


def _digest(settings: Settings, purpose: bytes) -> bytes:
    return hmac.new(settings.secret(SECRET), purpose, hashlib.sha256).digest()
