"""What people do on the pages of cases, reports and the name index, told by the same acts."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from casemgr.demo.walking.browser import Browser
from casemgr.demo.walking.pages import Page

Deed = Callable[..., Any]
DEEDS: dict[str, Deed] = {}
KEY = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PREFIX = "field_"


def deed(do: Deed) -> Deed:
    """Let a walk use this function under its name."""
    DEEDS[do.__name__] = do
    return do


def key_in(address: str, part: str) -> str:
    """Return the key that follows a part of an address, the last one there is."""
    return re.findall(f"{part}/({KEY})", address)[-1]


def own_fields(fields: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the agency's fields under the names that forms give them."""
    return {PREFIX + name: value for name, value in (fields or {}).items()}


@deed
def open_case(walk: Any, browser: Browser, *, case_type: str, fields: Any, **facts: Any) -> str:
    """Open a case."""
    browser.fill(f"/cases/new?type={case_type}", facts | own_fields(fields), entry="title")
    return key_in(browser.url, "/cases")


@deed
def add_subject(
    walk: Any,
    browser: Browser,
    *,
    case: str,
    party: str,
    role: str,
    fields: Any = None,
    compartments: Iterable[str] = (),
    **facts: Any,
) -> str:
    """Enter somebody and add them to a case, typed once."""
    known = {name: value for name, value in walk.parties[party].items() if name != "compartments"}
    kind = known.pop("kind")
    entries = {**_typed(known), **facts, **own_fields(fields)}
    if compartments:
        entries["compartments"] = list(compartments)
    entry = "family_name" if kind == "person" else "name"
    address = f"/cases/{walk.known[case]}/subjects/new?role={role}&kind={kind}"
    browser.fill(address, entries, entry=entry)
    return walk.label(party)


@deed
def add_member(walk: Any, browser: Browser, *, case: str, person: str, role: str) -> None:
    """Put somebody on the team."""
    entries = {"account_id": walk.member(person).name, "role": role}
    browser.fill(f"/cases/{walk.known[case]}/team/new", entries)


@deed
def add_charge(
    walk: Any,
    browser: Browser,
    *,
    case: str,
    subject: str,
    citation: str,
    fields: Any = None,
    **facts: Any,
) -> str:
    """Propose a charge."""
    place = f"/cases/{walk.known[case]}/charges"
    entries = {"subject_id": walk.known[subject], **facts, **own_fields(fields)}
    form = browser.open(f"{place}/new?citation={citation.replace(' ', '+')}").form(entry="counts")
    for name, value in entries.items():
        form.enter(name, value)
    page = browser.send(form)
    links = [key_in(link, "/charges") for link, _ in page.links if link.endswith("/edit")]
    walk.citations[links[-1]] = citation
    return links[-1]


@deed
def add_task(
    walk: Any, browser: Browser, *, case: str, title: str, person: str, **facts: Any
) -> str:
    """Ask somebody to do something."""
    place = f"/cases/{walk.known[case]}/tasks"
    entries = {"title": title, "assigned_to": walk.member(person).name, **facts}
    page = browser.fill(f"{place}/new", entries)
    return _last_key(page, "/tasks", title)


@deed
def finish_task(walk: Any, browser: Browser, *, task: str) -> None:
    """Say that a task is done."""
    key = walk.known[task]
    case = next(one for one in walk.cases if _offers(browser, f"/cases/{one}/tasks", key))
    browser.send(browser.open(f"/cases/{case}/tasks").form(f"/tasks/{key}/done"))


@deed
def add_note(
    walk: Any, browser: Browser, *, case: str, text: str, compartments: Iterable[str] = ()
) -> str:
    """Write a note."""
    entries = {"text": text} | ({"compartments": list(compartments)} if compartments else {})
    page = browser.fill(f"/cases/{walk.known[case]}/notes/new", entries)
    return next(
        key_in(link, "/cases") + "/notes/" + key_in(link, "/notes") for link in _notes(page)
    )


@deed
def reword_note(walk: Any, browser: Browser, *, note: str, text: str) -> None:
    """Word a note anew."""
    browser.fill(f"/cases/{walk.known[note]}/edit", {"text": text})


@deed
def add_entry(walk: Any, browser: Browser, *, case: str, **facts: Any) -> None:
    """Enter something that happened in the matter."""
    browser.fill(f"/cases/{walk.known[case]}/timeline/new", facts)


@deed
def write_report(
    walk: Any,
    browser: Browser,
    *,
    case: str,
    report_type: str,
    parties: Iterable[str] = (),
    fields: Any = None,
    **facts: Any,
) -> str:
    """Write a report."""
    given = {
        name: walk.label(value) if name == "person_interviewed" else value
        for name, value in (fields or {}).items()
    }
    named = {"parties": [walk.label(one) for one in parties]}
    address = f"/cases/{walk.known[case]}/reports/new?type={report_type}"
    browser.fill(address, {**facts, **named, **own_fields(given)}, entry="narrative")
    return key_in(browser.url, "/reports")


@deed
def rewrite_report(walk: Any, browser: Browser, *, report: str, narrative: str) -> None:
    """Rework the narrative of a draft."""
    browser.fill(f"/reports/{walk.known[report]}/edit", {"narrative": narrative})


@deed
def comment(walk: Any, browser: Browser, *, report: str, text: str) -> None:
    """Say something about a draft."""
    browser.fill(f"/reports/{walk.known[report]}", {"text": text})


@deed
def take_step(walk: Any, browser: Browser, *, record: str, step: str, reason: str = "") -> None:
    """Take a step of a case or of a report."""
    kind = "cases" if walk.known[record] in walk.cases else "reports"
    push(browser.open(f"/{kind}/{walk.known[record]}"), browser, step, reason)


def push(page: Page, browser: Browser, step: str, reason: str = "") -> Page:
    """Push the button of a step on the page of a record."""
    forms = [one for one in page.forms if ("step", step) in one.entries()]
    if not forms:
        raise LookupError(f"“{page.heading.strip()}” does not offer the step {step}")
    if reason:
        forms[0].enter("reason", reason)
    return browser.send(forms[0])


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write what is known of a party as one types it into a form."""
    typed: dict[str, Any] = {}
    for name, value in facts.items():
        if name == "aliases":
            typed[name] = "\n".join(value)
        elif isinstance(value, list):
            typed |= {
                f"{name}-{line}-{part}": text
                for line, row in enumerate(value)
                for part, text in row.items()
            }
        else:
            typed[name] = value
    return typed


def _offers(browser: Browser, address: str, key: str) -> bool:
    return any(key in link for link, _ in browser.open(address).links)


def _last_key(page: Page, part: str, label: str) -> str:
    return key_in(page.link(f"{part}/", label), part)


def _notes(page: Page) -> list[str]:
    return [link for link, _ in page.links if re.search(f"/notes/{KEY}", link)]
