"""Every form of the application, found as people find it: by following links from page to page."""

import itertools
import uuid
from dataclasses import dataclass, field, replace
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

TEXT = {"text", "search", "password", "textarea", "tel", "email", "url"}
COOKIE = "casemgr"
URLENCODED = "application/x-www-form-urlencoded"
_KEYS = itertools.count(1)
GUARDS = {"csrf_token", "form_key"}
# Pages of one kind that are looked at: more of them differ in their records only.
MOST_ALIKE = 16
# What leads to another part of the same list, or to a paper that takes its time to print.
PASSED_BY = {"sort", "after", "before", "next", "save", "part"}
PAPERS = {"evidence.custody_log", "reports.draft", "reports.pdf"}
# What is looked for.
SEARCHES = {"q": "Par", "citation": "18 U.S.C. 922(g)(1)"}
# An honest entry where the first option or plain words would not do.
ENTRIES = {
    "date": "2026-03-02",
    "datetime-local": "2026-03-02T09:30",
    "number": "1",
    "text": "Some words",
    "textarea": "Some words",
    "password": "some long and honest words",
}
UNTICKED = {"checkbox", "file", "radio"}


@dataclass(frozen=True)
class Entry:
    """One control of a form: its name, its kind, what stands in it and what it offers."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()
    most: int = 0
    required: bool = False

    @property
    def is_text(self):
        """Whether a person can write in it whatever they like."""
        return self.kind in TEXT


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page."""

    page: str
    action: str
    method: str
    endpoint: str
    entries: tuple[Entry, ...]
    token: str = ""
    known: dict = field(default_factory=dict, compare=False)

    @property
    def names(self):
        """The names of what can be entered."""
        return frozenset(one.name for one in self.entries)

    @property
    def kind(self):
        """What makes two forms the same: where they lead and what they ask, not for which row."""
        steps = {one.value for one in self.entries if one.name == "step"}
        return self.endpoint, self.names, frozenset(steps)

    @property
    def takes_files(self):
        """Whether files can be sent along."""
        return any(one.kind == "file" for one in self.entries)

    @property
    def texts(self):
        """The controls in which a person writes."""
        return [one for one in self.entries if one.is_text]

    @property
    def covered(self):
        """Where this form leads and what can be entered in it."""
        return {self.endpoint, *self.names}

    def honest(self, **known):
        """Return what a careful person would send, in pairs; `known` are entries by name."""
        known |= self.known
        pairs = [(one, known.get(one.name, one.value or _plain(one))) for one in self.entries]
        return [(one.name, value) for one, value in pairs if value or one.kind not in UNTICKED]

    def __str__(self):
        return f"{self.method} {self.endpoint} ({self.action}) on {self.page}"


@dataclass
class Site:
    """What a walk has found: the pages that were seen and the forms on them."""

    pages: dict = field(default_factory=dict)
    forms: list = field(default_factory=list)
    alike: dict = field(default_factory=dict)
    dead: list = field(default_factory=list)
    people: object = None
    known: dict = field(default_factory=dict)
    snapshot: object = None
    faults: list = field(default_factory=list)
    token: str = ""

    @property
    def sent(self):
        """The forms that change something, one of each kind."""
        return list({form.kind: form for form in self.forms if form.method == "post"}.values())

    def add_new(self, other, **known):
        """Take over from another walk those forms that ask what no form here does."""
        asked = set().union(*(form.names for form in self.forms))
        new = fewest([form for form in other.sent if not form.names <= asked])
        self.forms += [replace(form, known=known) for form in new]

    @property
    def asked(self):
        """The forms that look for something, one of each kind."""
        return list({form.kind: form for form in self.forms if form.method == "get"}.values())


def walk(app, client, starts=("/",), *, follow=None):
    """Look at these pages, and at all that their links lead to, as the person of this browser.

    With `follow` only links to these endpoints are followed.
    """
    routes, site, waiting = app.url_map.bind("localhost"), Site(), list(starts)
    while waiting:
        address = waiting.pop(0)
        place = _place(routes, address)
        if place is None or address in site.pages or _seen_enough(site, place):
            continue
        status, links, forms = look(client, routes, address)
        site.pages[address] = place[0]
        site.dead += [f"{address}: {status}"] if status >= 400 else []
        site.forms += forms
        links += [_asked(form) for form in forms if form.method == "get"]
        waiting += [link for link in links if _is_followed(routes, link, follow)]
    return site


def look(client, routes, address):
    """Return the status, the links and the forms of one page."""
    answer = client.get(address)
    if 300 <= answer.status_code < 400:
        return answer.status_code, [answer.headers["Location"]], []
    if answer.status_code >= 400 or answer.mimetype != "text/html":
        answer.close()
        return answer.status_code, [], []
    root = html.document_fromstring(answer.text)
    links = [link.get("href").partition("#")[0] for link in root.iter("a") if link.get("href")]
    links = [_absolute(address, link) for link in links if link]
    sent = [one for one in root.iter("form") if one.get("method") != "dialog"]
    token = client.get_cookie(COOKIE).value
    forms = [replace(_form(routes, address, one), token=token) for one in sent]
    return answer.status_code, links, forms


def expect_none(found):
    """Fail with all that was found, a line for each."""
    assert not found, "\n".join(["", *(line[:300] for line in found)])


def fewest(forms):
    """Return so many of the forms that each address and each control is among them, no more."""
    chosen, missing = [], set().union(*(form.covered for form in forms))
    for form in sorted(forms, key=lambda form: len(form.covered), reverse=True):
        if form.covered & missing:
            chosen.append(form)
            missing -= form.covered
    return chosen


def send(client, form, pairs, *, fresh=True, swap=("", "")):
    """Send these entries as the browser that was shown the form would.

    `fresh` gives them a form key of their own; `swap` puts bytes that are no text into the place
    of a word.
    """
    client.set_cookie(COOKIE, form.token)
    guards = {one.name: one.value for one in form.entries if one.name in GUARDS}
    if fresh:
        guards["form_key"] = str(uuid.UUID(int=next(_KEYS)))
    sent = dict(guards) if fresh else {"csrf_token": guards["csrf_token"]}
    pairs = [pair for pair in pairs if pair[0] not in sent] + list(sent.items())
    if form.takes_files:
        return client.post(form.action, data=_with_files(form, pairs))
    body = urlencode(pairs).replace(*swap)
    return client.post(form.action, data=body, content_type=URLENCODED)


def _with_files(form, pairs):
    data = MultiDict(pairs)
    for one in form.entries:
        if one.kind == "file":
            data.setlist(one.name, [(BytesIO(b"A file of evidence"), "evidence.txt")])
    return data


def _asked(form):
    """Return where a form leads that looks for something."""
    wanted = [pair for pair in form.honest(**SEARCHES) if pair[1]]
    return f"{form.action.partition('?')[0]}?{urlencode(wanted)}"


def _seen_enough(site, place):
    endpoint, _, query = place
    if set(query) & PASSED_BY or endpoint in PAPERS:
        return True
    seen = (endpoint, frozenset(query))
    site.alike[seen] = site.alike.get(seen, 0) + 1
    return site.alike[seen] > (2 if endpoint.startswith("statutes.") else MOST_ALIKE)


def _is_followed(routes, link, follow):
    place = _place(routes, link)
    return follow is None or (place is not None and place[0] in follow)


def _place(routes, address):
    """Return endpoint, arguments and query of an address of this site."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    try:
        endpoint, arguments = routes.match(parts.path, method="GET")
    except HTTPException:
        return None
    return endpoint, arguments, dict(parse_qsl(parts.query))


def _absolute(page, link):
    return urlsplit(page).path + link if link.startswith("?") else link


def _form(routes, page, node):
    action, method = _absolute(page, node.get("action") or page), node.get("method", "get").lower()
    try:
        endpoint, _ = routes.match(urlsplit(action).path, method=method.upper())
    except HTTPException as error:
        raise AssertionError(f"A form on {page} leads nowhere: {method} {action}") from error
    entries = tuple(_entries(node))
    return Form(page, action, method, endpoint, entries)


def _entries(node):
    radios = {}
    for control in node.iter("input", "textarea", "select"):
        if control.name is None or _does_not_apply(control):
            continue
        one = _entry(control)
        if one.kind != "radio":
            yield one
        elif one.name not in radios or control.checked:
            radios[one.name] = one
    yield from radios.values()


def _does_not_apply(control):
    """A field that does not apply to the record keeps what it holds, whatever is sent."""
    return any(one.get("data-applies") == "no" for one in control.iterancestors("div"))


def _entry(control):
    name, kind = control.name, control.tag if control.tag != "input" else control.type.lower()
    most, required = int(control.get("maxlength") or 0), control.get("required") is not None
    options = tuple(control.value_options) if kind == "select" else (control.get("value", ""),)
    value = (control.value or "").removeprefix("\n")
    return Entry(name, kind, value, options, most, required)


def _plain(entry):
    """Return what is entered in an empty control, if it asks for something."""
    if entry.kind in {"select", "radio"} and entry.required:
        return next((option for option in entry.options if option), "")
    return ENTRIES.get(entry.kind, "") if entry.required else ""
