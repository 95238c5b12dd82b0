"""Whatever is typed into a form is kept as it is or refused with a word at the field; never run.

The forms are those that a walk through the application finds. What is stored must be found in the
record letter by letter, what is refused must stand in the form again, and no page may carry it in
a way in which a browser would take it for anything but text.
"""

import gettext
import itertools
import re

import pytest
from lxml import html
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, PasswordField, StringField
from wtforms.i18n import messages_path

from casemgr.forms import Form
from tests.security.forms import expect_none, fewest, send
from tests.security.hostile_text import (
    BYTES,
    ESSENCE,
    MISFITS,
    TEXTS,
    UNSTORABLE,
    naughty_strings,
)

# Entries that are looked at and not kept as they were typed.
NOT_KEPT = {"citation", "current", "new", "password", "username"}
# Forms after which there is nothing to be seen any more.
ENDING = {"accounts.sign_out", "people.end_sessions", "people.disable", "people.revoke_role"}
# What a record keeps apart.
PARTS = {"aliases": "[;\r\n]"}
USUAL = 200
# What the library of the forms says by itself, in no words of ours.
FOREIGN = {
    re.split("%|'", sentence if isinstance(sentence, str) else sentence[0])[0]
    for sentence in gettext.translation("wtforms", messages_path(), ["de"])._catalog
}
FOREIGN = FOREIGN - {""} | {"is not a valid choice", "are not valid choices"}
ANSWERED = {"registry.across"}  # the answer is a page, and nothing is kept
LONGEST = 4_000


def test_every_naughty_string_is_read_and_shown_by_every_text_field(app, visitor, site):
    strings, found = naughty_strings(), []
    fields = _fields_met(app, visitor, site)

    for field, text in itertools.product(fields, strings):
        found += _misread(field, text)

    expect_none(found)
    assert len(fields) >= 20


def test_every_naughty_string_goes_through_the_forms_into_the_record(site, visitor, faults):
    found, left = [], itertools.cycle(naughty_strings())
    for form in fewest(site.sent):
        found += _try(site, visitor, form, {one.name: _fill(left, one) for one in form.texts})

    expect_none(found + faults)


def test_every_kind_of_hostile_text_is_kept_as_it_is_by_every_field(site, visitor, faults):
    found, left = [], itertools.cycle(TEXTS)
    for form in fewest(site.sent):
        for _ in range(2):
            found += _try(site, visitor, form, {one.name: _fill(left, one) for one in form.texts})
        found += _try(site, visitor, form, dict.fromkeys([one.name for one in form.texts], ESSENCE))

    expect_none(found + faults)


def test_what_no_record_can_hold_is_refused_at_the_field(site, visitor, faults):
    found = []
    for form in fewest(site.sent):
        names = [one.name for one in form.texts]
        for text in UNSTORABLE if names else []:
            typed = dict.fromkeys(names, text)
            answer = _post(site, visitor, form, typed)
            found += _refused(form, answer, typed)
            told = {"reason"} if "step" in form.names else _blamed(answer)
            unnamed = set(names) - told
            found += [f"{form}: no word at {unnamed}"] if unnamed else []

    expect_none(found + faults)
    assert site.snapshot.changes() == []


def test_what_does_not_fit_is_refused_wherever_it_is_sent(site, visitor, faults):
    found = []
    for form, text in itertools.product(fewest(site.sent), MISFITS):
        names = [one.name for one in form.entries if one.name != "csrf_token"]
        answer = _post(site, visitor, form, dict.fromkeys(names, text), fresh=False)
        found += _unescaped(form, answer, text)
        found += [f"{form}: {answer.status_code} for {text!r}"] if answer.status_code > 422 else []
        found += [f"{form}: {text!r}: {said}" for said in FOREIGN if said in answer.text]

    expect_none(found + faults)


def test_bytes_that_are_no_text_are_answered_in_words(site, visitor, faults):
    found = []
    for form, raw in itertools.product(fewest(site.sent), BYTES):
        names = dict.fromkeys([one.name for one in form.texts], "RAWBYTES")
        answer = _post(site, visitor, form, names, swap=("RAWBYTES", raw))
        found += [f"{form}: {answer.status_code} for {raw}"] if answer.status_code > 422 else []

    expect_none(found + faults)


def test_hostile_text_in_the_record_is_text_on_every_page(site, visitor, faults):
    script = TEXTS[0]
    for form in fewest(site.sent):
        if form.endpoint not in ENDING:
            names = [one.name for one in form.texts if one.name not in NOT_KEPT]
            answer = _post(site, visitor, form, dict.fromkeys(names, script))
            refused = _blamed(answer)
            kept = [name for name in names if name not in refused]
            _post(site, visitor, form, dict.fromkeys(kept, script)) if refused else None

    shown = [address for address in _some_of_each(site.pages) if _script_is_shown(visitor, address)]

    assert faults == []
    assert len(shown) >= 20, "the text is hardly anywhere: the test has lost its point"


def _some_of_each(pages):
    """Return three pages of each endpoint."""
    by_endpoint = sorted(pages, key=pages.get)
    groups = itertools.groupby(by_endpoint, key=pages.get)
    return [address for _, group in groups for address in itertools.islice(group, 3)]


def _script_is_shown(visitor, address):
    answer = visitor.get(address)
    if answer.mimetype != "text/html":
        return False
    page = answer.text
    assert TEXTS[0] not in page, f"{address} carries a script"
    return str(escape(TEXTS[0])) in page


def _try(site, visitor, form, typed):
    """Send what was typed; where it is refused, send again what was not, and look for it."""
    if not typed:
        return []
    answer = _send(site, visitor, form, typed)
    found = _unescaped(form, answer, *typed.values())
    if answer.status_code == 422:
        found += _refused(form, answer, typed)
        left = {name: text for name, text in typed.items() if name not in _blamed(answer)}
        return found + (_try(site, visitor, form, left) if left and left != typed else [])
    if answer.status_code == USUAL and form.endpoint in ANSWERED:
        return found
    if answer.status_code == USUAL and "Content-Disposition" in answer.headers:
        return found + _not_kept(site, form, typed)
    if answer.status_code != 302:
        return [*found, f"{form}: {answer.status_code} for {typed}"]
    found += _unescaped(form, visitor.get(answer.headers["Location"]), *typed.values())
    return found + _not_kept(site, form, typed)


def _send(site, visitor, form, typed, **how):
    """Send the form to the record as it was before anything was sent."""
    site.snapshot.restore()
    return _post(site, visitor, form, typed, **how)


def _post(site, visitor, form, typed, **how):
    return send(visitor, form, form.honest(**(site.known | typed)), **how)


def _blamed(answer):
    """Name the controls at which the page says that something is wrong."""
    root = html.document_fromstring(answer.text.replace("\x00", ""))
    said = root.xpath("//*[contains(@class, 'usa-error-message')]/@id")
    return {name.removesuffix("-error") for name in said}


def _refused(form, answer, typed):
    """Return what is wrong with a refusal: no word of why, or what was typed is gone."""
    told = _blamed(answer) or "usa-alert--error" in answer.text
    found = [] if told else [f"{form}: no word of what is wrong with {typed}"]
    unseen = {one.name for one in form.entries if one.kind == "password"}
    for name, text in typed.items():
        if name not in unseen and str(escape(text.strip())) not in answer.text:
            found.append(f"{form}: {name} does not keep {text!r}")
    return found


def _unescaped(form, answer, *texts):
    """Return which of the texts the page carries as anything but text."""
    page = answer.text if answer.mimetype == "text/html" else ""
    raw = [text for text in texts if "<" in text and len(text) > 8]
    return [f"{form}: shows {text!r} unescaped" for text in raw if text in page]


def _not_kept(site, form, typed):
    """Return what was accepted and is nowhere in the record, letter by letter."""
    stored = site.snapshot.texts()
    return [
        f"{form}: {name} was accepted and changed: {text!r}"
        for name, text in typed.items()
        if name not in NOT_KEPT
        and not all(_is_in(stored, part) for part in re.split(PARTS.get(name, "[\r\n]"), text))
    ]


def _is_in(stored, text):
    """Look for a text; how many spaces part its words does not matter."""
    wanted = " ".join(text.split())
    return any(wanted in " ".join(one.split()) for one in stored)


def _fill(left, entry):
    """Take as many strings as the field has room for, and one in any case."""
    taken, most = next(left), min(entry.most or USUAL, LONGEST)
    while len(taken) < most:
        one = next(left)
        if len(taken) + 1 + len(one) > most:
            break
        taken = f"{taken} {one}"
    return taken


def _fields_met(app, visitor, site):
    """Return one of each kind of text field that the pages show, ready to be filled."""
    met, make = {}, Form.__init__

    def keep(form, /, *given, **named):
        make(form, *given, **named)
        for one in _text_fields(form):
            met[_kind(one)] = one

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Form, "__init__", keep)
        for form in site.sent:
            visitor.get(form.page)
    return list(met.values())


def _text_fields(form):
    """Yield every field in which a person writes, those of the form's parts too."""
    for field in form:
        parts = field.entries if isinstance(field, FieldList) else [field]
        inner = [part.form for part in parts if isinstance(part, FormField)]
        if isinstance(field, StringField):
            yield field
        for part in inner:
            yield from _text_fields(part)


def _kind(field):
    limits = [(type(one).__name__, str(vars(one))) for one in field.validators]
    return type(field).__name__, type(field.widget).__name__, str(limits), len(field.filters)


def _misread(field, text):
    """Return what is wrong when a field is filled with a text: with what it holds or shows."""
    field.process(MultiDict({field.name: text}))
    held, shown = field.data, str(field())
    found = [] if held in {text, text.strip()} else [f"{field.name} holds {held!r} for {text!r}"]
    unseen = isinstance(field, PasswordField)
    if not unseen and str(escape(held)) not in shown:
        found.append(f"{field.name} does not show {text!r}")
    if len(text) > 8 and "<" in text and text in shown:
        found.append(f"{field.name} shows {text!r} unescaped")
    return found
