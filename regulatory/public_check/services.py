"""Answering whether a number is valid, and keeping anybody from trying numbers one by one."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from casemgr import clock
from casemgr.database.base import new_id
from casemgr.database.rows import acting
from casemgr.errors import CaseMgrError, Invalid
from casemgr.extensions import db
from casemgr.tenants.pack import Pack
from casemgr.tenants.schemes import Scheme
from regulatory.numbers.schemes import read_number
from regulatory.public_check.models import CheckCount
from regulatory.registry.models import Licence
from regulatory.registry.standing import valid_on

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
FROM_ONE_ADDRESS, FROM_ALL = 20, 600
ONE_SUBSCRIBER = 64  # the bits that all addresses of one have in common (RFC 6177)


class TooManyChecks(CaseMgrError):
    """Checks came faster than a person types them."""

    status = 429
    title = "Too many checks"


@dataclass(frozen=True)
class Answer:
    """What the public may know of a number; one that is not valid has nothing more to it."""

    valid: bool
    type: str = ""
    expires_on: date | None = None


def count_check(source: str) -> None:
    """Count a check from this address. Raises TooManyChecks above 20 a minute, or 600 from all.

    Each address has its own count, so that one that tries numbers does not close the page to
    others; the count over all holds back a crowd that does the same. The IPv6 addresses of one
    subscriber are without end, and count as one.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    forget_counts(before=minute - AN_HOUR)
    mine = _count_one(minute, _digest_of(_subscriber(source)))
    query = select(func.sum(CheckCount.count)).where(CheckCount.minute == minute)
    everybody = db.session.scalar(query) or 0
    if mine > FROM_ONE_ADDRESS or everybody > FROM_ALL:
        raise TooManyChecks("Wait a minute, then check the next number.")


def forget_counts(*, before: datetime) -> None:
    """Drop the counts of earlier minutes."""
    db.session.execute(
        delete(CheckCount).where(
            CheckCount.tenant_id == acting().tenant_id, CheckCount.minute < before
        )
    )


def check_number(pack: Pack, typed: str) -> Answer:
    """Tell whether this whole number is valid today; some lists do not tell until when.

    A number that is not known, one that has run out and one of a type that may not be disclosed
    are asked for by the same query, find nothing, and so get the same answer in the same time.
    Raises Invalid when what was typed is no whole number of any scheme that answers the public.
    """
    today = clock.today(pack.time_zone)
    query = select(Licence).where(
        tuple_(Licence.compact, Licence.scheme).in_(_readings(pack, typed)),
        tuple_(Licence.scheme, Licence.type).in_(_disclosed(pack)),
        *valid_on(today),
    )
    licence = db.session.scalars(query.limit(1)).first()
    if licence is None:
        return Answer(False)
    label = pack.schemes[licence.scheme].label_of(licence.type, licence.subtype)
    return Answer(True, f"{licence.type}{licence.subtype}: {label}", licence.expires_on)


def open_schemes(pack: Pack) -> list[Scheme]:
    """List the schemes whose licences the public may check."""
    return [scheme for scheme in pack.schemes.values() if scheme.public_check]


def _disclosed(pack: Pack) -> list[tuple[str, str]]:
    return [
        (scheme.name, code)
        for scheme in open_schemes(pack)
        for code in scheme.types
        if scheme.is_disclosed(code)
    ]


def _readings(pack: Pack, typed: str) -> list[tuple[str, str]]:
    """Read what was typed as a whole number of each scheme that it can be one of."""
    found, why = read_number(open_schemes(pack), typed)
    if not found:
        raise Invalid(f"Enter the whole number. {why}")
    return [(number.compact, scheme.name) for scheme, number in found]


def _count_one(minute: datetime, source: str) -> int:
    row = insert(CheckCount).values(
        tenant_id=acting().tenant_id, id=new_id(), minute=minute, source=source, count=1
    )
    counted = row.on_conflict_do_update(
        index_elements=["tenant_id", "minute", "source"], set_={"count": CheckCount.count + 1}
    )
    return int(db.session.execute(counted.returning(CheckCount.count)).scalar_one())


def _subscriber(source: str) -> str:
    """Return the network that one subscriber has of an address."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped:
        return source
    return str(ipaddress.ip_network((int(address), ONE_SUBSCRIBER), strict=False))


def _digest_of(source: str) -> str:
    key = current_app.config["SECRET_KEY"]
    return hmac.new(key, source.encode(), hashlib.sha256).hexdigest()
