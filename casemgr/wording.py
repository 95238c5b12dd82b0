"""How dates, times, amounts and names of things are written for people."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g
from markupsafe import Markup

UNITS = ("bytes", "kB", "MB", "GB", "TB")


def day(value: date | str | None) -> str:
    """Write a date as agents do in their reports: Mar 21, 2026."""
    if not value:
        return ""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{when:%b} {when.day}, {when.year}"


def moment(value: datetime | None) -> str:
    """Write a point in time in the zone of the person's office, with that zone's name."""
    if not value:
        return ""
    local = value.astimezone(ZoneInfo(g.get("zone", "UTC")))
    words = f"{day(local)}, {local:%H:%M} {local:%Z}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words)


def money(value: Decimal | float | str | None, currency: str = "USD") -> str:
    """Write an amount with its currency, without cents when there are none."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    return f"{currency} {amount:,.0f}" if amount == int(amount) else f"{currency} {amount:,.2f}"


def size(count: int | None) -> str:
    """Write how large a file is."""
    if count is None:
        return ""
    amount, unit = float(count), UNITS[0]
    for unit in UNITS:
        if amount < 1000 or unit == UNITS[-1]:
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"


def counted(count: int, one: str, many: str = "") -> str:
    """Write a number with its noun: 1 exhibit, 3 exhibits."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def plain(value: Any) -> str:
    """Write a name used in definitions as words: case_agent becomes Case agent."""
    words = str(value).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def init_app(app: Flask) -> None:
    """Offer these as filters to every template."""
    for offered in (day, moment, money, size, counted, plain):
        app.jinja_env.filters[offered.__name__] = offered
