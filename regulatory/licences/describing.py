"""Everything that the page of a licence tells."""

from collections.abc import Mapping
from dataclasses import dataclass

from casemgr.parties.models import Party
from regulatory.licences.history import Fact, history_of
from regulatory.licences.investigations import Investigations, investigations_of
from regulatory.licences.models import LicencePerson
from regulatory.licences.queries import find_licensee, list_alike, list_others, list_people
from regulatory.licences.services import PARTS
from regulatory.licences.standing import Standing, standing_today
from regulatory.licences.terms import number_of, terms_of
from regulatory.numbers import Number
from regulatory.registry.models import Licence


@dataclass(frozen=True)
class Description:
    """A licence as the person signed in may know it."""

    standing: Standing
    terms: list[tuple[str, str]]
    number: Number | None
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
    return Description(
        standing=standing_today(licence),
        terms=terms_of(licence),
        number=number_of(licence),
        licensee=find_licensee(licence),
        people=people,
        investigations=investigations_of(licence, people),
        others=others,
        alike=list_alike(licence, but=others),
        history=history_of(licence),
        parts=PARTS,
    )
