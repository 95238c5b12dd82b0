"""What a licence tells of its licensee, in the form in which the name index keeps it."""

from dataclasses import dataclass
from typing import Any

from casemgr.parties.models import Party
from casemgr.parties.naming import fold
from casemgr.parties.services import KINDS, ORGANIZATION, PARTS, PERSON, list_candidates
from casemgr.tenants import current_pack
from regulatory.registry.columns import phone_of
from regulatory.registry.models import Licence

SUFFIXES = {"JR", "SR", "II", "III", "IV"}


@dataclass(frozen=True)
class Choice:
    """Who the licensee may be: somebody of the name index, or a new entry of a kind."""

    key: str
    words: str


def likely_kind(licence: Licence) -> str:
    """Tell a person from an organization: lists write a person's family name first, with a comma.

    "ACME ARMS, LLC" and "DOE, JOHN A; ROE, JANE" are no person's name.
    """
    family, comma, given = licence.name.partition(",")
    words = given.replace(".", "").split()
    is_name = bool(comma) and "," not in given and family.isascii() and bool(words)
    letters = all(word.replace("-", "").replace("'", "").isalpha() for word in words)
    return PERSON if is_name and letters and not _is_company(words) else ORGANIZATION


def facts_of(licence: Licence, kind: str) -> dict[str, Any]:
    """Return what is carried over from a licence into the name index: nothing is typed twice."""
    issuer = current_pack().short_name
    return {
        **(_person(licence.name) if kind == PERSON else {"name": licence.name}),
        "aliases": [licence.trade_name] if licence.trade_name not in ("", licence.name) else [],
        "identifiers": [{"kind": "license", "value": licence.number, "issuer": issuer}],
        "addresses": _addresses(licence),
        "phones": [{"kind": "work", "number": phone_of(licence)}] if licence.phone else [],
    }


def names_of(party: Party) -> dict[str, str]:
    """Return the names by which an entry of the index is kept."""
    return {one: getattr(party, one) for one in (PARTS if party.kind == PERSON else ("name",))}


def lacking(party: Party, licence: Licence) -> dict[str, Any]:
    """Return the lists of an entry with what the licence knows besides, whatever its case."""
    told = facts_of(licence, party.kind)
    new: dict[str, Any] = {}
    for name in ("aliases", "identifiers", "addresses", "phones"):
        known = {_folded(one) for one in [party.name, *getattr(party, name)]}
        more = [one for one in told[name] if _folded(one) not in known]
        new |= {name: [*getattr(party, name), *more]} if more else {}
    return new


def choices_for(licence: Licence, licensee: Party | None) -> list[Choice]:
    """List who the licensee can be: the one who is known, or those of the name, or a new entry."""
    if licensee is not None:
        return [Choice(str(licensee.id), licensee.name)]
    kinds = sorted(KINDS, key=lambda kind: kind != likely_kind(licence))
    found = [one for kind in kinds for one in list_candidates(kind, facts_of(licence, kind))]
    known = [Choice(str(one.id), f"{one.name}, {_known_by(one)}") for one in found]
    return known + [Choice(kind, f"A new entry: {KINDS[kind].lower()}") for kind in kinds]


def preset(choices: list[Choice]) -> str:
    """Return what is chosen already: nothing where somebody of the name is known and not sure."""
    first = choices[0].key
    return first if first in KINDS or len(choices) == 1 else ""


def _folded(entry: Any) -> str:
    """Fold a name, or what is told of a number or a place but of which kind it is."""
    if isinstance(entry, str):
        return fold(entry)
    return fold(" ".join(str(value) for key, value in sorted(entry.items()) if key != "kind"))


def _known_by(party: Party) -> str:
    numbers = [one["value"] for one in party.identifiers if one.get("kind") == "license"]
    told = [party.occupation, *numbers] if party.occupation or numbers else ["in the index"]
    return ", ".join(one for one in told if one)


def _is_company(words: list[str]) -> bool:
    return bool({word.upper() for word in words} & {"LLC", "INC", "CO", "CORP", "LTD", "LP", "PC"})


def _person(name: str) -> dict[str, str]:
    """Part a person's name: FAMILY, GIVEN MIDDLE JR, or GIVEN MIDDLE FAMILY without a comma."""
    family, comma, rest = (part.strip() for part in name.partition(","))
    words = rest.replace(".", "").split() if comma else name.split()
    suffix = words.pop() if len(words) > 1 and words[-1].upper() in SUFFIXES else ""
    if not comma:
        family = words.pop()
    given, *middle = words or [""]
    parts = {"family_name": family or name, "given_name": given, "middle_name": " ".join(middle)}
    return {**parts, "suffix": suffix}


def _addresses(licence: Licence) -> list[dict[str, str]]:
    """Return the premises, and where mail goes when that is elsewhere."""
    street = ", ".join(part for part in (licence.street, licence.street2) if part)
    premises = _address("business", street, licence.city, licence.state, licence.zip)
    mail = (licence.mail_street, licence.mail_city, licence.mail_state, licence.mail_zip)
    mailing = _address("mailing", *mail)
    elsewhere = {**mailing, "kind": "business"} != premises and any(mail)
    return [premises, mailing] if elsewhere else [premises]


def _address(kind: str, street: str, city: str, state: str, postal_code: str) -> dict[str, str]:
    place = {"street": street, "city": city, "state": state, "postal_code": postal_code}
    return {"kind": kind, **place}
