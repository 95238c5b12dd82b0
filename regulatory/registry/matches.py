"""What the box of every page finds of the registries: a whole number, or how a name begins."""

from flask import url_for
from sqlalchemy import select

from casemgr.cases.found import Match, offer_matches
from casemgr.database.rows import rows
from casemgr.permissions import Permission
from regulatory.registry.earlier import earlier_of
from regulatory.registry.finding import Question, find
from regulatory.registry.models import Licence
from regulatory.registry.typed import Typed

SURE, MOST = {"number", "earlier", "key", "phone", "name", "trade"}, 10


def offer_registry() -> None:
    """Let the box find licences, where an agency has schemes."""
    may = Permission.REGISTRY_READ
    offer_matches("{licence:s}", may, licences_like, when=lambda pack: bool(pack.schemes))


def licences_like(typed: str) -> list[Match]:
    """List the licences that have or had this number or telephone, or whose name begins so."""
    earlier = earlier_of(typed)
    question = Question(Typed(typed), known={"earlier": earlier} if earlier else {})
    sure = [tier for tier in question.tiers() if tier.name in SURE]
    keys = [key for _, key in find(question, sure)][:MOST]
    found = {one.id: one for one in rows(select(Licence).where(Licence.id.in_(keys)))}
    listed = [found[key] for key in keys if key in found]
    return [_match(one, earlier.get(one.id, "")) for one in listed]


def _match(licence: Licence, earlier: str) -> Match:
    address = url_for("licences.show", licence_id=licence.id)
    told = (licence.name, licence.city, licence.state, earlier)
    return Match(licence.number, address, ", ".join(filter(None, told)))
