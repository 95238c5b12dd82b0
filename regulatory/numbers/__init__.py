"""The forms of numbers on licenses and registrations, by the names that packs use."""

from regulatory.numbers import explosives, ffl, list_one, registration
from regulatory.numbers.form import Number, NumberForm, Part

__all__ = ["FORMS", "Number", "NumberForm", "Part"]

FORMS: dict[str, NumberForm] = {
    one.FORM.name: one.FORM for one in (ffl, explosives, registration, list_one)
}
