"""The kinds of value a tenant's field can hold: how each is read from a form and shown again.

Values are kept as JSON: dates as ISO text, money as whole cents, people as the id of their record.
A reader raises ValueError with a sentence for the person who typed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from casemgr import clock, wording
from casemgr.tenants import formats

if TYPE_CHECKING:
    from casemgr.tenants.field_model import Field, Option

Raw = str | Sequence[str] | Mapping[str, str]

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\u0085\u2028\u2029]")
AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,9})?\Z", re.ASCII)
BEYOND = 10**15
YES, NO = {"yes", "y", "true", "on", "1"}, {"no", "n", "false", "off", "0"}


@dataclass(frozen=True)
class FieldType:
    """How one kind of field reads, shows and compares its values.

    `take` keeps what an expression gives; a type without it cannot be computed.
    """

    name: str
    kind: str
    takes: frozenset[str]
    read: Callable[[Field, Any], Any]
    show: Callable[[Field, Any], str]
    compared: Callable[[Any], Any] = lambda value: value
    take: Callable[[Field, Any], Any] | None = None


def read_line(field: Field, raw: Any) -> str:
    """Read one line of text and check its pattern and format."""
    text = " ".join(_text(field, raw).split())
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise ValueError(f"This is not in the form asked for{_example(field)}.")
    return formats.check_format(field.format, text) if field.format else text


def read_lines(field: Field, raw: Any) -> str:
    """Read text of several lines."""
    return _text(field, LINE_ENDS.sub("\n", str(raw))).strip()


def read_number(field: Field, raw: Any) -> int | float:
    """Read a number; commas may part thousands."""
    amount = _amount(raw, "Write a number such as 12 or 12.5.")
    _check_range(field, amount, str)
    if len(amount.as_tuple().digits) > 15:
        raise ValueError("Write at most 15 digits.")
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def read_money(field: Field, raw: Any) -> int:
    """Read an amount of dollars and keep it in whole cents."""
    amount = _amount(str(raw).strip().removeprefix("$"), "Write an amount such as 1,150.00.")
    _check_range(field, amount, wording.money)
    if amount * 100 != (amount * 100).to_integral_value():
        raise ValueError("Write at most two digits after the point.")
    return int(amount * 100)


def read_date(field: Field, raw: Any) -> str:
    """Read a day as the date control sends it, or as month/day/year."""
    day = _day(str(raw).strip())
    least, most = _bound(field.minimum), _bound(field.maximum)
    if least and day < least:
        raise ValueError(f"The date cannot be before {wording.day(least)}.")
    if most and day > most:
        raise ValueError(f"The date cannot be after {wording.day(most)}.")
    return day.isoformat()


def read_choice(field: Field, raw: Any) -> str:
    """Read one of the field's options."""
    return _option(field.options, str(raw).strip()).code


def read_choices(field: Field, raw: Any) -> list[str]:
    """Read several of the field's options, in the order in which the field lists them."""
    given = [raw] if isinstance(raw, str) else list(raw)
    wanted = {_option(field.options, str(code).strip()).code for code in given if str(code).strip()}
    return [option.code for option in field.options if option.code in wanted]


def read_yes_no(field: Field, raw: Any) -> bool:
    """Read yes or no."""
    word = str(raw).strip().lower()
    if word not in YES | NO:
        raise ValueError("Choose yes or no.")
    return word in YES


def read_person(field: Field, raw: Any) -> str:
    """Read the id of a person or organisation that was picked from the records."""
    try:
        return str(uuid.UUID(str(raw).strip()))
    except ValueError:
        raise ValueError("Pick a person or an organization from the list.") from None


def read_composite(field: Field, raw: Any) -> dict[str, Any]:
    """Read a code of several slots; keep the whole code and each slot's part."""
    given = raw if isinstance(raw, Mapping) else _split(field, str(raw).strip())
    slots = {}
    for slot in field.slots:
        code = str(given.get(slot.name) or "").strip()
        if not code:
            raise ValueError(f"Choose {slot.label.lower()}: the code needs all its parts.")
        slots[slot.name] = _option(slot.options, code).code
    return {"code": "".join(slots.values()), "slots": slots}


def refuse_reading(field: Field, raw: Any) -> Any:
    """Refuse to read what no form sends as text."""
    raise ValueError("This is not entered here.")


def show_files(field: Field, value: Any) -> str:
    """Show the names and sizes of attached files."""
    return "; ".join(f"{file['name']} ({wording.size(file['size'])})" for file in value)


def take_number(field: Field, value: Any) -> int | float:
    """Keep a number that was worked out, to twelve digits."""
    if not isfinite(value) or abs(value) >= BEYOND:
        raise ValueError("no number")
    exact = float(f"{value:.12g}")
    return int(exact) if exact == int(exact) else exact


def take_money(field: Field, value: Any) -> int:
    """Keep an amount that was worked out in dollars, in whole cents."""
    return round(take_number(field, value) * 100)


def take_text(field: Field, value: Any) -> str:
    """Keep text that was put together, as far as the field is long."""
    return str(value).strip()[: field.max_length]


def take_date(field: Field, value: Any) -> str:
    """Keep a day that was worked out."""
    day: str = value.date().isoformat()
    return day


def show_option(field: Field, value: Any) -> str:
    """Show an option's label; a code that the pack no longer lists is shown as it is."""
    return next((option.label for option in field.options if option.code == value), str(value))


def show_options(field: Field, value: Any) -> str:
    """Show the labels of several options."""
    return "; ".join(show_option(field, code) for code in value)


def show_number(field: Field, value: Any) -> str:
    """Show a number with its unit."""
    return f"{value} {field.unit}".strip()


def _text(field: Field, raw: Any) -> str:
    text = str(raw)
    found = CONTROLS.search(text)
    if found:
        raise ValueError(f"Character {found.start() + 1} cannot be stored. Delete it.")
    if len(text) > field.max_length:
        raise ValueError(f"Write at most {field.max_length:,} characters; there are {len(text):,}.")
    return text


def _example(field: Field) -> str:
    return f": {field.help.rstrip('.')}" if field.help else ""


def _amount(raw: Any, wanted: str) -> Decimal:
    text = str(raw).strip()
    if not AMOUNT.match(text):
        raise ValueError(wanted)
    return Decimal(text.replace(",", ""))


def _check_range(field: Field, amount: Decimal, show: Callable[[Any], str]) -> None:
    if field.minimum is not None and amount < Decimal(field.minimum):
        raise ValueError(f"Write at least {show(field.minimum)}.")
    if field.maximum is not None and amount > Decimal(field.maximum):
        raise ValueError(f"Write at most {show(field.maximum)}.")


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if day.year in clock.YEARS:
            return day
    raise ValueError("Write a date as month/day/year, such as 03/21/2026.")


def _bound(text: str | None) -> date | None:
    if text == "today":
        return clock.today()
    return date.fromisoformat(text) if text else None


def _option(options: Sequence[Option], code: str) -> Option:
    for option in options:
        if option.code == code:
            return option
    raise ValueError("Choose one of the listed entries.")


def _split(field: Field, text: str) -> dict[str, str]:
    """Cut a whole code into its slots by the width of each slot's codes."""
    given, start = {}, 0
    for slot in field.slots:
        width = len(slot.options[0].code)
        given[slot.name] = text[start : start + width]
        start += width
    if len(text) != start:
        raise ValueError(f"Write all {start} characters of the code.")
    return given


def _type(name: str, kind: str, takes: str, read: Any, show: Any = None, **more: Any) -> FieldType:
    plain = show or (lambda field, value: str(value))
    return FieldType(name, kind, frozenset(takes.split()), read, plain, **more)


_ALL = (
    _type(
        "text",
        "text",
        "format pattern max_length",
        read_line,
        compared=str.casefold,
        take=take_text,
    ),
    _type("long_text", "text", "max_length", read_lines, compared=str.casefold, take=take_text),
    _type("number", "number", "minimum maximum unit", read_number, show_number, take=take_number),
    _type(
        "money",
        "number",
        "minimum maximum",
        read_money,
        lambda f, v: wording.money(v / 100),
        take=take_money,
    ),
    _type(
        "date", "date", "minimum maximum", read_date, lambda f, v: wording.day(v), take=take_date
    ),
    _type(
        "yes_no", "yes_no", "", read_yes_no, lambda f, v: "Yes" if v else "No", take=lambda f, v: v
    ),
    _type("choice", "text", "choices", read_choice, show_option),
    _type("multi_choice", "list(text)", "choices code_list", read_choices, show_options),
    _type("code_list", "text", "code_list", read_choice, show_option),
    _type("person", "text", "", read_person),
    _type(
        "composite",
        "text",
        "slots",
        read_composite,
        lambda f, v: v["code"],
        compared=lambda value: value["code"],
    ),
    _type("group", "list", "fields least most", refuse_reading),
    _type("attachment", "list(text)", "most", refuse_reading, show_files, compared=len),
)
TYPES: Mapping[str, FieldType] = {type_.name: type_ for type_ in _ALL}
