"""Reading what was typed as a number of each scheme of an agency that it can be one of."""

from collections.abc import Iterable

from casemgr.errors import Invalid
from casemgr.tenants.schemes import Scheme
from regulatory.numbers import FORMS, Number

Reading = tuple[Scheme, Number]


def read_number(schemes: Iterable[Scheme], typed: str) -> tuple[list[Reading], str]:
    """Return the number as each scheme reads it, or else why it is none, of each that differs."""
    found: list[Reading] = []
    told: dict[str, str] = {}
    for scheme in schemes:
        try:
            found.append((scheme, FORMS[scheme.number].parse(typed)))
        except Invalid as refusal:
            told.setdefault(refusal.message, scheme.label)
    if found:
        return found, ""
    words = told if len(told) == 1 else [f"{label}: {what}" for what, label in told.items()]
    return found, " ".join(words)
