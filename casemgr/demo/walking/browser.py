"""A browser without a screen: cookies, pages, forms, and the two factors of a sign-in."""

import http.cookiejar
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urljoin

from werkzeug.test import EnvironBuilder

from casemgr.demo.walking.pages import Page, PageForm
from casemgr.errors import CaseMgrError

AGENT = "casemgr demo walk"
Files = Sequence[tuple[str, bytes]]


class WalkStopped(CaseMgrError):
    """The walk met a page that it did not expect; the message shows it."""

    title = "The walk stopped"


class Browser:
    """One person's browser."""

    def __init__(self, address: str) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.opener.addheaders = [("User-Agent", AGENT), ("Sec-Fetch-Site", "same-origin")]
        self.url = address
        self.html, self.page = "", Page("")
        self.requests = 0

    def open(self, address: str) -> Page:
        """Open a page."""
        return self._read(urllib.request.Request(self._whole(address)))  # noqa: S310 (our own)

    def fetch(self, address: str) -> bytes:
        """Fetch a file."""
        with self.opener.open(self._whole(address), timeout=120) as answer:
            return bytes(answer.read())

    def send(self, form: PageForm, files: Files = ()) -> Page:
        """Send a form and follow where it leads; a form that comes back was refused."""
        body, kind = _encoded(form, files)
        address = self._whole(form.action or self.url)
        request = urllib.request.Request(address, body, {"Content-Type": kind})  # noqa: S310
        return self._read(request)

    def fill(
        self, address: str, entries: Mapping[str, Any], files: Files = (), *, entry: str = ""
    ) -> Page:
        """Open a page, fill in its form and send it."""
        form = self.open(address).form(entry=entry or next(iter(entries), ""))
        for name, value in entries.items():
            form.enter(name, value)
        return self.send(form, files)

    def sign_in(self, agency: str, username: str, password: str, code: Callable[[], str]) -> None:
        """Sign in with both factors."""
        self.send(self.open("/notice").form())
        self.fill("/sign-in", {"agency": agency, "username": username, "password": password})
        form = self.page.form(entry="code")
        form.enter("code", code())
        self.send(form)

    def _read(self, request: urllib.request.Request) -> Page:
        self.requests += 1
        try:
            with self.opener.open(request, timeout=120) as answer:
                self.url = answer.geturl()
                self.html = answer.read().decode()
                self.page = Page(self.html)
        except urllib.error.HTTPError as error:
            page = Page(error.read().decode(errors="replace"))
            raise WalkStopped(_words(request, error.code, page)) from error
        return self.page

    def _whole(self, address: str) -> str:
        return urljoin(self.url, address)


def wait_until(done: Callable[[], bool], what: str, seconds: float = 180) -> None:
    """Wait for something that other processes do."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise WalkStopped(f"{what} did not happen within {seconds:.0f} seconds.")
        time.sleep(0.25)


def _encoded(form: PageForm, files: Files) -> tuple[bytes, str]:
    if not any(one.kind == "file" for one in form.controls):
        return urlencode(form.entries()).encode(), "application/x-www-form-urlencoded"
    field = next(one.name for one in form.controls if one.kind == "file")
    builder = EnvironBuilder(method="POST")
    for name, value in form.entries():
        builder.form.add(name, value)
    for name, content in files:
        builder.files.add_file(field, BytesIO(content), name)
    environ = builder.get_environ()
    return environ["wsgi.input"].read(), environ["CONTENT_TYPE"]


def _words(request: urllib.request.Request, status: int, page: Page) -> str:
    said = " ".join(page.text.split())
    return f"{request.get_method()} {request.full_url} answered {status}: {said[:1500]}"
