"""What the agency's pack says of the scheme of a licence."""

from casemgr.errors import Invalid
from casemgr.tenants import current_pack
from regulatory.numbers import FORMS, Number
from regulatory.registry.models import Licence


def has_schemes() -> bool:
    """Tell whether the agency of the person signed in licenses anybody."""
    return bool(getattr(current_pack(), "schemes", True))


def label_of(licence: Licence) -> str:
    """Return what the agency calls the scheme."""
    form = FORMS.get(licence.scheme)
    return form.label if form else licence.scheme


def number_of(licence: Licence) -> Number | None:
    """Read the number by its form; one that a list holds and that is none is not explained."""
    form = FORMS.get(licence.scheme)
    try:
        return form.parse(licence.number) if form else None
    except Invalid:
        return None


def terms_of(licence: Licence) -> list[tuple[str, str]]:
    """List what the licence allows, as label and words."""
    return [("Scheme", label_of(licence)), ("Type", licence.type)]
