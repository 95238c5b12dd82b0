"""A form of 60 tenant fields, beside a template of the same fields written by hand.

Both draw the same page from the same values in the same run, in turns so that a busy moment meets
both alike; the median of the ratios counts. The platform's time includes making the controls.

Run: .venv/bin/python -m benchmarks form
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from lxml import html

from casemgr import assets, wording
from casemgr.forms import Form
from casemgr.tenants.field_model import Field, Option
from casemgr.tenants.fields import Values
from casemgr.tenants.form_controls import PREFIX, typed_value
from casemgr.tenants.form_fields import make_form

COUNT, ROUNDS, LIMIT = 60, 400, 2.0
HINT = "What belongs here"
OPTIONS = tuple(Option(f"c{number}", f"Choice {number}", {}) for number in range(8))
ENTRIES: dict[str, Any] = {
    "text": "Some <words>",
    "number": 12,
    "date": "2026-02-03",
    "choice": "c3",
    "money": 11500,
    "yes_no": True,
    "long_text": "Two\nlines",
    "multi_choice": ["c1", "c2"],
}
TYPES = tuple(ENTRIES)
BY_PLATFORM = '{% from "components/form.html" import fields %}{{ fields(form, names) }}'

GROUP = (
    '<div class="usa-form-group field{% if errors.NAME %} usa-form-group--error{% endif %}">'
    "BODY</div>"
)
LABEL = (
    '<label class="usa-label{% if errors.NAME %} usa-label--error{% endif %}" for="NAME">'
    "TITLEMARK</label>"
)
MARK = ' <abbr title="required" class="usa-hint usa-hint--required">*</abbr>'
NOTES = (
    f'<span class="usa-hint" id="NAME-hint">{HINT}</span>{{% if errors.NAME %}}'
    '<span class="usa-error-message" id="NAME-error">{{ errors.NAME }}</span>{% endif %}'
)
SAID = (
    ' aria-describedby="NAME-hint{% if errors.NAME %} NAME-error{% endif %}"'
    '{% if errors.NAME %} aria-invalid="true"{% endif %}NEEDED'
)
INPUT = (
    '<input class="usa-input{% if errors.NAME %} usa-input--error{% endif %}" id="NAME" name="NAME"'
    f' type="KIND" value="{{{{ values.NAME }}}}"{SAID}>'
)
SELECT = (
    '<select class="usa-select{% if errors.NAME %} usa-input--error{% endif %}" id="NAME"'
    f' name="NAME"{SAID}><option value=""></option>{{% for code, label in choices %}}'
    '<option value="{{ code }}"{% if code == values.NAME %} selected{% endif %}>{{ label }}'
    "</option>{% endfor %}</select>"
)
RADIO = (
    '<div class="usa-radio"><input class="usa-radio__input" type="radio" id="NAME-VALUE"'
    ' name="NAME" value="VALUE"{% if values.NAME == "VALUE" %} checked{% endif %}NEEDED>'
    '<label class="usa-radio__label" for="NAME-VALUE">VALUE</label></div>'
)
AREA = (
    '<textarea class="usa-textarea{% if errors.NAME %} usa-input--error{% endif %}" id="NAME"'
    f' name="NAME"{SAID}>\n{{{{ values.NAME }}}}</textarea>'
)
BOXES = (
    '{% for code, label in choices %}<div class="usa-checkbox"><input class="usa-checkbox__input"'
    ' type="checkbox" id="NAME-{{ loop.index0 }}" name="NAME" value="{{ code }}"'
    '{% if code in values.NAME %} checked{% endif %}><label class="usa-checkbox__label"'
    ' for="NAME-{{ loop.index0 }}">{{ label }}</label></div>{% endfor %}'
)


def main() -> int:
    """Draw both, print the ratio, and return 1 when the limit is broken."""
    fields = tenant_fields()
    app = Flask("casemgr")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for offered in (assets, wording):
        offered.init_app(app)
    with app.test_request_context():
        stored = {field.name: ENTRIES[field.type] for field in fields}
        platform, by_hand = _by_platform(app, fields, stored), _by_hand(app, fields, stored)
        _check_alike(platform(), by_hand())
        ratio, usual = _compared(platform, by_hand)
    print(f"form of {COUNT} tenant fields: {ratio:.2f} x a hand-written template", end="")
    print(f" of {usual * 1000:.2f} ms")
    return int(ratio > LIMIT)


def tenant_fields() -> tuple[Field, ...]:
    """Describe 60 fields of eight types, each with a hint, every fifth one required."""
    types = [TYPES[number % len(TYPES)] for number in range(COUNT)]
    return tuple(
        Field(
            f"f{number}",
            f"Field {number}",
            type_,
            help=HINT,
            required=number % 5 == 0,
            options=OPTIONS if type_ in ("choice", "multi_choice") else (),
        )
        for number, type_ in enumerate(types)
    )


def _by_platform(app: Flask, fields: tuple[Field, ...], stored: Values) -> Callable[[], str]:
    """Make the form from the tenant's fields and draw it, as a request does."""
    template = app.jinja_env.from_string(BY_PLATFORM)
    names = [PREFIX + field.name for field in fields]
    form_class = make_form(Form, fields)
    return lambda: template.render(form=form_class(None, fields=stored), names=names)


def _by_hand(app: Flask, fields: tuple[Field, ...], stored: Values) -> Callable[[], str]:
    """Write the template out as a person would for just these fields."""
    template = app.jinja_env.from_string("".join(_written(field) for field in fields))
    values = {PREFIX + one.name: typed_value(one, stored[one.name]) for one in fields}
    choices = [(option.code, option.label) for option in OPTIONS]
    return lambda: template.render(values=values, errors={}, choices=choices)


def _written(field: Field) -> str:
    name, needed = PREFIX + field.name, " required" if field.required else ""
    title = LABEL.replace("TITLE", field.label).replace("MARK", MARK if needed else "")
    body = title + NOTES + _control(field.type)
    return GROUP.replace("BODY", body).replace("NAME", name).replace("NEEDED", needed)


def _control(type_: str) -> str:
    if type_ == "yes_no":
        return "".join(RADIO.replace("VALUE", value) for value in ("yes", "no"))
    kind = "date" if type_ == "date" else "text"
    others = {"choice": SELECT, "multi_choice": BOXES, "long_text": AREA}
    return others.get(type_, INPUT.replace("KIND", kind))


def _check_alike(platform: str, by_hand: str) -> None:
    """Refuse to compare pages that ask different things."""
    ours, theirs = (
        html.fromstring(f"<form>{page}</form>").form_values() for page in (platform, by_hand)
    )
    assert ours == theirs, "the two forms do not ask the same"


def _compared(platform: Callable[[], str], by_hand: Callable[[], str]) -> tuple[float, float]:
    """Return the median of the ratios, and how long the hand-written one usually takes."""
    pairs = [(_once(platform), _once(by_hand)) for _ in range(ROUNDS)]
    return median(one / other for one, other in pairs), median(other for _, other in pairs)


def _once(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start
