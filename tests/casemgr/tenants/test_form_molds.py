"""A form's controls are drawn from molds, and look as if each had been drawn by itself."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from casemgr import assets, wording
from casemgr.forms import Form
from casemgr.tenants.fields import Field, Option
from casemgr.tenants.form_fields import make_form

COLORS = (Option("r", "Red", {}), Option("b", "Blue", {}))
TYPES = ("text", "long_text", "number", "money", "date", "yes_no", "choice", "multi_choice")
FIELDS = tuple(Field(f"f_{one}", one, one, help="Hint", options=COLORS) for one in TYPES)
STORED = [
    {},
    {
        "f_text": '<b>"x"</b>\ue000',
        "f_long_text": "a\n<i>",
        "f_number": 1.5,
        "f_money": 115,
        "f_date": "2026-02-03",
        "f_yes_no": True,
        "f_choice": "b",
        "f_multi_choice": ["r", "b"],
    },
    {"f_yes_no": False, "f_choice": "gone", "f_multi_choice": ["gone"], "f_text": "x"},
]
PAGE = '{% from "components/form.html" import field, fields %}'


@pytest.fixture
def draw():
    app = Flask("casemgr")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for offered in (assets, wording):
        offered.init_app(app)
    with app.test_request_context():
        yield lambda text, **facts: app.jinja_env.from_string(PAGE + text).render(**facts)


@pytest.mark.parametrize("stored", STORED)
def test_each_control_looks_as_drawn_by_itself(draw, stored):
    form = make_form(Form, FIELDS)(None, fields=stored)
    names = [one.name for one in form if one.name.startswith("field_")]

    molded = draw(
        "{% for name in names %}{{ form[name].drawn(field) }}{% endfor %}", **locals()
    ).split()
    anew = draw("{% for name in names %}{{ field(form[name]) }}{% endfor %}", **locals()).split()

    assert molded == anew


def test_an_error_is_drawn_and_the_next_form_is_without_it(draw):
    made = make_form(Form, FIELDS)
    wrong = made(MultiDict({"field_f_number": "lots"}))
    wrong.validate()

    page = draw("{{ fields(form, ['field_f_number']) }}", form=wrong)
    after = draw("{{ fields(form, ['field_f_number']) }}", form=made(None, fields={"f_number": 3}))

    assert 'value="lots"' in page
    assert "usa-error-message" in page
    assert 'value="3"' in after
    assert "usa-error-message" not in after


def test_what_people_type_is_not_kept(draw):
    made = make_form(Form, FIELDS)
    draw(
        "{{ fields(form) }}", form=made(None, fields={"f_text": "a secret", "f_choice": "odd one"})
    )

    kept = [
        str(one.field_class.molds) for one in vars(made).values() if hasattr(one, "field_class")
    ]

    assert any("usa-input" in one for one in kept)
    assert not any("secret" in one or "odd one" in one for one in kept)
