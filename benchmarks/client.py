"""A browser that measures: one connection, cookies, forms, and the time of each answer."""

import gzip
import http.client
import re
import time
import urllib.parse
from statistics import median


class Client:
    """Asks one server over one kept connection."""

    def __init__(self, port: int, token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"casemgr={token}", "Accept-Encoding": "gzip"}

    def get(self, path: str) -> tuple[int, bytes, float]:
        """Ask for a page and return its status, its body and the seconds it took."""
        return self._ask("GET", path, None, self.headers)

    def post(self, path: str, entries: dict[str, str]) -> tuple[int, bytes, float]:
        """Send a form."""
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urllib.parse.urlencode(entries), headers)

    def form(self, path: str) -> dict[str, str]:
        """Return the hidden entries of the form on a page."""
        plain = {name: value for name, value in self.headers.items() if name != "Accept-Encoding"}
        _, body, _ = self._ask("GET", path, None, plain)
        hidden = rb'<input type="hidden" name="([^"]+)" value="([^"]*)"'
        return {name.decode(): value.decode() for name, value in re.findall(hidden, body)}

    def median_of(self, path: str, times: int) -> float:
        """Return the median seconds of a page that must answer well."""
        answers = [self.get(path) for _ in range(times)]
        wrong = [status for status, _, _ in answers if status != 200]
        assert not wrong, f"{path} answered {wrong[0]}"
        return median(seconds for _, _, seconds in answers)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, bytes, float]:
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, content, time.perf_counter() - begun


def problems(body: bytes) -> list[str]:
    """Return what a page says stands in the way of its form."""
    page = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()
    return re.findall(r'error-message"[^>]*>([^<]+)|error-text">([^<]+)', page)
