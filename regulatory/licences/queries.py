"""Finding who stands behind a licence, and what else their names are tied to."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import acting, rows
from casemgr.extensions import db
from casemgr.parties.models import Party
from regulatory.licences.models import CaseLicence, LicencePerson
from regulatory.registry.models import Licence, LicenceEvent, RegistryImport

MOST = 50
FEW = 10


def find_licensee(licence: Licence) -> Party | None:
    """Return the licensee as the name index has it, once it is there and may be known of."""
    key = licence.party_id
    return db.session.get(Party, (acting().tenant_id, key)) if key else None


def list_people(licence: Licence) -> list[LicencePerson]:
    """List the people behind a licence, those whose part has ended last."""
    query = _people().where(LicencePerson.licence_id == licence.id)
    return rows(query.order_by(LicencePerson.until.desc(), Party.sort_name, LicencePerson.id))


def find_part(licence: Licence, party: Party, role: str) -> LicencePerson | None:
    """Return the part that a party has in a licence already."""
    return db.session.scalar(
        select(LicencePerson).where(
            LicencePerson.licence_id == licence.id,
            LicencePerson.party_id == party.id,
            LicencePerson.role == role,
        )
    )


def list_parts(parties: Collection[UUID]) -> list[LicencePerson]:
    """List the parts that parties have in licences, each with the licence and the party."""
    query = (
        _people()
        .join(LicencePerson.licence)
        .options(contains_eager(LicencePerson.licence))
        .where(LicencePerson.party_id.in_(parties))
        .order_by(Licence.number, LicencePerson.id)
    )
    return rows(query.limit(MOST)) if parties else []


def list_held(parties: Collection[UUID]) -> list[Licence]:
    """List the licences whose licensee is one of the parties."""
    query = select(Licence).where(Licence.party_id.in_(parties)).order_by(Licence.number)
    return rows(query.limit(MOST)) if parties else []


def list_others(licence: Licence) -> list[Licence]:
    """List the other licences of the same licensee, as the name index knows them."""
    parties = [licence.party_id] if licence.party_id else []
    return [one for one in list_held(parties) if one.id != licence.id]


def list_alike(licence: Licence, but: Iterable[Licence] = ()) -> list[Licence]:
    """List licences of the same name in the same place, which may be the same licensee's."""
    known = {licence.id, *(one.id for one in but)}
    same = Licence.name_key == licence.name_key
    query = select(Licence).where(same, Licence.zip == licence.zip).order_by(Licence.number)
    return [one for one in rows(query.limit(FEW)) if one.id not in known]


def list_links(licence: Licence) -> list[CaseLicence]:
    """List the investigations to which a licence is linked, as far as they may be known of."""
    query = (
        select(CaseLicence)
        .join(CaseLicence.case)
        .options(contains_eager(CaseLicence.case))
        .where(CaseLicence.licence_id == licence.id)
        .order_by(Case.opened_on.desc(), Case.id)
    )
    return rows(query.limit(MOST))


def list_appearances(parties: Collection[UUID]) -> list[CaseSubject]:
    """List the investigations in which parties have a part, as far as they may be known of."""
    query = (
        select(CaseSubject)
        .join(CaseSubject.case)
        .join(CaseSubject.party)
        .options(contains_eager(CaseSubject.case), contains_eager(CaseSubject.party))
        .where(CaseSubject.party_id.in_(parties))
        .order_by(Case.opened_on.desc(), CaseSubject.id)
    )
    return rows(query.limit(MOST)) if parties else []


def list_of_case(case: Case) -> list[CaseLicence]:
    """List the licences that an investigation concerns."""
    query = (
        select(CaseLicence)
        .join(CaseLicence.licence)
        .options(contains_eager(CaseLicence.licence))
        .where(CaseLicence.case_id == case.id)
        .order_by(Licence.name_key, CaseLicence.id)
    )
    return rows(query)


def find_link(case: Case, licence: Licence) -> CaseLicence | None:
    """Return what links a licence to an investigation."""
    return db.session.scalar(
        select(CaseLicence).where(
            CaseLicence.case_id == case.id, CaseLicence.licence_id == licence.id
        )
    )


def list_by_number(compact: str) -> list[Licence]:
    """List the licences that have that number, written without its dashes."""
    query = select(Licence).where(Licence.compact == compact).order_by(Licence.scheme)
    return rows(query.limit(FEW))


def list_events(licence: Licence) -> list[tuple[LicenceEvent, RegistryImport]]:
    """List what became of a licence, the latest first, each with the list that says so."""
    query = (
        select(LicenceEvent, RegistryImport)
        .join(RegistryImport, RegistryImport.id == LicenceEvent.import_id)
        .where(LicenceEvent.licence_id == licence.id)
        .order_by(LicenceEvent.on.desc(), LicenceEvent.id.desc())
    )
    return [(event, told) for event, told in db.session.execute(query)]


def _people() -> Select[Any]:
    return (
        select(LicencePerson).join(LicencePerson.party).options(contains_eager(LicencePerson.party))
    )
