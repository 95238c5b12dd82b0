"""Case list, case page, opening a case and taking a step, beside a hello-world view.

All on one server in one run, over one connection, in turns so that a busy moment meets all alike.
Limits: list and opening at most 30 times the hello view, and the list of 100,000 cases at most
1.5 times that of 10,000.
"""

import uuid
from statistics import median

from benchmarks.client import Client, problems
from benchmarks.packet import measure_packet
from benchmarks.population import Staff, add_cases, hire, some_case
from benchmarks.server import running_server
from casemgr import create_app
from casemgr.database.embedded import temporary_server
from casemgr.extensions import db
from casemgr.setup import set_up
from config.settings import Settings

ROUNDS, PER_ROUND = 15, 10
MOST_OF_HELLO, MOST_GROWTH = 30, 1.5


def main() -> int:
    """Measure, print the ratios, and return 1 when a limit is broken."""
    with temporary_server() as server:
        settings = Settings(home=server.home, web_processes=1)
        set_up(settings, data=None)
        app = create_app(settings)
        with app.app_context():
            packet = measure_packet()
            staff = hire()
            add_cases(settings, staff, 1, 10_000)
        small = _measure(settings, staff)
        with app.app_context():
            add_cases(settings, staff, 10_001, 100_000)
            db.engine.dispose()
        large = _measure(settings, staff)
    print(f"packet: {packet.words}, {packet.seconds / small['hello']:.0f} x hello")
    return _report(small, large)


def _measure(settings: Settings, staff: Staff) -> dict[str, float]:
    case_id = some_case(settings)
    with running_server(settings) as port:
        agent = Client(port, staff.agent_token)
        supervisor = Client(port, staff.supervisor_token)
        pages = {"hello": "/hello/", "list": "/cases/", "page": f"/cases/{case_id}"}
        times: dict[str, list[float]] = {name: [] for name in (*pages, "open", "step")}
        _warm_up(agent, supervisor, pages)
        for _ in range(ROUNDS):
            for name, path in pages.items():
                times[name].append(agent.median_of(path, PER_ROUND))
            times["open"].append(_open(agent, staff))
            times["step"].append(_step(supervisor, case_id))
    return {name: median(taken) for name, taken in times.items()}


def _warm_up(agent: Client, supervisor: Client, pages: dict[str, str]) -> None:
    for path in pages.values():
        agent.median_of(path, PER_ROUND)
        supervisor.median_of(path, PER_ROUND)


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
        "open": "opening a case",
        "step": "step with history and audit",
    }
    print(f"{'median':30} {'10,000 cases':>24} {'100,000 cases':>24}")
    for name, words in names.items():
        print(f"{words:30} {_figure(small, name):>24} {_figure(large, name):>24}")
    growth = large["list"] / small["list"]
    print(f"the list at 100,000 cases takes {growth:.2f} times that at 10,000")
    broken = [name for name in ("list", "open") if small[name] > MOST_OF_HELLO * small["hello"]] + (
        ["growth"] if growth > MOST_GROWTH else []
    )
    print(f"limits broken: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


def _figure(times: dict[str, float], name: str) -> str:
    return f"{times[name] * 1000:.1f} ms, {times[name] / times['hello']:.1f} x hello"
