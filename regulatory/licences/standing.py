"""Where a licence stands, in words: valid or not, until when, and how it is known."""

from dataclasses import dataclass
from datetime import date

from casemgr import clock
from casemgr.tenants import current_pack
from casemgr.wording import counted, day
from regulatory.licences.terms import late_renewal_of
from regulatory.registry.models import Licence, Status

SOON = 60


@dataclass(frozen=True)
class Standing:
    """A label with its tone, and the sentence that explains it."""

    label: str
    tone: str
    words: str


def standing_today(licence: Licence) -> Standing:
    """Say where a licence stands today, where the agency is."""
    today = clock.today(current_pack().time_zone)
    return standing_of(licence, today, late_renewal_of(licence))


def standing_of(licence: Licence, today: date, late_renewal: str = "") -> Standing:
    """Say where a licence stands on a day; `late_renewal` is what the law says of one run out."""
    if licence.status == Status.GONE:
        return Standing("Gone from the list", "bad", _gone(licence))
    if licence.status == Status.INACTIVE:
        words = f"The list of {day(licence.seen_on)} calls it inactive."
        return Standing("Inactive", "bad", words)
    if licence.expires_on is None:
        words = f"It stands on the list of {day(licence.seen_on)}, which names no last day."
        return Standing("Listed", "good", words)
    if licence.expires_on < today:
        return Standing("Expired", "bad", _expired(licence.expires_on, today, late_renewal))
    left = (licence.expires_on - today).days
    tone = "waiting" if left <= SOON else "good"
    return Standing("Valid", tone, f"Valid until {day(licence.expires_on)}, {_ahead(left)}.")


def _gone(licence: Licence) -> str:
    words = f"It was last listed on {day(licence.seen_on)}"
    if licence.gone_on:
        words += f" and was missing from the list of {day(licence.gone_on)}"
    return f"{words}. A list does not say why: surrendered, revoked, or not renewed."


def _expired(expiry: date, today: date, late_renewal: str) -> str:
    ago = counted((today - expiry).days, "day")
    return " ".join(
        part for part in (f"Expired on {day(expiry)}, {ago} ago.", late_renewal) if part
    )


def _ahead(days: int) -> str:
    return "the last day is today" if days == 0 else f"in {counted(days, 'day')}"
