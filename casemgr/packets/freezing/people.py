"""The people of a case as a packet shows them: subject sheets and the list of witnesses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from casemgr.cases.models import Case, CaseSubject
from casemgr.packets.disclosure import party_may_leave
from casemgr.packets.freezing.naming import SOURCE, VICTIM, Names
from casemgr.packets.freezing.wording import field_groups, label_in
from casemgr.packets.matrix import ChargeMatrix
from casemgr.parties.forms import ADDRESSES, IDENTIFIERS, PHONES
from casemgr.parties.models import Party
from casemgr.statutes.citations import Citation
from casemgr.tenants import current_pack
from casemgr.wording import day

WITNESSES = ("witness", VICTIM, SOURCE)
MASKED = ("ssn",)
KNOWN_BY_NAME = ("source_code", "initials")


def freeze_subjects(case: Case, names: Names, matrices: list[ChargeMatrix]) -> list[dict[str, Any]]:
    """Freeze a sheet for everybody who is not a witness: who it is, what is charged."""
    sheets = [
        _sheet(case, subject, names, matrices)
        for subject in names.subjects
        if subject.role not in WITNESSES and party_may_leave(subject)
    ]
    return sorted(sheets, key=lambda sheet: not sheet["charges"])


def freeze_witnesses(
    case: Case, names: Names, matrices: list[ChargeMatrix]
) -> list[dict[str, Any]]:
    """Freeze the witnesses, victims and coded sources, without where they live or can be called."""
    return [
        {
            "name": names.of(subject.party),
            "part": label_in("subject", subject.role),
            "occupation": "" if subject.role != "witness" else subject.party.occupation,
            "remarks": subject.remarks,
            "fields": _fields(case, subject, names),
            "proves": _proves(subject, matrices),
        }
        for subject in names.subjects
        if subject.role in WITNESSES and party_may_leave(subject)
    ]


def _sheet(
    case: Case, subject: CaseSubject, names: Names, matrices: list[ChargeMatrix]
) -> dict[str, Any]:
    party = subject.party
    return {
        "key": f"subject:{subject.id}",
        "name": names.of(party),
        "part": label_in("subject", subject.role),
        "kind": label_in("party", party.kind),
        "facts": _identity(party),
        "aliases": list(party.aliases),
        "identifiers": _rows(party.identifiers, IDENTIFIERS, _number),
        "addresses": _rows(party.addresses, ADDRESSES, _address),
        "phones": _rows(party.phones, PHONES, lambda row: row.get("number", "")),
        "description": party.description,
        "remarks": subject.remarks,
        "fields": _fields(case, subject, names),
        "charges": [
            f"{one.charge.citation}: {one.offense}"
            for one in matrices
            if one.charge.subject_id == subject.id
        ],
    }


def _rows(
    rows: Iterable[dict[str, Any]], labels: Mapping[str, str], words: Callable[[Any], str]
) -> list[list[str]]:
    """Write the small records of a party, each with the name of its kind."""
    return [[labels.get(row["kind"], row["kind"]), words(row)] for row in rows]


def _identity(party: Party) -> list[list[str]]:
    born = day(party.born_on) if party.born_on else ""
    pairs = [
        ["Date of birth", born],
        ["Place of birth", party.birthplace],
        ["Occupation", party.occupation],
    ]
    return [pair for pair in pairs if pair[1]]


def _number(row: dict[str, Any]) -> str:
    """Write an identifier; of a Social Security number only the last four digits."""
    value, issuer = row.get("value", ""), row.get("issuer", "")
    if row.get("kind") in MASKED:
        value = f"ends in {value[-4:]} (the agency holds the whole number)"
    return f"{value}, {issuer}" if issuer else value


def _address(row: dict[str, Any]) -> str:
    city = " ".join(row.get(part) or "" for part in ("state", "postal_code")).strip()
    parts = (row.get("street"), row.get("city"), city)
    return ", ".join(part for part in parts if part)


def _fields(case: Case, subject: CaseSubject, names: Names) -> list[list[Any]]:
    kinds = [subject.role, subject.party.kind]
    hidden = [*KNOWN_BY_NAME, *([] if names.tells(subject) else _fields_of_files())]
    return field_groups("subject", subject, case, names, kinds=kinds, leave_out=hidden)


def _fields_of_files() -> list[str]:
    """Name the fields whose files show whom a packet does not name, and may be called so."""
    return [one.name for one in current_pack().fields["subject"] if one.type == "attachment"]


def _proves(subject: CaseSubject, matrices: list[ChargeMatrix]) -> list[str]:
    """List the elements for which the matrix names this witness."""
    found = [
        f"{_short(one.charge.citation)}: {row.label}"
        for one in matrices
        for row in one.rows
        for proof in row.proofs
        if proof.kind == "witness" and proof.thing.id == subject.id
    ]
    return list(dict.fromkeys(found))


def _short(citation: str | Citation) -> str:
    """Write a citation as lawyers do among themselves: § 922(g)(1)."""
    return (
        "§ " + str(citation).partition("U.S.C. ")[2]
        if "U.S.C. " in str(citation)
        else str(citation)
    )
