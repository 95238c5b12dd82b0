"""Everything that the page of a licence tells."""

from collections.abc import Mapping
from dataclasses import dataclass

from casemgr.parties.models import Party
from regulatory.geography import county_words
from regulatory.licences.history import Fact, history_of
from regulatory.licences.investigations import Investigations, investigations_of
from regulatory.licences.models import LicencePerson
from regulatory.licences.queries import (
    find_licensee,
    list_alike,
    list_events,
    list_others,
    list_people,
)
from regulatory.licences.services import PARTS
from regulatory.licences.terms import Facts, number_of, parts_of, rules_of, terms_of
from regulatory.licences.validity import Validity, validity_of
from regulatory.numbers import Number, Part
from regulatory.registry.columns import phone_of
from regulatory.registry.models import Licence
from regulatory.registry.standing import Standing, standing_today


@dataclass(frozen=True)
class Description:
    """A licence as the person signed in may know it."""

    standing: Standing
    validity: Validity
    terms: Facts
    rules: Facts
    county: str
    phone: str
    number: Number | None
    parts_of_number: list[Part]
    licensee: Party | None
    people: list[LicencePerson]
    investigations: Investigations
    others: list[Licence]
    alike: list[Licence]
    history: list[Fact]
    parts: Mapping[str, str]


def describe(licence: Licence) -> Description:
    """Gather what the page shows."""
    people, others = list_people(licence), list_others(licence)
    events = list_events(licence)
    return Description(
        standing=standing_today(licence),
        validity=validity_of(licence, [event for event, _ in events]),
        terms=terms_of(licence),
        rules=rules_of(licence),
        county=county_words(licence.state, licence.county_fips[-3:]),
        number=number_of(licence),
        parts_of_number=parts_of(licence),
        licensee=find_licensee(licence),
        phone=phone_of(licence),
        people=people,
        investigations=investigations_of(licence, people),
        others=others,
        alike=list_alike(licence, but=others),
        history=history_of(licence, events),
        parts=PARTS,
    )
