"""Two clicks, two tabs, two people: one effect, and nobody's words are lost.

The forms are those that a walk through the application finds: each one that tells the version of
a record must refuse the second of two tabs.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from markupsafe import escape

from tests.security.forms import expect_none, send

TIMES = 10
# What is made by each of these forms.
MADE = {
    "cases.create": "case",
    "cases.add_subject": "case_subject",
    "cases.add_note": "case_note",
    "evidence.create": "exhibit",
    "evidence.upload": "evidence_file",
    "parties.create": "party",
    "reports.create": "report",
}
EDITED = {"cases.edit", "evidence.edit", "parties.edit", "reports.edit", "cases.edit_note"}
FREE = ("text", "narrative", "description", "title", "remarks", "detail", "reason")
EARLIER, LATER = "Typed in the first tab", "Typed in the second tab"


@pytest.mark.parametrize("endpoint", MADE)
def test_a_form_sent_many_times_at_once_has_one_effect(site, browser, faults, endpoint):
    form = _form(site, endpoint)
    send_once = _sender(site, browser, form)

    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(send_once, range(TIMES)))

    made = [table for table, _ in site.snapshot.changes() if table == MADE[endpoint]]
    assert faults == []
    assert len(made) == 1
    assert {answer.status_code for answer in answers} <= {302, 303}
    assert len({answer.headers["Location"] for answer in answers}) == 1


def test_a_form_that_was_refused_can_be_mended_and_sent_with_the_same_key(site, visitor):
    form = _form(site, "parties.create")
    missing, mended = (form.honest(family_name=name, name=name) for name in ("", "Hutchens"))

    refused = send(visitor, form, missing, fresh=False)
    answer = send(visitor, form, mended, fresh=False)

    assert (refused.status_code, answer.status_code) == (422, 302)


def test_another_persons_form_key_is_not_taken_for_ones_own(site, browser, visitor, in_app):
    form = _form(site, "parties.create")
    theirs = browser(site.people.colleague)
    token = theirs.token()
    entries = form.honest(family_name="Hutchens", name="Hutchens")
    send(visitor, form, entries, fresh=False)

    answer = theirs.post(form.action, data=dict(entries) | _key(form) | {"csrf_token": token})

    assert answer.status_code in {302, 422}
    assert "sent before" not in answer.text


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(site, visitor, faults):
    found, forms = [], [form for form in site.sent if _tells_a_version(form)]
    for form in forms:
        site.snapshot.restore()
        name = _free(form)
        first = send(visitor, form, form.honest(**site.known | {name: EARLIER}))
        if not site.snapshot.changes():
            continue
        second = send(visitor, form, form.honest(**site.known | {name: LATER}))
        if (first.status_code, second.status_code) != (302, 409):
            found.append(f"{form}: {first.status_code}, then {second.status_code}")
        elif str(escape(LATER)) not in second.text:
            found.append(f"{form}: loses what was typed")

    expect_none(found + faults)
    assert {form.endpoint for form in forms} >= EDITED


@pytest.mark.parametrize("endpoint", sorted(EDITED - {"cases.edit_note"}))
def test_of_two_people_who_save_at_once_one_is_told(site, browser, faults, endpoint):
    form = _form(site, endpoint)
    send_once = _sender(site, browser, form, fresh=True)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send_once, range(2)))

    assert faults == []
    assert sorted(answer.status_code for answer in answers) == [302, 409]


def test_a_step_taken_in_two_tabs_at_once_is_taken_once(site, browser, faults):
    form = next(
        form
        for form in site.sent
        if form.endpoint == "reports.advance" and ("step", "submit_report") in form.honest()
    )
    send_once = _sender(site, browser, form, fresh=True)

    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(send_once, range(TIMES)))

    taken = [row for table, row in site.snapshot.changes() if table == "workflow_event"]
    assert faults == []
    assert len(taken) == 1
    assert sorted({answer.status_code for answer in answers}) == [302, 409]


def _form(site, endpoint):
    found = [form for form in site.sent if form.endpoint == endpoint and not form.known]
    return min(found, key=lambda form: len(form.entries))


def _sender(site, browser, form, *, fresh=False):
    """Return what sends the form from a browser of its own; with fresh keys, in other words."""
    browsers, name = [browser() for _ in range(TIMES)], _free(form) if fresh else ""

    def send_once(place):
        entries = form.honest(**site.known | {name: f"In the words of {place}"})
        return send(browsers[place], form, entries, fresh=fresh)

    return send_once


def _free(form):
    """Return the name of an entry that takes any words."""
    return next((name for name in FREE if name in form.names), "")


def _tells_a_version(form):
    told = {one.name: one.value for one in form.entries}
    return bool(told.get("row_version")) and "step" not in told and bool(_free(form))


def _key(form):
    return {"form_key": next(one.value for one in form.entries if one.name == "form_key")}
