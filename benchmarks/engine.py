"""How fast the workflow engine moves records, beside a bare table look-up in the same run.

Run: .venv/bin/python -m benchmarks.engine
"""

from collections.abc import Callable, Iterable
from itertools import cycle, islice
from time import perf_counter
from typing import Any

from benchmarks import peers
from casemgr.workflows.definition import Definition
from casemgr.workflows.engine import Engine
from casemgr.workflows.loader import load_definition

FLAT_CYCLE = ("submit", "give_back", "submit", "approve", "close", "reopen")
FLAT: dict[str, Any] = {
    "name": "flat",
    "version": 1,
    "subject": "case",
    "start": "draft",
    "states": {"draft": {}, "pending": {}, "open": {}, "closed": {}},
    "steps": {
        "submit": {"from": "draft", "to": "pending", "roles": "agent"},
        "give_back": {"from": "pending", "to": "draft", "roles": "supervisor"},
        "approve": {"from": "pending", "to": "open", "roles": "supervisor"},
        "close": {"from": "open", "to": "closed", "roles": "supervisor"},
        "reopen": {"from": "closed", "to": "draft", "roles": "supervisor"},
    },
}
NESTED_CYCLE = ("send", "ask", "receive", "clear", "leave", "come_back")
NESTED: dict[str, Any] = {
    "name": "nested",
    "version": 1,
    "subject": "case",
    "start": "work",
    "states": {
        "work": {
            "states": {
                "both": {
                    "parallel": True,
                    "states": {
                        "lab": {"states": {"idle": {}, "sent": {}, "back": {}}},
                        "legal": {"states": {"unasked": {}, "asked": {}, "cleared": {}}},
                    },
                },
                "was": {"history": "deep"},
            },
        },
        "away": {},
    },
    "steps": {
        "send": {"from": ["idle", "back"], "to": "sent", "roles": "agent"},
        "receive": {"from": "sent", "to": "back", "roles": "agent"},
        "ask": {"from": ["unasked", "cleared"], "to": "asked", "roles": "agent"},
        "clear": {"from": "asked", "to": "cleared", "roles": "agent"},
        "leave": {"from": "work", "to": "away", "roles": "agent"},
        "come_back": {"from": "away", "to": "was", "roles": "agent"},
    },
}


def per_second(run: Callable[[], object], count: int) -> float:
    """Return the best rate of three runs."""
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        run()
        best = min(best, perf_counter() - start)
    return count / best


def bare_table(events: Iterable[str]) -> str:
    """The least a state machine can be: one look-up per event."""
    table = {(step["from"], name): step["to"] for name, step in FLAT["steps"].items()}
    state = "draft"
    for event in events:
        state = table[state, event]
    return state


def warm(definition: Definition, events: list[str]) -> Callable[[], object]:
    """Moves through the public interface, as a web process makes them."""
    engine = Engine(definition)

    def run() -> None:
        status = engine.begin().after
        for event in events:
            status = engine.send(status, event).after

    return run


def guarded(raw: dict[str, Any], events: list[str]) -> Callable[[], object]:
    """The same workflow with a guard on each step: every move is worked out anew."""
    steps = {name: {**step, "guards": "asked"} for name, step in raw["steps"].items()}
    engine = Engine(load_definition({**raw, "steps": steps}))

    def run() -> None:
        status = engine.begin().after
        for event in events:
            status = engine.send(status, event, lambda step: True).after

    return run


def offered(definition: Definition, count: int) -> Callable[[], object]:
    """What a page asks: which steps are open from here."""
    engine = Engine(definition)
    status = engine.begin().after
    return lambda: [engine.steps_from(status) for _ in range(count)]


def beside_peers() -> list[tuple[str, float]]:
    """The shipped investigation on our engine and on the others that are installed."""
    definition, rounds = peers.investigation(), 20
    count = rounds * len(peers.WALK)
    rows = [
        ("investigation", per_second(peers.casemgr(definition, rounds * 100), count * 100)),
        ("investigation, guarded", per_second(peers.casemgr(definition, rounds, asks=True), count)),
    ]
    for name, make in peers.PEERS.items():
        run = make(definition, rounds)
        if run is None:
            print(f"{name} is not installed; pip install 'casemgr[bench]' sets it beside ours.")
        else:
            rows.append((f"investigation, {name}", per_second(run, count)))
    return rows


def main() -> None:
    """Print transitions per second, and how many times the bare table's time each takes."""
    flat, nested = load_definition(FLAT), load_definition(NESTED)
    many = list(islice(cycle(FLAT_CYCLE), 300_000))
    few = many[:6_000]
    nested_many = list(islice(cycle(NESTED_CYCLE), 300_000))
    nested_few = nested_many[:6_000]
    base = per_second(lambda: bare_table(many), len(many))
    rows = [
        ("bare table look-up", base),
        ("flat workflow", per_second(warm(flat, many), len(many))),
        ("nested, parallel, history", per_second(warm(nested, nested_many), len(nested_many))),
        ("flat, every step guarded", per_second(guarded(FLAT, few), len(few))),
        ("nested, every step guarded", per_second(guarded(NESTED, nested_few), len(nested_few))),
        ("steps offered (nested)", per_second(offered(nested, 20_000), 20_000)),
    ]
    rows += beside_peers()
    print(f"{'':38}{'per second':>14}{'times the table':>18}")
    for name, rate in rows:
        print(f"{name:38}{rate:>14,.0f}{base / rate:>18.1f}")


if __name__ == "__main__":
    main()
