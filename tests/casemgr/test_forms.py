"""What every form does: it reads, refuses in words, keeps what was typed, and notices the late."""

import uuid
from types import SimpleNamespace

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from casemgr.errors import Conflict, Invalid, StaleEdit
from casemgr.form_sentences import NOT_A_NUMBER, NOT_OFFERED
from casemgr.forms import Entries, Form, choices, line, text


class Sample(Form):
    """A form with one of each."""

    title = line("Title", 20, "Give it a title.")
    remarks = text("Remarks", 100)


@pytest.fixture
def sent(app):
    """Return a maker of forms as they come in with a request."""

    def fill(**entries):
        with app.test_request_context("/", method="POST", data=entries):
            form = Sample.of_request()
            form.sound = form.is_sent()
        return form

    return fill


@pytest.fixture
def in_request(app):
    """Work inside a request that sends a title."""
    with app.test_request_context("/", method="POST", data={"title": "Kept"}):
        yield Sample.of_request()


def test_a_form_reads_what_was_typed_without_the_space_around_it(sent):
    form = sent(title="  Gun show  ", remarks="\n one\ntwo \n")

    assert form.sound
    assert form.entries() == {"title": "Gun show", "remarks": "one\ntwo"}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Give it a title."),
        ("   ", "Give it a title."),
        ("x" * 21, "Write at most 20 characters."),
        ("a\x00b", "Character 2 cannot be stored. Delete it."),
        ("\x1b[31m", "Character 1 cannot be stored. Delete it."),
        ("ab\ud800", "Character 3 cannot be stored. Delete it."),
    ],
)
def test_what_cannot_be_accepted_is_said_at_the_field(typed, message):
    form = Sample(MultiDict({"title": typed}))

    assert not form.validate()
    assert form.title.errors == [message]


class Asked(Entries):
    """A row with one of each control that reads what is typed."""

    kind = SelectField("Kind", choices=choices({"home": "Home"}), default="home")
    marks = SelectMultipleField("Marks", choices=choices({"red": "Red"}))
    day = DateField("Day", [DataRequired("Enter the day.")])
    at = DateTimeLocalField("When", [Optional()])
    counts = IntegerField("Counts", [Optional(), NumberRange(1, 99)])
    code = StringField("Code", [Length(max=3)])
    needed = StringField("Needed", [DataRequired()])


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("kind", "car", NOT_OFFERED),
        ("marks", "blue", NOT_OFFERED),
        ("day", "", "Enter the day."),
        ("day", "2026-02-31", "There is no such day. Choose it in the calendar, or write it like"),
        ("day", "03/21/2026", "There is no such day. Choose it in the calendar, or write it like"),
        ("day", "0026-03-21", "Look at the year: write one from 1800 to 2200."),
        ("at", "20266-03-21T09:00", "There is no such day and time."),
        ("at", "9999-12-31T23:59", "Look at the year: write one from 1800 to 2200."),
        ("at", "2026-02-31T09:00", "There is no such day and time."),
        ("counts", "\u0661\u0662\u00b2", NOT_A_NUMBER),
        ("counts", "100", "Write a number from 1 to 99."),
        ("code", "long", "Write at most 3 characters."),
        ("needed", "", "Fill this in: it is needed."),
    ],
)
def test_what_is_wrong_is_said_with_what_is_possible_and_how_it_is_written(name, typed, message):
    form = Asked(MultiDict({name: typed}))

    assert not form.validate()
    assert len(form[name].errors) == 1
    assert form[name].errors[0].startswith(message)
    assert (form[name].raw_data or [""])[0] == typed


@pytest.mark.parametrize("typed", ["tab\there", "e\u0301", "\U0001f600", "\u202eback", "{{ 7*7 }}"])
def test_any_other_text_is_accepted_as_it_is(typed):
    form = Sample(MultiDict({"title": typed}))

    assert form.validate()
    assert form.title.data == typed


def test_a_form_that_is_only_shown_is_not_sent(app):
    with app.test_request_context("/?title=Gun+show"):
        form = Sample.of_request()

        assert not form.is_sent()
        assert form.title.data is None


def test_a_form_shows_a_record_with_its_version(app):
    with app.test_request_context("/"):
        form = Sample.of_request(SimpleNamespace(title="Gun show", remarks="", row_version=7))

    assert (form.title.data, form.row_version.data) == ("Gun show", 7)


def test_what_a_service_refuses_is_said_at_the_field_or_above_the_form(in_request):
    problems = {"title": "There is one of that title.", "elsewhere": "The vault is closed."}

    done = in_request.carries_out(_raising(Invalid("No.", problems)))

    assert not done
    assert in_request.title.errors == ["There is one of that title."]
    assert in_request.form_errors == ["The vault is closed."]
    assert in_request.status == 422
    assert in_request.title.data == "Kept"


@pytest.mark.parametrize(
    ("error", "is_stale"), [(StaleEdit("Somebody was faster."), True), (Conflict("Closed."), False)]
)
def test_a_form_that_comes_too_late_keeps_what_was_typed(in_request, error, is_stale):
    done = in_request.carries_out(_raising(error))

    assert not done
    assert in_request.form_errors == [error.message]
    assert (in_request.status, in_request.is_stale) == (409, is_stale)
    assert in_request.title.data == "Kept"


def test_a_form_that_is_carried_out_says_so(in_request):
    assert in_request.carries_out(lambda: None)
    assert in_request.status == 200


@pytest.mark.parametrize("seen", ["6", "8", "x", "\u00b2", "7.0"])
def test_another_version_than_the_present_one_is_stale(app, seen):
    form = Sample(MultiDict({"row_version": seen}))

    with pytest.raises(StaleEdit):
        form.check_version(SimpleNamespace(row_version=7))

    assert form.row_version.data == 7, "sent again, it overwrites what was compared"


@pytest.mark.parametrize("seen", ["7", ""])
def test_the_present_version_or_none_is_not_stale(seen):
    Sample(MultiDict({"row_version": seen})).check_version(SimpleNamespace(row_version=7))


@pytest.mark.parametrize(
    ("told", "version"), [("7", 7), ("", None), ("x", -1), ("\u00b2", -1), ("-3", -1)]
)
def test_a_version_that_cannot_be_read_is_none_there_was(told, version):
    assert Sample(MultiDict({"row_version": told})).seen_version == version


def test_what_goes_along_unseen_is_escaped_and_keeps_the_forms_key(app):
    data = {"form_key": '"><script>', "row_version": '"><b>'}
    with app.test_request_context("/", method="POST", data=data):
        form = Sample.of_request()

        hidden = form.hidden()

    assert "<script>" not in hidden
    assert "<b>" not in hidden
    assert 'name="form_key" value="&#34;&gt;&lt;script&gt;"' in hidden


def test_a_form_shown_again_after_it_was_carried_out_can_be_sent_anew(app):
    key = str(uuid.uuid4())
    with app.test_request_context("/", method="POST", data={"form_key": key}):
        form = Sample.of_request()

        assert key in form.hidden()
        assert form.carries_out(lambda: None)
        assert key not in form.hidden()


def test_choices_carry_their_labels():
    offered = choices({"a": "First", "b": "Second"})

    assert [(one.value, one.label) for one in offered] == [("a", "First"), ("b", "Second")]


def _raising(error):
    def act():
        raise error

    return act
