"""With CI=true a test that was left out for want of data, a browser or a server is a failure."""

import os

import pytest

REQUIRED = ("needs shared data", "needs Chromium", "needs Debian's PostgreSQL")


class RequiredData:
    """Collects the tests that were skipped although nothing may be missing here."""

    def __init__(self):
        self.missing = []

    def pytest_runtest_logreport(self, report):
        self._note(report)

    def pytest_collectreport(self, report):
        self._note(report)

    def _note(self, report):
        if report.skipped and isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if reason.startswith(REQUIRED):
                self.missing.append(f"{report.nodeid}: {reason}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if self.missing and session.exitstatus in (pytest.ExitCode.OK, 5):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.missing:
            terminalreporter.section("left out although CI=true", red=True, bold=True)
            for line in self.missing:
                terminalreporter.line(line)
            terminalreporter.line("Put the folder shared/data beside the repository, or let")
            terminalreporter.line("bin/setup --test install Debian's packages as root.")


def pytest_configure(config):
    if os.environ.get("CI") == "true" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(RequiredData(), "required-data")
