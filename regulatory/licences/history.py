"""What became of a licence, told from the lists that it is known from, each fact with its line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from casemgr.database.rows import rows
from casemgr.wording import day, plain
from regulatory.geography import county_at
from regulatory.registry.models import Licence, LicenceEvent, RegistryImport

Told = tuple[LicenceEvent, RegistryImport]
TITLES = {
    "renewed": "Renewed",
    "changed": "Changed",
    "gone": "Gone from the list",
    "returned": "On the list again",
}
COLUMNS = {
    "number": "number",
    "expires_on": "last day",
    "status": "standing",
    "name": "name",
    "trade_name": "trade name",
    "street": "street",
    "city": "city",
    "state": "state",
    "zip": "ZIP code",
    "mail_street": "mailing street",
    "mail_city": "mailing city",
    "mail_state": "mailing state",
    "mail_zip": "mailing ZIP code",
    "phone": "telephone",
    "county_fips": "county",
}


@dataclass(frozen=True)
class Fact:
    """Something that became of a licence, with the list that says so."""

    at: date
    title: str
    source: str
    changes: list[str] = field(default_factory=list)


def history_of(licence: Licence, events: Iterable[Told]) -> list[Fact]:
    """Tell what became of a licence, the latest first, and at both ends how it is known."""
    lists = _lists(licence.first_import_id, licence.last_import_id)
    first, last = lists[licence.first_import_id], lists[licence.last_import_id]
    told = [*_seen(licence, first, last), *map(_told, events)]
    return [*told, Fact(licence.listed_on, "First listed", _source(first, licence.first_line))]


def _seen(licence: Licence, first: RegistryImport, last: RegistryImport) -> Iterator[Fact]:
    if last.id != first.id:
        yield Fact(licence.seen_on, "Last listed", _source(last, licence.last_line))


def _told(entry: Told) -> Fact:
    event, source = entry
    title = TITLES.get(event.kind, plain(event.kind))
    changes = [_change(name, event.before, event.after) for name in sorted(event.after)]
    return Fact(event.on, title, _source(source, event.line), changes)


def _change(name: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    label = plain(COLUMNS.get(name, name))
    told = [before.get(name), after[name]]
    if name == "county_fips":
        told = [county_at(code or "") for code in told]
    return f"{label}: {' → '.join(map(_shown, told))}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    text = str(value) if value not in (None, "") else "nothing"
    return day(text) if _is_day(text) else text


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _source(source: RegistryImport, line: int | None) -> str:
    where = f"line {line:,}" if line else "not in it"
    told = "list taken to be of" if source.day_is_guessed else "list of"
    return f"{source.file_name}, {where}, {told} {day(source.list_date)}"


def _lists(*keys: Any) -> dict[Any, RegistryImport]:
    found = rows(select(RegistryImport).where(RegistryImport.id.in_(set(keys))))
    return {one.id: one for one in found}
