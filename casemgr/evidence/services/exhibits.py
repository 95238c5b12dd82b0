"""Logging exhibits, completing what is known of them, and moving them along their workflow."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from casemgr import audit, clock
from casemgr.accounts.models import Account
from casemgr.accounts.people import Person
from casemgr.cases.models import Case
from casemgr.database.rows import acting, flush
from casemgr.errors import Conflict, DutiesMixed, Invalid
from casemgr.evidence import chain
from casemgr.evidence.access import check_may_collect, check_may_handle
from casemgr.evidence.models import Exhibit
from casemgr.evidence.movements import STEPS_OF_CUSTODY
from casemgr.evidence.services.custody import begin_custody
from casemgr.evidence.services.holding import lock_chain
from casemgr.extensions import db
from casemgr.parties.models import Party
from casemgr.tenants import current_pack
from casemgr.tenants.series import next_number
from casemgr.workflows.clocks import follow_dates
from casemgr.workflows.services import start_workflow, take_step

SERIES_APART = 1_000_000
TIERS = "disclosure_tiers"


def log_exhibit(
    case: Case,
    kind: str,
    *,
    by: Person,
    acquired_at: datetime,
    acquired_by: uuid.UUID,
    compartments: Collection[str] = (),
    **known: Any,
) -> Exhibit:
    """Log a thing held as evidence: it gets the case's next number and its custody begins.

    What is named here stays as it is from then on, for custody, files and number hang on it; the
    rest can be completed with `edit_exhibit`.
    """
    check_may_collect(case, by)
    refuse_if_closed(case)
    acquirer = _account(acquired_by, "acquired_by")
    facts = _read(acquirer.id, **known) | {"acquired_at": _past(acquired_at), "kind": kind}
    facts["compartments"] = _compartments(case, compartments, by)
    exhibit = _add(case, by, acquired_by=acquirer.id, **facts)
    start_workflow(exhibit, by=by)
    audit.record("log_exhibit", exhibit, by=by, kind=kind)
    begin_custody(exhibit, acquirer, by=by)
    return exhibit


def edit_exhibit(exhibit: Exhibit, *, by: Person, **known: Any) -> Exhibit:
    """Complete or correct what is known of an exhibit; its audit says what was changed."""
    check_may_handle(exhibit.case, by)
    refuse_if_closed(exhibit.case)
    refuse_if_ended(exhibit)
    told = _read(exhibit.acquired_by, **known)
    told["fields"] = _present({**exhibit.fields, **(known.get("fields") or {})})
    changed = [name for name, value in told.items() if getattr(exhibit, name) != value]
    for name in changed:
        setattr(exhibit, name, told[name])
    flush()
    audit.record("edit_exhibit", exhibit, by=by, changed=changed)
    follow_dates(exhibit)
    return exhibit


def take_exhibit_step(
    exhibit: Exhibit,
    step: str,
    *,
    by: Person,
    reason: str = "",
    entries: dict[str, Any] | None = None,
    row_version: int | None = None,
) -> None:
    """Take a step of the exhibit's life that is no hand-over, such as a disposal order."""
    if step in STEPS_OF_CUSTODY:
        raise Conflict("This step belongs to a hand-over. Record the hand-over instead.")
    lock_chain(exhibit)
    take_step(exhibit, step, by=by, reason=reason, entries=entries, row_version=row_version)


def refuse_if_closed(case: Case) -> None:
    """Refuse to add to a case that is closed."""
    if case.closed_on:
        raise Conflict(
            current_pack().say("The {case} is closed. Ask a {supervisor} to reopen it first.")
        )


def refuse_if_ended(exhibit: Exhibit) -> None:
    """Refuse to change what is known of an exhibit that is no longer held."""
    if chain.has_ended(exhibit):
        raise Conflict(f"{exhibit.label} is no longer held. Its record stays as it is.")


def _read(
    acquirer: uuid.UUID,
    *,
    description: str,
    acquired_from_id: uuid.UUID | None = None,
    acquired_where: str = "",
    witness_id: uuid.UUID | None = None,
    seal: str = "",
    disclosure: Collection[str] = (),
    fields: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Check what is known of an exhibit and return it as it is stored."""
    _check_witness(witness_id, acquirer)
    return {
        "description": _said(description),
        "acquired_from_id": _party_id(acquired_from_id),
        "acquired_where": acquired_where.strip(),
        "witness_id": witness_id,
        "seal": seal.strip(),
        "disclosure": _tiers(disclosure),
        "fields": _present(fields or {}),
    }


def _add(case: Case, by: Person, **facts: Any) -> Exhibit:
    number, position = _allocate_number(case, facts["kind"])
    place = {"tenant_id": case.tenant_id, "case_id": case.id, "created_by": by.id}
    exhibit = Exhibit(number=number, position=position, **place, **facts)
    db.session.add(exhibit)
    flush()
    return exhibit


def _allocate_number(case: Case, kind: str) -> tuple[str, int]:
    """Return the next number of the kind's series in the case, and its place in the list."""
    pack = current_pack()
    if kind not in pack.kinds.get("exhibit", {}):
        raise Invalid("Choose what kind of thing it is.", {"kind": "Choose one of the list."})
    numbering, today = pack.numbering["exhibit"], clock.today(pack.time_zone)
    series = numbering.series_for(kind)
    key = numbering.series_key(series, on=today, case=str(case.id), office=case.office)
    value = next_number(key, series.first)
    number = numbering.format(series, value, on=today, case=case.number or "", office=case.office)
    place = list(numbering.series).index(series.name)
    return number, place * SERIES_APART + value


def _account(key: uuid.UUID, field: str) -> Account:
    account = db.session.get(Account, (acting().tenant_id, key)) if key else None
    if account is None:
        raise Invalid("Choose who acquired it.", {field: "Choose a person of the agency."})
    return account


def _party_id(key: uuid.UUID | None) -> uuid.UUID | None:
    if key and db.session.get(Party, (acting().tenant_id, key)) is None:
        told = {"acquired_from_id": "Choose one who is on the tab Subjects."}
        raise Invalid("Choose from whom it was acquired.", told)
    return key


def _check_witness(witness: uuid.UUID | None, acquirer: uuid.UUID) -> None:
    if witness and witness == acquirer:
        told = {"witness_id": "The witness is another person than the one who acquired it."}
        raise DutiesMixed("Choose another witness.", told)
    if witness:
        _account(witness, "witness_id")


def _past(moment: datetime) -> datetime:
    if moment > clock.now():
        told = {"acquired_at": "This lies in the future. Enter when it was acquired."}
        raise Invalid("Enter when it was acquired.", told)
    return moment.replace(second=0, microsecond=0)


def _said(description: str) -> str:
    if not description.strip():
        raise Invalid("Describe the exhibit.", {"description": "Say what it is."})
    return description.strip()


def _compartments(case: Case, chosen: Collection[str], by: Person) -> list[str]:
    """Return the case's compartments and those chosen; nobody can log what they may not see."""
    unknown = set(chosen) - set(current_pack().compartments)
    if unknown or not set(chosen) <= by.clearances:
        told = {"compartments": "Choose only what you hold a clearance for."}
        raise Invalid("You cannot restrict an exhibit beyond your own clearances.", told)
    return sorted({*case.compartments, *chosen})


def _tiers(disclosure: Collection[str]) -> list[str]:
    known = [code for code, _ in current_pack().options(TIERS)]
    if not set(disclosure) <= set(known):
        raise Invalid("Choose disclosure tiers of the list.", {"disclosure": "Choose of the list."})
    return [code for code in known if code in disclosure]


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
