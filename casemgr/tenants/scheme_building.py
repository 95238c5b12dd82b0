"""Turning what a file says about a scheme of licences into the scheme."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from casemgr.tenants.pack import Word
from casemgr.tenants.schemes import (
    Amount,
    Fee,
    Investigation,
    LicenceType,
    Period,
    Renewal,
    Rule,
    Scheme,
    SubCode,
)

Made = TypeVar("Made")


def build_scheme(name: str, entry: Mapping[str, Any]) -> Scheme:
    """Read a scheme."""
    granted, renewal = entry.get("cross_look_up", {}), entry.get("renewal", {})
    return Scheme(
        name=name,
        label=_text(entry, "label"),
        authority=_text(entry, "authority"),
        number=_text(entry, "number"),
        words={one: _word(word) for one, word in entry["words"].items()},
        public_check=entry["public_check"],
        types=_each(entry["types"], _type),
        schedules={code: str(label) for code, label in entry.get("schedules", {}).items()},
        fees=_each(entry.get("fees", {}), _fee),
        rules=_each(entry.get("rules", {}), _rule),
        renewal=Renewal(*(_text(renewal, one) for one in ("rule", "late", "citation"))),
        investigation=_investigation(entry.get("investigation", {})),
        coincident_authority=_text(entry, "coincident_authority"),
        look_up_tenants=_texts(granted, "tenants"),
        look_up_purposes=_texts(granted, "purposes"),
    )


def _each(entries: Mapping[str, Any], make: Callable[[str, Any], Made]) -> dict[str, Made]:
    return {name: make(name, entry) for name, entry in entries.items()}


def _text(entry: Mapping[str, Any], name: str) -> str:
    return str(entry.get(name, ""))


def _texts(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(text) for text in entry.get(name, ()))


def _word(entry: Any) -> Word:
    if isinstance(entry, Mapping):
        return Word(str(entry["one"]), str(entry["many"]))
    return Word(str(entry), f"{entry}s")


def _type(code: str, entry: Mapping[str, Any]) -> LicenceType:
    return LicenceType(
        code=code,
        label=_text(entry, "label"),
        meaning=_text(entry, "meaning"),
        months=entry["months"],
        citation=_text(entry, "citation"),
        disclosed=entry.get("disclosed", True),
        renewable=entry.get("renewable", True),
        schedules=_texts(entry, "schedules"),
        sub_codes=_each(entry.get("sub_codes", {}), _sub_code),
        coincident={one: str(told) for one, told in entry.get("coincident", {}).items()},
        application_form=_text(entry, "application_form"),
        renewal_form=_text(entry, "renewal_form"),
    )


def _sub_code(code: str, entry: Any) -> SubCode:
    if isinstance(entry, Mapping):
        return SubCode(code, _text(entry, "label"), _text(entry, "ended"))
    return SubCode(code, str(entry))


def _fee(name: str, entry: Mapping[str, Any]) -> Fee:
    amounts = tuple(
        Amount(one["dollars"], _text(one, "citation"), *_days(one)) for one in entry["amounts"]
    )
    return Fee(name, _texts(entry, "types"), _text(entry, "kind"), amounts)


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    periods = tuple(
        Period(one.get("days", 0), one.get("months", 0), _text(one, "citation"), *_days(one))
        for one in entry["periods"]
    )
    return Rule(name, _text(entry, "label"), periods)


def _investigation(entry: Mapping[str, Any]) -> Investigation:
    fields = {field: str(fact) for field, fact in entry.get("fields", {}).items()}
    return Investigation(_text(entry, "case_type"), fields)


def _days(entry: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Read from when and until when something holds; the loader refuses what is no day."""
    start, end = entry.get("from"), entry.get("until")
    return (
        date.fromisoformat(str(start)) if start else None,
        date.fromisoformat(str(end)) if end else None,
    )
