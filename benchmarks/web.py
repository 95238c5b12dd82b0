"""Case list, case page, opening a case and taking a step, beside a hello-world view.

Two installations, of 10,000 and of 100,000 cases, each with its hello view on the same server, are
asked over one connection each and in turns, so that a busy moment meets all alike.
Limits: list and opening at most 30 times the hello view, and the list of 100,000 cases at most
1.5 times that of 10,000; the page of a licence at most 1.5 times that of a case.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from benchmarks.client import Client, problems
from benchmarks.packet import PacketFigures, measure_packet
from benchmarks.population import Staff, add_cases, hire, some_case, some_licence
from benchmarks.server import running_server
from casemgr import create_app
from casemgr.database.embedded import temporary_server
from casemgr.demo.loading import load_demo
from casemgr.extensions import db
from casemgr.setup import set_up
from config.settings import Settings

ROUNDS, PER_ROUND = 15, 10
MOST_OF_HELLO, MOST_GROWTH, MOST_OF_CASE = 30, 1.5, 1.5


@dataclass
class Installation:
    """An installation that serves: its people, their browsers, and how long each page took."""

    settings: Settings
    staff: Staff
    case_id: uuid.UUID
    licence_id: uuid.UUID
    agent: Client
    supervisor: Client
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def pages(self) -> dict[str, str]:
        """The addresses that are asked for again and again."""
        return {
            "hello": "/hello/",
            "list": "/cases/",
            "page": f"/cases/{self.case_id}",
            "licence": f"/registry/licences/{self.licence_id}",
        }

    @property
    def medians(self) -> dict[str, float]:
        """The seconds that each took in the middle."""
        return {name: median(taken) for name, taken in self.times.items()}


def main() -> int:
    """Measure, print the ratios, and return 1 when a limit is broken."""
    with _installation(10_000) as small, _installation(100_000) as large:
        packet = _measure_packet(small)
        for one in (small, large):
            _warm_up(one)
        for _ in range(ROUNDS):
            for one in (small, large):
                _measure(one)
    print(f"packet: {packet.words}, {packet.seconds / small.medians['hello']:.0f} x hello")
    return _report(small.medians, large.medians)


@contextmanager
def _installation(cases: int) -> Iterator[Installation]:
    """Run an installation with the demonstration and so many cases more."""
    with temporary_server() as server:
        settings = Settings(home=server.home, web_processes=1)
        set_up(settings, data=None)
        with create_app(settings).app_context():
            load_demo()
            staff = hire()
            db.engine.dispose()
        add_cases(settings, staff, cases)
        with running_server(settings) as port:
            agent, supervisor = (
                Client(port, staff.agent_token),
                Client(port, staff.supervisor_token),
            )
            case_id, licence_id = some_case(settings), some_licence(settings)
            yield Installation(settings, staff, case_id, licence_id, agent, supervisor)


def _measure_packet(one: Installation) -> PacketFigures:
    with create_app(one.settings).app_context():
        return measure_packet()


def _warm_up(one: Installation) -> None:
    """Have the server do all of it as often as it takes until its statements are prepared."""
    for path in one.pages.values():
        one.agent.median_of(path, PER_ROUND)
        one.supervisor.median_of(path, PER_ROUND)
    for _ in range(PER_ROUND):
        _open(one.agent, one.staff)
        _step(one.supervisor, one.case_id)


def _measure(one: Installation) -> None:
    for name, path in one.pages.items():
        one.times[name].append(one.agent.median_of(path, PER_ROUND))
    one.times["open"].append(_open(one.agent, one.staff))
    one.times["step"].append(_step(one.supervisor, one.case_id))


def _open(agent: Client, staff: Staff) -> float:
    """Open a case as the form does and return the seconds that the answer took."""
    case_type = next(iter(staff.agent.pack.case_types))
    page = f"/cases/new?type={case_type}"
    entries = agent.form(page) | {
        "title": f"Measured opening {uuid.uuid4()}",
        "office": staff.agent.office,
        "predication": "Opened to be measured.",
        "field_source_of_case": _first(staff, "case_sources"),
        "field_trafficking_scheme": _first(staff, "trafficking_schemes"),
        "reach": "office",
    }
    status, body, seconds = agent.post(page, entries)
    assert status == 302, problems(body)
    return seconds


def _first(staff: Staff, code_list: str) -> str:
    return staff.agent.pack.options(code_list)[0][0]


def _step(supervisor: Client, case_id: uuid.UUID) -> float:
    """Record a file review, a step with history and audit, and return its seconds."""
    entries = supervisor.form(f"/cases/{case_id}")
    entries |= {"step": "record_review", "reason": "Measured"}
    status, body, seconds = supervisor.post(f"/cases/{case_id}/steps", entries)
    assert status == 302, problems(body)
    return seconds


def _report(small: dict[str, float], large: dict[str, float]) -> int:
    names = {
        "hello": "hello-world view",
        "list": "list of cases",
        "page": "page of a case",
        "licence": "page of a licence",
        "open": "opening a case",
        "step": "step with history and audit",
    }
    print(f"{'median':30} {'10,000 cases':>24} {'100,000 cases':>24}")
    for name, words in names.items():
        print(f"{words:30} {_figure(small, name):>24} {_figure(large, name):>24}")
    growth = large["list"] / small["list"]
    print(f"the list at 100,000 cases takes {growth:.2f} times that at 10,000")
    broken = [name for name in ("list", "open") if small[name] > MOST_OF_HELLO * small["hello"]]
    broken += ["growth"] if growth > MOST_GROWTH else []
    broken += ["licence"] if small["licence"] > MOST_OF_CASE * small["page"] else []
    print(f"limits broken: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


def _figure(times: dict[str, float], name: str) -> str:
    return f"{times[name] * 1000:.1f} ms, {times[name] / times['hello']:.1f} x hello"
