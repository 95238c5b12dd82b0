"""What people do on the pages of evidence, the elements matrix, packets and submissions."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from casemgr.demo.files import content_of
from casemgr.demo.walking.browser import Browser, WalkStopped, wait_until
from casemgr.demo.walking.deeds import deed, key_in, own_fields, push
from casemgr.demo.walking.pages import Page
from casemgr.statutes.citations import parse_citations
from casemgr.statutes.elements import elements_of

TAG = re.compile(r"<[^>]+>")
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
SUBMISSION = re.compile(r"/submissions/[0-9a-f-]{36}")
MISSING = re.compile(r'<ul class="missing-list">(.*?)</ul>', re.DOTALL)
ENTRY = re.compile(r"<li>(.*?)</li>", re.DOTALL)


@deed
def log_exhibit(
    walk: Any,
    browser: Browser,
    *,
    case: str,
    kind: str,
    acquired_at: str,
    acquired_from: str = "",
    witness: str = "",
    fields: Any = None,
    **facts: Any,
) -> str:
    """Log a thing held as evidence."""
    entries = {"acquired_at": _moment(acquired_at), **facts, **own_fields(fields)}
    if acquired_from:
        entries["acquired_from_id"] = walk.label(acquired_from)
    if witness:
        entries["witness_id"] = walk.member(witness).name
    address = f"/cases/{walk.known[case]}/exhibits/new?kind={kind}"
    browser.fill(address, entries, entry="description")
    return key_in(browser.url, "/exhibits")


@deed
def edit_exhibit(walk: Any, browser: Browser, *, exhibit: str, fields: Any) -> None:
    """Complete what is known of an exhibit."""
    address = f"/exhibits/{walk.known[exhibit]}/edit"
    browser.fill(address, own_fields(fields), entry="description")


@deed
def add_files(walk: Any, browser: Browser, *, exhibit: str, files: list[dict[str, Any]]) -> None:
    """Upload files of evidence."""
    sent = [(file["name"], walk.in_app(lambda file=file: content_of(file))) for file in files]
    browser.fill(f"/exhibits/{walk.known[exhibit]}/files", {}, sent, entry="files")


@deed
def release(
    walk: Any,
    browser: Browser,
    *,
    exhibit: str,
    reason: str,
    when: str = "",
    to: str = "",
    outside: str = "",
    movement: str = "transfer",
    where: str = "",
    receipt: str = "",
) -> None:
    """Hand an exhibit over."""
    entries = {
        "reason": reason,
        "at": when and _moment(when),
        "receiver_id": to and walk.member(to).name,
        "receiver_name": outside,
        "location": where,
        "receipt": receipt,
    }
    address = f"/exhibits/{walk.known[exhibit]}/release?movement={movement}"
    browser.fill(address, _given(entries))


@deed
def confirm(walk: Any, browser: Browser, *, exhibit: str, where: str, when: str = "") -> None:
    """Confirm that an exhibit is in one's hands."""
    page = browser.open(f"/exhibits/{walk.known[exhibit]}")
    entries = {"location": where, "at": when and _moment(when)}
    browser.fill(page.link("/confirm"), _given(entries))


@deed
def take_back(
    walk: Any, browser: Browser, *, exhibit: str, when: str, where: str, reason: str
) -> None:
    """Receive an exhibit back from outside."""
    entries = {"at": _moment(when), "location": where, "reason": reason}
    browser.fill(f"/exhibits/{walk.known[exhibit]}/take-back", entries)


@deed
def file_receipt(
    walk: Any, browser: Browser, *, exhibit: str, number: str, remarks: str = ""
) -> None:
    """File the receipt that is missing."""
    page = browser.open(f"/exhibits/{walk.known[exhibit]}")
    browser.fill(page.link("/receipt"), {"number": number, "remarks": remarks})


@deed
def prove(
    walk: Any,
    browser: Browser,
    *,
    charge: str,
    element: str,
    exhibits: Iterable[str] = (),
    reports: Iterable[str] = (),
    witnesses: Iterable[str] = (),
) -> None:
    """Record what proves an element of a charge."""
    key = walk.known[charge]
    entries = {
        "exhibits": [f"exhibit:{walk.known[name]}" for name in exhibits],
        "reports": [f"report:{walk.known[name]}" for name in reports],
        "witnesses": [walk.known[name] for name in witnesses],
    }
    label = _element_label(walk.citations[key], element)
    case = next(one for one in walk.cases if _has(browser, f"/cases/{one}/elements", key))
    link = browser.open(f"/cases/{case}/elements").link(f"/charges/{key}/elements/", label)
    browser.fill(link, _given(entries))


@deed
def look_for_blockers(walk: Any, browser: Browser, *, case: str, least: int) -> None:
    """Look at what keeps the packet from leaving, and say it."""
    browser.open(f"/cases/{walk.known[case]}/packet")
    found = _missing(browser.html)
    if len(found) < least:
        raise WalkStopped(f"Expected {least} blockers but found {len(found)}: {found}")
    walk.say("blocked by", *found)


@deed
def submit_packet(walk: Any, browser: Browser, *, case: str) -> None:
    """Release the packet with one action, wait until it has arrived, and keep a copy."""
    place = f"/cases/{walk.known[case]}/packet"
    browser.send(browser.open(place).form("/packet"))
    job = browser.url
    wait_until(lambda: _has_ended(browser.open(job)), "The packet")
    if "progress-failed" in browser.html:
        raise WalkStopped(" ".join(browser.page.text.split())[:1500])
    page = browser.open(place)
    links = [link for link, _ in page.links if re.search(r"/packets/[0-9a-f-]{36}$", link)]
    walk.keep_packet(browser, links[0])


@deed
def take_up(walk: Any, browser: Browser, *, case: str, packet: int) -> None:
    """Take up a submission."""
    address = _submission(walk, browser, case, packet)
    wait_until(lambda: _offers(browser.open(address), "take_up"), "The submission's arrival")
    push(browser.page, browser, "take_up")


@deed
def answer(walk: Any, browser: Browser, *, case: str, packet: int, step: str, reason: str) -> None:
    """Answer a submission."""
    page = browser.open(_submission(walk, browser, case, packet))
    if _offers(page, step):
        push(page, browser, step, reason)
    else:
        browser.fill(page.link(f"step={step}"), {"reason": reason})


@deed
def look_for_answer(walk: Any, browser: Browser, *, case: str, state: str) -> None:
    """Wait until the case has moved as the prosecutor answered."""
    address = f"/cases/{walk.known[case]}"
    wait_until(lambda: state in browser.open(address).heading, f"The state {state}")
    walk.say("answer", " ".join(browser.page.heading.split()))


def _submission(walk: Any, browser: Browser, case: str, packet: int) -> str:
    """Find the submission in the inbox by the agency's number of the case."""
    wanted = f"{walk.numbers[case]}, packet {packet}"

    def find() -> list[str]:
        browser.open("/submissions/")
        lines = [one for one in ROW.findall(browser.html) if wanted in _words(one)]
        return [found[0] for one in lines if (found := SUBMISSION.search(one))]

    wait_until(lambda: bool(find()), "The submission's arrival")
    return find()[0]


def _missing(html: str) -> list[str]:
    """List what the readiness page says is missing."""
    lists = MISSING.findall(html[html.index('class="checks"') :])
    return [_words(one) for found in lists for one in ENTRY.findall(found)]


def _words(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())


def _has_ended(page: Page) -> bool:
    return "Refresh" not in page.text


def _offers(page: Page, step: str) -> bool:
    return any(("step", step) in form.entries() for form in page.forms)


def _has(browser: Browser, address: str, key: str) -> bool:
    return any(key in link for link, _ in browser.open(address).links)


def _element_label(citation: str, name: str) -> str:
    return next(one.label for one in elements_of(*parse_citations(citation)) if one.name == name)


def _given(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value}


def _moment(text: str) -> str:
    return text.replace(" ", "T")
