"""A tenant full of canaries stands beside every test; nothing the suite makes may contain one.

Every response, log line and stored file (PDF text layers and ZIP members too) of the whole run is
searched. `--canaries` turns it on, as bin/test does.
"""

import io
import logging
import re
import zipfile
import zlib
from contextlib import suppress

import pypdfium2
import pytest

PATTERN = re.compile(rb"ZQcanary\w*QZ")
LARGEST = 30_000_000
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class Canaries:
    """Counts what was searched and keeps what was found."""

    def __init__(self):
        self.searched, self.found = 0, []

    def search(self, where, content):
        """Look for a canary in what the suite made."""
        self.searched += 1
        hit = PATTERN.search(content)
        if hit:
            self.found.append(f"{where}: {hit[0].decode()}")

    def search_file(self, path):
        """Look into a stored file, a PDF's text layer and a ZIP's members."""
        content = path.read_bytes() if path.stat().st_size < LARGEST else b""
        self.search(path.name, content)
        if content.startswith(b"%PDF"):
            self.search(f"{path.name} (text)", _pdf_text(content))
        if content.startswith(b"PK"):
            for name, member in _members(content):
                self.search(f"{path.name}/{name}", member)

    def search_files(self, folder):
        """Search every stored file."""
        for path in folder.rglob("*"):
            if path.is_file():
                self.search_file(path)

    def watch(self, app):
        """Search every answer of an application before it is compressed."""

        def look(response):
            if not response.is_streamed and not response.direct_passthrough:
                self.search(app.name, response.get_data())
            return response

        app.after_request(look)

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.line(
            f"canaries: {self.searched} artefacts searched, {len(self.found)} found"
        )
        for line in self.found:
            terminalreporter.line(f"  {line}", red=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """Take over what a worker process of the run has searched and found."""
        searched, found = getattr(node, "workeroutput", {}).get("canaries", (0, []))
        self.searched += searched
        self.found += found

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["canaries"] = (self.searched, self.found)
        elif self.found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


class CanaryLog(logging.Handler):
    """Searches every log line."""

    def __init__(self, canaries):
        super().__init__()
        self.canaries = canaries

    def emit(self, record):
        self.canaries.search("log", self.format(record).encode(errors="replace"))


def _pdf_text(content):
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return b""
    with document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "\n".join(pages).encode(errors="replace")


def _members(content):
    """Return what can be read of an archive: a damaged one may be stored, as it came in."""
    with suppress(*UNREADABLE), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in [one for one in archive.infolist() if one.file_size < LARGEST][:500]:
            with suppress(*UNREADABLE):
                yield info.filename, archive.read(info)


def pytest_addoption(parser):
    parser.addoption("--canaries", action="store_true", help="search everything for canaries")


def pytest_configure(config):
    if config.getoption("--canaries"):
        config.canaries = Canaries()
        config.pluginmanager.register(config.canaries, "canaries")
        logging.getLogger().addHandler(CanaryLog(config.canaries))
