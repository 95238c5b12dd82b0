"""The columns of a registry's table: on the page as chosen, in an export all of them."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from flask import url_for

from casemgr.tenants import current_pack
from casemgr.tenants.schemes import Scheme
from casemgr.wording import day
from regulatory.geography import county_of
from regulatory.geography.maps import Point
from regulatory.registry.models import Licence
from regulatory.registry.standing import standings_today

USUAL = ("number", "name", "type", "status", "expires_on", "place")
COLUMNS = {
    "number": "Number",
    "name": "Name",
    "trade_name": "Trade name",
    "scheme": "Registry",
    "type": "Type or activity",
    "schedules": "Schedules",
    "status": "Status",
    "expires_on": "Expires",
    "street": "Street",
    "place": "Place",
    "county": "County",
    "phone": "Telephone",
    "mail": "Mailing address",
    "seen_on": "Last listed",
}
Day = Callable[[date | None], str]
SORTED = {"number", "name", "expires_on", "place"}


def chosen_columns(asked: list[str]) -> list[str]:
    """Return the columns that an address asks for, in their usual order; the number always."""
    wanted = {"number", *known} if (known := COLUMNS.keys() & asked) else set(USUAL)
    return [name for name in COLUMNS if name in wanted]


def head_of(columns: list[str]) -> list[Any]:
    """Return the heads of the columns, with the order that each offers."""
    return [{"label": COLUMNS[name], "sort": name if name in SORTED else ""} for name in columns]


def cells_of(columns: Iterable[str], shown: Day = day) -> Callable[[Licence], list[str]]:
    """Return what writes licences in columns, days as `shown`; made once, it writes many."""
    written = _written(lru_cache(shown))
    told = [written.get(name) or attrgetter(name) for name in columns]
    return lambda licence: [write(licence) for write in told]


def phone_of(licence: Licence) -> str:
    """Write a telephone number as people read it."""
    digits = licence.phone
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits


def points_of(licences: Iterable[Licence]) -> list[Point]:
    """Return where the premises lie, as far as the lists tell."""
    return [
        Point(one.latitude, one.longitude, f"{one.number} {one.name}", _page_of(one))
        for one in licences
        if one.latitude is not None and one.longitude is not None
    ]


def _page_of(licence: Licence) -> str:
    return url_for("licences.show", licence_id=licence.id)


def _place(city: str, state: str, zip_code: str) -> str:
    return f"{', '.join(filter(None, (city, state)))} {zip_code}".strip()


def _mail(licence: Licence) -> str:
    place = _place(licence.mail_city, licence.mail_state, licence.mail_zip)
    return ", ".join(filter(None, (licence.mail_street, place)))


def _written(shown: Day) -> dict[str, Callable[[Licence], str]]:
    """Return what writes each column that is not written as it is stored."""
    schemes, standing = current_pack().schemes, standings_today()
    return {
        "scheme": lambda one: schemes[one.scheme].label if one.scheme in schemes else one.scheme,
        "type": lambda one: _type(schemes.get(one.scheme), one),
        "schedules": lambda one: ", ".join(one.schedules),
        "status": lambda one: standing(one).label,
        "expires_on": lambda one: shown(one.expires_on),
        "street": lambda one: " ".join(filter(None, (one.street, one.street2))),
        "place": lambda one: _place(one.city, one.state, one.zip),
        "county": lambda one: county_of(one.state, one.county_fips[2:]) or one.county_fips,
        "phone": phone_of,
        "mail": _mail,
        "seen_on": lambda one: shown(one.seen_on),
    }


def _type(scheme: Scheme | None, licence: Licence) -> str:
    return scheme.label_of(licence.type, licence.subtype) if scheme else licence.type
