"""What the agency's pack says of a licence by its scheme: type, schedules, fees, rules."""

from collections.abc import Iterator

from casemgr.errors import Invalid
from casemgr.tenants import current_pack
from casemgr.tenants.schemes import FEES, LicenceType, Scheme, in_force
from casemgr.wording import counted, day, money, plain
from regulatory.geography import STATES, county_words
from regulatory.numbers import FORMS, Number, Part
from regulatory.numbers.expiry import encode_expiry
from regulatory.registry.models import Licence
from regulatory.registry.standing import length_of, today_here

Facts = list[tuple[str, str]]


def has_schemes() -> bool:
    """Tell whether the agency of the person signed in licenses anybody."""
    return bool(current_pack().schemes)


def scheme_of(licence: Licence) -> Scheme | None:
    """Return the scheme, if the pack still has it."""
    return current_pack().schemes.get(licence.scheme)


def usual_type(licence: Licence) -> str:
    """Return of which type an investigation of such a licensee usually is."""
    scheme = scheme_of(licence)
    return scheme.investigation.case_type if scheme else ""


def label_of(licence: Licence) -> str:
    """Return what the agency calls a licence of this scheme and type."""
    scheme = scheme_of(licence)
    kind = scheme.label_of(licence.type, licence.subtype) if scheme else licence.type
    return f"{plain(scheme.word('licence'))}, {kind}" if scheme else kind


def word_of(licence: Licence, name: str, count: int = 1) -> str:
    """Return what the scheme calls a licence or its holder."""
    scheme = scheme_of(licence)
    return scheme.word(name, count) if scheme else {"licence": "license"}.get(name, "licensee")


def number_of(licence: Licence) -> Number | None:
    """Read the number by its form; one that a list holds and that is none is not explained."""
    scheme = scheme_of(licence)
    form = FORMS.get(scheme.number) if scheme else None
    try:
        return form.parse(licence.number) if form else None
    except Invalid:
        return None


def parts_of(licence: Licence) -> list[Part]:
    """Say part by part what the number means, as far as the licence tells more than the number."""
    number = number_of(licence)
    parts = number.explain() if number else []
    return [one._replace(meaning=_meaning(licence, one) or one.meaning) for one in parts]


def _meaning(licence: Licence, part: Part) -> str:
    """Say what a part means for this licence: its type, its state, its county, its last day."""
    scheme, expiry = scheme_of(licence), licence.expires_on
    if part.name == "Type" and scheme and part.value in scheme.types:
        return scheme.types[part.value].label
    if part.name == "State" and part.value in STATES:
        return STATES[part.value].name
    if part.name == "County":
        return county_words(licence.state, part.value)
    if part.name == "Expiry" and expiry and encode_expiry(expiry) == part.value:
        return f"expires on {day(expiry)}"
    return ""


def terms_of(licence: Licence) -> Facts:
    """List what the licence allows, for how long and for which fee, each with its law."""
    scheme = scheme_of(licence)
    if scheme is None:
        return [("Type", licence.type)]
    return [
        ("Scheme", scheme.label),
        ("Authority", scheme.authority),
        ("Type", _type(scheme, licence)),
        *_schedules(scheme, licence),
        *_of_type(scheme, scheme.types.get(licence.type)),
    ]


def months_of(licence: Licence) -> int:
    """Return how many months a licence of its type runs; none where the pack lacks the type."""
    scheme = scheme_of(licence)
    kind = scheme.types.get(licence.type) if scheme else None
    return kind.months if kind else 0


def rules_of(licence: Licence) -> Facts:
    """List what the rules of the scheme give today: label, and period with its law."""
    scheme, today = scheme_of(licence), today_here()
    rules = scheme.rules.values() if scheme else ()
    periods = [(rule.label, in_force(rule.periods, today)) for rule in rules]
    return [(label, f"{length_of(one)} ({one.citation})") for label, one in periods if one]


def _type(scheme: Scheme, licence: Licence) -> str:
    code = f"{licence.type}{licence.subtype}"
    kind = scheme.types.get(licence.type)
    if kind is None:
        return f"{code}, which is none of the types of the scheme"
    meaning = f". {kind.meaning}" if kind.meaning else ""
    return f"{code}, {scheme.label_of(licence.type, licence.subtype)}{meaning}"


def _schedules(scheme: Scheme, licence: Licence) -> Iterator[tuple[str, str]]:
    if scheme.schedules:
        named = [scheme.schedules.get(one, one) for one in licence.schedules]
        yield "Schedules", "; ".join(named) or "None listed"


def _of_type(scheme: Scheme, kind: LicenceType | None) -> Iterator[tuple[str, str]]:
    """Tell the term, the fees of the day, the other activities and who may learn of it."""
    if kind is None:
        return
    yield "Term", f"{counted(kind.months, 'month')} ({kind.citation})"
    forms = [kind.application_form, kind.renewal_form and f"renewal: {kind.renewal_form}"]
    yield "Form", "; ".join(form for form in forms if form)
    for name in FEES:
        amount = scheme.fee(kind.code, name, on=today_here())
        if amount:
            yield f"Fee, {name}", f"{money(amount.dollars)} ({amount.citation})"
    for code, meaning in kind.coincident.items():
        yield f"Also as {scheme.label_of(code).lower()}", meaning
    yield "Told to the public", "Yes" if kind.disclosed else "No"
