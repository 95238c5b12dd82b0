"""What the box of every page finds of the registries: a whole number, or how a name begins."""

from flask import url_for
from sqlalchemy import select

from casemgr.cases.found import Match, offer_matches
from casemgr.database.rows import rows
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from regulatory.registry.finding import Question, find
from regulatory.registry.models import Licence
from regulatory.registry.typed import Typed

SURE, MOST = {"number", "key", "phone", "name", "trade"}, 10


def offer_registry() -> None:
    """Let the box find licences, where an agency has schemes."""
    may = Permission.REGISTRY_READ
    offer_matches("Registry", may, licences_like, when=lambda: bool(current_pack().schemes))


def licences_like(typed: str) -> list[Match]:
    """List the licences that have this number or telephone, or whose name begins so."""
    question = Question(Typed(typed))
    sure = [tier for tier in question.tiers() if tier.name in SURE]
    keys = [key for _, key in find(question, sure)][:MOST]
    found = {one.id: one for one in rows(select(Licence).where(Licence.id.in_(keys)))}
    return [_match(found[key]) for key in keys if key in found]


def _match(licence: Licence) -> Match:
    address = url_for("licences.show", licence_id=licence.id)
    return Match(licence.number, address, f"{licence.name}, {licence.city}, {licence.state}")
