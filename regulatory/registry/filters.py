"""What a query of the registry is narrowed to, as the address says it."""

import re
from datetime import date, timedelta
from typing import Any

from flask import request
from wtforms import DateField, SearchField, SelectField
from wtforms.validators import Length, Optional, ValidationError

from casemgr.errors import Invalid
from casemgr.forms import Form, choices, line
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack
from regulatory.geography import STATES, counties_named
from regulatory.registry.finding import Condition
from regulatory.registry.folding import key_of, lexeme
from regulatory.registry.models import SCHEDULES
from regulatory.registry.spellings import cities_of
from regulatory.registry.standing import soon_days, today_here
from regulatory.registry.typed import LONGEST

FEW_MONTHS = 5
STATUSES = {
    "active": "In force",
    "expiring": "Expires within {days} days",
    "expired": "Expired",
    "listed": "Listed without a last day",
    "inactive": "Inactive",
    "gone": "Gone from the list",
}
ANY = {"": "Any"}
_ZIP = re.compile(r"[0-9]{3,5}|[0-9]{5}-?[0-9]{4}")
TOO_LONG = (
    f"Write at most {LONGEST} characters: a number, a name, or a few words of it and of the place."
)


class Unreadable(Invalid):
    """A filter from which nobody can tell what is meant."""

    title = "A filter cannot be read"


class FilterForm(Form):
    """The one box and the filters beside it."""

    q = SearchField("Number, name, person, phone or place", [Length(max=LONGEST, message=TOO_LONG)])
    scheme = SelectField("Registry", [Optional()], default="")
    type = SelectField("Type or activity", [Optional()], default="")
    status = SelectField("Status", [Optional()], default="")
    state = SelectField("State", [Optional()], default="")
    schedule = SelectField("Schedule", [Optional()], default="")
    since = DateField("Expires from", [Optional()])
    until = DateField("Expires until", [Optional()])
    county = line("County", 60)
    city = line("City", 60)
    zip = line("ZIP", 10)

    def validate_zip(self, control: Any) -> None:
        """Refuse what is no ZIP code nor the beginning of one."""
        if control.data and not _ZIP.fullmatch(control.data):
            raise ValidationError("Write three to five digits, or all nine.")

    def validate_city(self, control: Any) -> None:
        """Refuse signs alone, by which nothing is found."""
        if control.data and not key_of(control.data):
            raise ValidationError("Write letters or digits.")

    def conditions(self) -> dict[str, tuple[Condition, ...]]:
        """Return what each filter asks of a licence. Raises Unreadable."""
        self.refuse_unreadable()
        asked = {name: value for name, value in self.entries().items() if value}
        asked.pop("q", None)
        found = {name: condition_of(name, asked[name]) for name in asked}
        if "since" in asked and "until" in asked:
            months = months_of(asked["since"], asked["until"])
            found |= {name: found[name] + months for name in ("since", "until")}
        return {name: conditions for name, conditions in found.items() if conditions}

    def refuse_unreadable(self) -> None:
        """Refuse what cannot be read: without it far more is found than is meant."""
        told = [
            f"{self[name].label.text} “{(self[name].raw_data or [''])[0][:60]}”: {errors[0]}"
            for name, errors in self.errors.items()
        ]
        if told:
            raise Unreadable(" ".join([*told, "Correct it or take it away, then search again."]))

    @property
    def further(self) -> list[Any]:
        """The filters that are folded away until they are wanted."""
        return [self[name] for name in ("schedule", "since", "until", "county", "city", "zip")]

    @property
    def is_further_used(self) -> bool:
        """Whether one of the folded ones narrows the answer."""
        return any(one.data or one.errors for one in self.further)

    def words_of(self, name: str) -> str:
        """Say what a filter is set to."""
        told = dict(_pairs(self[name])) if hasattr(self[name], "iter_choices") else {}
        return f"{self[name].label.text}: {told.get(self[name].data, self[name].data)}"


def filter_form() -> FilterForm:
    """Return the filters as the address fills them in, with the words of the agency's pack."""
    pack = current_pack()
    form = FilterForm(request.args)
    schemes = pack.schemes
    form.scheme.choices = choices(ANY | {name: one.label for name, one in schemes.items()})
    form.type.choices = choices(ANY | type_labels(pack))
    statuses = {name: one.format(days=soon_days(pack)) for name, one in STATUSES.items()}
    form.status.choices = choices(ANY | statuses)
    form.schedule.choices = choices(ANY | _schedules(pack))
    states = sorted(STATES.items(), key=lambda state: state[1].name)
    form.state.choices = choices(ANY | {code: state.name for code, state in states})
    form.validate()
    return form


def type_labels(pack: Pack) -> dict[str, str]:
    """Return the types of all the agency's schemes with their labels, each code once."""
    types = [one for scheme in pack.schemes.values() for one in scheme.types.values()]
    return {one.code: f"{one.code} {one.label}" for one in reversed(types)}


def condition_of(name: str, value: Any) -> tuple[Condition, ...]:
    """Return what a filter that is set asks of a licence."""
    if name in ("scheme", "type", "state", "schedule"):
        return (_facet(name, value),)
    if name == "status":
        return _in_status(value, today_here())
    if name in ("since", "until"):
        return ((name, value.isoformat()),)
    if name == "county":
        return _in_county(value)
    return _in_city(value) if name == "city" else _in_zip(value)


def months_of(since: date, until: date) -> tuple[Condition, ...]:
    """Return the months of a short time, by which an index finds it among other filters."""
    first, last = (day.year * 12 + day.month for day in (since, until))
    if not 0 <= last - first < FEW_MONTHS:
        return ()
    return (("words", " | ".join(lexeme(f"month:{month}") for month in range(first, last + 1))),)


def _in_status(status: str, today: date) -> tuple[Condition, ...]:
    last = today + timedelta(days=soon_days(current_pack()))
    within = (("since", today.isoformat()), ("until", last.isoformat()))
    over = (("until", (today - timedelta(days=1)).isoformat()),)
    return {
        "active": (_facet("status", "active"), within[0]),
        "expiring": (_facet("status", "active"), *within, *months_of(today, last)),
        "expired": (_facet("status", "active"), *over),
        "listed": (_facet("status", "active"), _facet("month", "0")),
    }.get(status) or (_facet("status", status),)


def _in_zip(typed: str) -> tuple[Condition, ...]:
    digits = typed.replace("-", "")
    whole = (("zip", f"{digits[:5]}-{digits[5:]}"),) if len(digits) > 5 else ()
    return (("words", f"{lexeme(f'zip:{digits[:5]}')}:*"), *whole)


def _in_city(typed: str) -> tuple[Condition, ...]:
    """Narrow to a city by how its name begins, written in any way."""
    ways = cities_of(typed)
    return (("words", " | ".join(f"{lexeme(f'city:{way}')}:*" for way in ways)),) if ways else ()


def _in_county(typed: str) -> tuple[Condition, ...]:
    """Narrow to a county by its code or by its name, which many states have."""
    codes = (typed,) if typed.isdigit() else counties_named(typed)
    return (("words", " | ".join(_facet("county", code)[1] for code in codes or ("-",))),)


def _facet(name: str, value: str) -> Condition:
    return ("words", lexeme(f"{name}:{value}"))


def _schedules(pack: Pack) -> dict[str, str]:
    told = [scheme.schedules for scheme in pack.schemes.values() if scheme.schedules]
    return {code: label for one in told for code, label in one.items() if code in SCHEDULES}


def _pairs(control: Any) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in control.iter_choices()]
