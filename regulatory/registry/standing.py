"""Where a licence stands, in words: in force or not, until when, and how it is known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_

from casemgr import clock
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack
from casemgr.tenants.schemes import Period
from casemgr.wording import counted, day
from regulatory.registry.models import Licence, Status

# Where no scheme says when renewals begin: the longest time ahead of which an agency that
# publishes one speaks to its licensees.
SOON = 90
LATE_RENEWAL = "reinstatement"


@dataclass(frozen=True)
class Standing:
    """A label with its tone, and the sentence that explains it."""

    label: str
    tone: str
    words: str = ""


def today_here() -> date:
    """Return the day where the agency of the person signed in is."""
    return clock.today(current_pack().time_zone)


def soon_days(pack: Pack) -> int:
    """Return how many days ahead an expiry is soon: all of an agency's lists count alike.

    It is the longest time within which its schemes renew, so that none is seen too late.
    """
    today = clock.today(pack.time_zone)
    periods = (scheme.period(scheme.renewal.rule, on=today) for scheme in pack.schemes.values())
    return max((one.days or one.months * 30 for one in periods if one), default=SOON)


def valid_on(day: date) -> tuple[Any, ...]:
    """Return the conditions under which licences are in force on a day, for a query.

    Lists that name no last day leave it open.
    """
    lasts = or_(Licence.expires_on.is_(None), Licence.expires_on >= day)
    return Licence.status == Status.ACTIVE, lasts


def standing_today(licence: Licence) -> Standing:
    """Say where a licence stands today, where the agency is."""
    return standings_today()(licence)


def standings_today() -> Callable[[Licence], Standing]:
    """Return what says where licences stand today; made once, it says it of many."""
    pack, today = current_pack(), today_here()
    soon = soon_days(pack)
    return lambda one: standing_of(one, today, soon, late_renewal_of(one, pack))


def standing_of(
    licence: Licence, today: date, soon: int = SOON, late_renewal: str = ""
) -> Standing:
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
    label, tone = ("Expires soon", "waiting") if left <= soon else ("In force", "good")
    return Standing(label, tone, f"In force until {day(licence.expires_on)}, {_ahead(left)}.")


def late_renewal_of(licence: Licence, pack: Pack) -> str:
    """Say what the law gives to somebody whose licence has run out, where the pack says so."""
    scheme = pack.schemes.get(licence.scheme)
    if scheme is None:
        return ""
    told, period = [], scheme.period(LATE_RENEWAL, on=licence.expires_on or date.max)
    if period:
        label = scheme.rules[LATE_RENEWAL].label
        told.append(f"{label}: {length_of(period)} ({period.citation}).")
    if scheme.renewal.late:
        told.append(f"{scheme.renewal.late} ({scheme.renewal.citation})")
    return " ".join(told)


def length_of(period: Period) -> str:
    """Write how long a rule gives."""
    months = counted(period.months, "month") if period.months else ""
    days = counted(period.days, "day") if period.days else ""
    return " and ".join(part for part in (months, days) if part)


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
