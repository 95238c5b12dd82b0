"""Imports that are killed, run into each other, or meet a registry that has changed."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import text

from casemgr.accounts.people import acting_as
from casemgr.database.installation import addresses, connect_directly
from casemgr.documents.storage import Store
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from regulatory.imports import commands, services, statements, weighing
from regulatory.imports.models import StagedRow
from regulatory.registry.models import RegistryImport, Stage
from tests.regulatory.imports.conftest import (
    HEADER,
    events,
    found,
    licences,
    problems,
    row,
    text_of,
)

DAY = services.date(2013, 4, 1)
LATER = services.date(2013, 5, 1)

# The command as it is, but for what a kill needs to hit: small parts, and the moment.
KILLED = """
import os, signal, sys
from functools import partial
from casemgr import cli
from regulatory.imports import services

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

read, done = services.read_next, []
def read_next(*given, **named):
    done.append(1)
    if sys.argv[1] == "reading" and len(done) > 3:
        services.weigh = services.doubt_end = services.keep_rows = kill
    return read(*given, **named, size=20_000)

services.read_next = read_next
if sys.argv[1] == "applying":
    services.forget_rows = kill
cli.main(["registry", "import", "--tenant", "atf", sys.argv[2]])
"""


@pytest.fixture
def run(settings):
    """Return what runs the command in a process of its own: run(moment of the kill, path)."""
    own = {**os.environ, "CASEMGR_HOME": str(settings.home)}

    def run(moment, path):
        command = [sys.executable, "-c", KILLED, moment, str(path)]
        return subprocess.run(command, env=own, capture_output=True, text=True, timeout=120)

    return run


@pytest.fixture
def listing(tmp_path):
    """A list with every hundredth row broken."""
    lines = [row(number) for number in range(1, 1001)]
    for line in lines[::100]:
        line[4] = "9I"
    path = tmp_path / "0513-list.txt"
    path.write_text(text_of(*lines))
    return path


def test_a_command_killed_while_it_reads_goes_on_where_it_was(run, listing, examiner):
    killed = run("reading", listing)
    assert killed.returncode == -signal.SIGKILL
    one = found(examiner, RegistryImport)[0]
    assert (one.stage, licences(examiner)) == (Stage.READING, {})
    assert 300 < one.lines < 900

    again = run("never", listing)

    assert f"goes on at line {one.lines + 1:,}" in again.stdout
    last = "new=990 matched=0 renewed=0 changed=0 vanished=0 refused=10"
    assert again.stdout.splitlines()[-1] == last
    assert len(licences(examiner)) == 990


def test_a_command_killed_while_it_applies_has_changed_nothing(run, listing, examiner):
    assert run("applying", listing).returncode == -signal.SIGKILL
    assert licences(examiner) == {}
    assert [one.stage for one in found(examiner, RegistryImport)] == [Stage.READ]

    again = run("never", listing)

    assert again.stdout.splitlines()[-1].startswith("new=990 ")
    assert [one.stage for one in found(examiner, RegistryImport)] == [Stage.DONE]
    assert (len(licences(examiner)), found(examiner, StagedRow)) == (990, [])


def test_a_command_is_refused_while_another_list_is_read(run, listing, begin, examiner):
    begin(examiner, text_of(row(1)), "0413-first.txt")

    refused = run("never", listing)

    assert refused.returncode == 1
    assert "The import of 0413-first.txt, begun" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.fixture
def read(begin, settings):
    """Return what reads a list to its end and does not apply it."""

    def read(person, content, **options):
        one, store = begin(person, content, **options), Store(settings.files)
        while one.stage == Stage.READING:
            with acting_as(person):
                one = services.read_next(store, one.id, by=person)
        return one

    return read


def test_a_list_is_not_applied_to_a_registry_that_changed_since_it_was_read(read, bring, examiner):
    waiting = read(examiner, text_of(row(1)), list_date=LATER)
    bring(examiner, text_of(row(2)), list_date=DAY)

    with acting_as(examiner), pytest.raises(Conflict, match="Another list was applied"):
        services.apply_import(waiting.id, by=examiner)

    stages = {one.id: one.stage for one in found(examiner, RegistryImport)}
    assert (stages[waiting.id], found(examiner, StagedRow)) == (Stage.STOPPED, [])
    assert sorted(licences(examiner)) == ["57400002"]
    assert bring(examiner, text_of(row(1)), list_date=LATER).counts["vanished"] == 1


def test_a_list_that_just_came_in_is_not_gone_through_anew_for_each_licence(read, examiner):
    one = read(examiner, text_of(row(1)))

    with acting_as(examiner):
        weighing.weigh(db.session.merge(one, load=False))
        values = next(weighing.reach_of(one))
        plan = db.session.scalars(text(f"EXPLAIN {statements.COUNT_GONE.text}"), values).all()

    assert "Anti Join" in "".join(plan)
    assert "Nested Loop" not in "".join(plan)


def test_of_two_lists_that_are_applied_at_once_the_second_is_refused(read, app, examiner):
    first, second = (read(examiner, text_of(row(one)), name=f"{one}.txt") for one in (1, 2))

    def apply():
        with app.app_context(), acting_as(examiner):
            services.apply_import(second.id, by=examiner)

    with ThreadPoolExecutor() as pool:
        with acting_as(examiner):
            services.apply_import(first.id, by=examiner)
            other = pool.submit(apply)
            wait([other], timeout=2)

        with pytest.raises(Conflict, match="Another list was applied"):
            other.result()

    assert sorted(licences(examiner)) == ["57400001"]


def test_trying_a_list_that_waits_to_be_applied_leaves_it_waiting(read, bring, examiner):
    waiting = read(examiner, text_of(row(1)), list_date=LATER)

    bring(examiner, text_of(row(1)), list_date=LATER, dry_run=True)

    stages = {one.id: one.stage for one in found(examiner, RegistryImport)}
    assert (stages.pop(waiting.id), [*stages.values()]) == (Stage.READ, [Stage.STOPPED])


def test_a_list_whose_rows_a_crash_has_lost_lets_nothing_go(read, bring, examiner, settings):
    bring(examiner, text_of(row(1), row(2)), list_date=DAY)
    waiting = read(examiner, text_of(row(1), row(3)), list_date=LATER)
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute("TRUNCATE casemgr.registry_import_row")

    with acting_as(examiner), pytest.raises(Conflict, match="crashed"):
        services.apply_import(waiting.id, by=examiner)

    assert {one.status for one in licences(examiner).values()} == {"active"}
    again = bring(examiner, text_of(row(1), row(3)), list_date=LATER)
    assert [again.counts[name] for name in ("new", "matched", "vanished")] == [1, 1, 1]


@pytest.fixture
def many():
    """A list of many licensees, of which only so many are told: many(120)."""
    return lambda count: text_of(*(row(number) for number in range(1, count + 1)))


def test_a_list_that_lacks_most_licences_is_refused_unless_it_is_allowed(bring, many, examiner):
    bring(examiner, many(220), list_date=DAY)

    with pytest.raises(Conflict, match=r"Of 220 licenses .* 120 are not on it"):
        bring(examiner, many(100), list_date=LATER)
    assert {one.status for one in licences(examiner).values()} == {"active"}

    begun = [one.stage for one in found(examiner, RegistryImport)]
    assert sorted(begun) == [Stage.DONE, Stage.FAILED]


def test_what_is_allowed_goes(begin, bring, many, examiner, settings):
    bring(examiner, many(220), list_date=DAY)

    one = begin(examiner, many(100), list_date=LATER)
    one = commands.carry_out(Store(settings.files), one, examiner, allow_vanishing=True)

    assert (one.stage, one.counts["vanished"]) == (Stage.DONE, 120)


@pytest.mark.parametrize(
    ("before", "after", "day"),
    [
        (220, 110, LATER),
        (100, 1, LATER),
        (220, 20, services.date(2016, 4, 5)),
    ],
)
def test_half_a_few_or_a_list_of_years_later_may_go(bring, many, examiner, before, after, day):
    bring(examiner, many(before), list_date=DAY)

    one = bring(examiner, many(after), list_date=day)

    assert one.counts["vanished"] == before - after


def test_a_cut_list_without_order_lets_nothing_go(bring, examiner):
    order = ("78701", "78601", "78801")
    lines = [row(number, PREMISE_ZIP_CODE=order[number % 3]) for number in range(12)]
    bring(examiner, text_of(*lines), list_date=DAY)

    one = bring(examiner, text_of(*lines[:8])[:-60], list_date=LATER)

    assert (one.counts["matched"], one.counts["vanished"], one.counts["refused"]) == (7, 0, 1)
    assert one.counts["doubtful"] == 1


def test_a_state_that_a_list_leaves_out_is_told_and_nothing_there_goes(bring, examiner):
    away = {"LIC_REGN": "6", "LIC_DIST": "06", "PREMISE_STATE": "CT", "PREMISE_ZIP_CODE": "06111"}
    bring(examiner, text_of(row(1), row(2, **away)), list_date=DAY)

    one = bring(examiner, text_of(row(1)), list_date=LATER)

    assert one.counts["vanished"] == 0
    told = "names no licensee in CT, where the registry has 1 of them"
    assert told in problems(examiner, one)[0].reason


def test_a_row_cut_anywhere_does_not_let_its_licence_go(bring, examiner):
    whole = text_of(row(1), row(2), row(3))
    bring(examiner, whole, list_date=DAY)
    cut = "\n".join(line[:40] if "00002" in line else line for line in whole.split("\n"))

    one = bring(examiner, cut, list_date=LATER)

    assert (one.counts["refused"], one.counts["vanished"]) == (1, 0)


def test_a_part_without_a_line_end_at_a_whole_letter_is_no_list(bring, examiner):
    head = "\t".join(HEADER) + "\n"
    endless = (
        (head + "\u0a0d\u000d" * (3 << 20)).encode("utf-16-le").replace(b"\r\x00", b"\x0a\x01")
    )

    with pytest.raises(Invalid, match="longer than"):
        bring(examiner, endless)


def test_the_history_of_a_list_applied_twice_tells_it_once(bring, examiner):
    bring(examiner, text_of(row(1)), list_date=DAY)
    for _ in range(2):
        bring(examiner, text_of(row(1, LICENSE_NAME="OTHER")), list_date=LATER)

    assert [one.kind for one in events(examiner)] == ["changed"]
