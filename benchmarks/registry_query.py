"""Querying a registry of 2.2 million invented licensees, beside bare SQL and a tenth of the rows.

Limits, each at the 95th percentile: a query takes at most 25 ms for one user, a misspelled name
100 ms; finding through the guard at most 1.5 times the same SQL bare; 20 users at once at most
twice one user's time for each core; eleven times the rows at most 1.5 times as long. How long a
hello-world view of the same server takes meanwhile tells a busy machine from a slow query.

Run: REGISTRY_ROWS=2200000 .venv/bin/python -m benchmarks registry_query
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from flask import Flask, g
from psycopg.errors import QueryCanceled

from benchmarks.client import Client
from benchmarks.licensees import write_list
from benchmarks.population import hire
from benchmarks.registry import import_apart
from benchmarks.server import running_server
from casemgr import create_app
from casemgr.accounts.people import Person, acting_as
from casemgr.database import functions
from casemgr.database.context import sign
from casemgr.database.embedded import temporary_server
from casemgr.database.installation import addresses, connect_directly, context_key
from casemgr.extensions import db
from casemgr.paging import SIZE
from casemgr.setup import set_up
from config.settings import Settings
from regulatory.registry.answering import answer
from regulatory.registry.filters import filter_form

ROWS = int(os.environ.get("REGISTRY_ROWS", "2200000"))
FEWER, ROUNDS, USERS, EACH = 11, 12, 20, 10
MOST, MOST_MISSPELLED, MOST_OF_BARE, MOST_AT_ONCE, MOST_GROWTH = 25, 100, 1.5, 2.0, 1.5
SAMPLE = (
    "SELECT number, name, city, state, zip, phone FROM casemgr.licence"
    " ORDER BY md5(number) LIMIT 9"  # from all over the list
)
# The same SQL by hand: what the guard asks, of the whole table, by gathering what matches or, where
# that is quicker, as the planner would have it. Left to itself it walks for seconds to rare words.
BARE = (
    "SELECT l.id FROM casemgr.licence l WHERE {told} ORDER BY {key} {way}, l.id {way} LIMIT {most}"
)
TOLD = (
    "SELECT concat_ws(' AND ', 'l.tenant_id = ' || guard.tenant(),"
    " guard.registry_conditions(a->'range', ' AND '), guard.registry_conditions(a->'any', ' OR '),"
    " guard.registry_conditions(a->'all', ' AND '),"
    " 'NOT ' || guard.registry_conditions(a->'but', ' OR ')) FROM CAST(%s AS jsonb) a"
)
KEYS = {
    "name": "l.name_key",
    "trade": "l.trade_key",
    "number": "l.compact",
    "place": "l.zip",
    "expires_on": "coalesce(l.expires_on, 'infinity')",
}
MOST_FOUND = SIZE + 1
GATHER, FREE = "SET enable_indexscan = off", "SET enable_indexscan = on"


@dataclass(frozen=True)
class Figures:
    """What 95 of 100 queries take at most, in milliseconds, and how that compares."""

    usual: float
    misspelled: float
    at_once: float
    hello: float
    of_bare: float


def main() -> int:
    """Measure few rows and many, print the ratios, and return 1 when a limit is broken."""
    few, many = (measure(rows) for rows in (ROWS // FEWER, ROWS))
    cores = os.cpu_count() or 1
    told = [
        ("query, ms", many.usual, MOST),
        ("misspelled name, ms", many.misspelled, MOST_MISSPELLED),
        ("finding through the guard, times bare SQL", many.of_bare, MOST_OF_BARE),
        (
            f"{USERS} users at once, times one user for each core",
            many.at_once / many.usual / (USERS / cores),
            MOST_AT_ONCE,
        ),
        (f"{FEWER} times the rows, times as long", many.usual / few.usual, MOST_GROWTH),
    ]
    for words, figure, most in told:
        print(f"{words:55} {figure:8.2f} (at most {most})")
    print(f"{'query, times a hello-world view':55} {many.usual / many.hello:8.2f}")
    return int(any(figure > most for _, figure, most in told))


def measure(rows: int) -> Figures:
    """Query a registry of that many licences, one user after the other and many at once."""
    with _installation(rows) as settings:
        return ask(settings)


def ask(settings: Settings) -> Figures:
    """Ask one installation all the questions, by pages and by SQL."""
    with create_app(settings).app_context():
        staff = hire()
        db.engine.dispose()
    sample = _sample(settings)
    usual, misspelled = list(_usual(sample)), list(_misspelled(sample))
    with running_server(settings) as port:
        client = Client(port, staff.agent_token)
        _times(client, usual + misspelled + ["/hello/"])
        rounds = [_round(client, usual, misspelled) for _ in range(ROUNDS)]
        with ThreadPoolExecutor(USERS) as pool:
            clients = [Client(port, staff.agent_token) for _ in range(USERS)]
            shares = [usual[user % 5 :: 5] * 4 for user in range(USERS)]
            crowd = list(pool.map(_times, clients, shares))
    times = [*zip(*rounds, strict=True)]
    alone, wrong, hello = (_p95(chain(*one)) for one in times)
    return Figures(alone, wrong, _p95(chain(*crowd)), hello, _of_bare(settings, staff.agent, usual))


def _round(client: Client, *kinds: list[str]) -> list[list[float]]:
    return [_times(client, kind) for kind in (*kinds, ["/hello/"] * len(kinds[-1]))]


def _p95(times: Iterable[float]) -> float:
    return quantiles(times, n=20)[-1]


@contextmanager
def _installation(rows: int) -> Iterator[Settings]:
    """Make an installation whose first agency has a registry of that many licences."""
    with tempfile.TemporaryDirectory() as scratch, temporary_server(fast=False) as server:
        settings = Settings(home=server.home, web_processes=1)
        set_up(settings, data=None)
        path = Path(scratch, "0513-list.txt")
        write_list(path, rows)
        seconds, *_ = import_apart(settings, path)
        print(f"{rows:,} licenses imported in {seconds:.0f} s", flush=True)
        with connect_directly(addresses(settings).administrator) as connection:
            connection.execute("VACUUM ANALYZE casemgr.licence, casemgr.registry_word")
        yield settings


def _sample(settings: Settings) -> list[Any]:
    with connect_directly(addresses(settings).administrator) as connection:
        return connection.execute(SAMPLE).fetchall()


def _usual(sample: list[Any]) -> Iterator[str]:
    """Ask for each licence by its number, name, place and telephone, and for what is frequent."""
    for number, name, city, state, zip_code, phone in sample:
        first = name.replace(",", "").split()[0]
        for typed in (number, number[:1] + number[2:4] + number[-5:], name, zip_code[:5], phone):
            yield _address(q=typed)
        yield _address(q=f"{first} {city} {state}")
        yield _address(q=first, sort="expires_on")
        yield _address(state=state, type=number.split("-")[3])
    yield from (_address(q=word) for word in ("guns", "arms llc", "pawn", "a"))


def _misspelled(sample: list[Any]) -> Iterator[str]:
    """Ask for names with two letters in the wrong order."""
    for _, name, *_ in sample:
        word = name.replace(",", "").split()[0]
        yield _address(q=word[:2] + word[3:4] + word[2:3] + word[4:])


def _address(**asked: str) -> str:
    return f"/registry/?{urlencode(asked)}"


def _times(client: Client, addresses: list[str]) -> list[float]:
    answers = [client.get(address) for address in addresses]
    assert {status for status, _, _ in answers} == {200}
    return [seconds * 1000 for _, _, seconds in answers]


def _of_bare(settings: Settings, person: Person, usual: list[str]) -> float:
    """Compare finding as the application finds with the same SQL as the administrator."""
    app, administrator = create_app(settings), addresses(settings).administrator
    ours, bare = [], []
    with app.app_context(), connect_directly(administrator) as connection:
        token = sign(context_key(settings), person.actor(3600), connection.info.backend_pid)
        connection.execute("SELECT set_config('app.context', %s, false)", (token,))
        for address in usual:
            asked = _asked_for(app, person, address)
            same = [[_same(connection, one) for one in ways] for ways, _, _ in asked]
            with acting_as(person):
                ours.append(_median(lambda: [functions.find_licences(*one) for one in asked]))  # noqa: B023
            bare.append(_least(connection, same))
    print(f"half of all questions: {median(ours) * 1000:.2f} ms, bare {median(bare) * 1000:.2f} ms")
    return _p95(ours) / _p95(bare)


def _asked_for(app: Flask, person: Person, address: str) -> list[Any]:
    """Return all that a page of the query asks the guard to find."""
    find = functions.find_licences
    with app.test_request_context(address), acting_as(person):
        g.person = person
        with patch.object(functions, "find_licences", side_effect=find) as asked:
            answer(filter_form())
    return [one.args for one in asked.call_args_list]


def _same(connection: Any, asked: Any) -> str:
    (told,) = connection.execute(TOLD, (json.dumps(asked),)).fetchone()
    way = "DESC" if asked.get("down") else "ASC"
    return BARE.format(told=told, key=KEYS[asked["sort"]], way=way, most=MOST_FOUND)


def _least(connection: Any, same: list[list[str]]) -> float:
    def ask() -> None:
        for statements in same:
            _by_hand(connection, statements)

    connection.execute(GATHER)
    gathered = _median(ask)
    connection.execute(f"{FREE}; SET statement_timeout = {gathered * 2000 + 1:.0f}")
    with suppress(QueryCanceled):
        gathered = min(gathered, _median(ask))
    connection.execute("SET statement_timeout = 0")
    return gathered


def _by_hand(connection: Any, statements: list[str]) -> None:
    """Ask one way after the other until a page is full."""
    found = 0
    for statement in statements:
        found += len(connection.execute(statement).fetchall())
        if found >= MOST_FOUND:
            return


def _median(work: Any) -> float:
    taken = []
    for _ in range(EACH):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return median(taken)
