"""A licence by a number that it had earlier: renewals and moves change the number alone."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select, tuple_

from casemgr.database.rows import rows
from casemgr.tenants import current_pack
from casemgr.tenants.schemes import Scheme
from casemgr.wording import day
from regulatory.numbers.schemes import read_number
from regulatory.registry.folding import ALIKE, compact_of, plain
from regulatory.registry.models import Licence, LicenceEvent


def earlier_of(typed: str) -> dict[uuid.UUID, str]:
    """Return the licences that are meant by a number which is not theirs now, each with why."""
    number = compact_of(typed)
    others = [one for one in list_meant(typed) if one.compact != number]
    return {one.id: _words(one, number) for one in others}


def list_meant(typed: str) -> list[Licence]:
    """List the licences of a number, whatever a renewal or a move changed of it."""
    identities = identities_of(current_pack().schemes.values(), typed)
    same = tuple_(Licence.scheme, Licence.identity).in_(identities)
    return rows(select(Licence).where(same)) if identities else []


def identities_of(schemes: Iterable[Scheme], typed: str) -> list[tuple[str, str]]:
    """List the identities that a whole number has, each with the scheme that reads it so."""
    readings, _ = read_number(schemes, plain(typed).translate(ALIKE))
    return [(scheme.name, number.identity) for scheme, number in readings]


def last_with(licence: Licence, number: str) -> LicenceEvent | None:
    """Return by what a licence lost that number, written without its dashes; else nothing."""
    query = select(LicenceEvent).where(LicenceEvent.licence_id == licence.id)
    events = rows(query.order_by(LicenceEvent.on.desc(), LicenceEvent.id.desc()))
    return next((one for one in events if compact_of(_number(one)) == number), None)


def _words(licence: Licence, number: str) -> str:
    lost = last_with(licence, number)
    if lost is not None:
        return f"was {_number(lost)} until the list of {day(lost.on)}"
    scheme = current_pack().schemes[licence.scheme]
    return f"the same {scheme.word('licence')}, though no list has it by this number"


def _number(event: LicenceEvent) -> str:
    return str(event.before.get("number", ""))
