"""Importing a list of licences beside copying the same rows raw, and what a second import takes.

Limits: an import reaches 40 % of the rows a second that COPY as the administrator brings into the
same table with the same indexes; the same file again takes half as long; no more than 400 MiB;
ten times as many rows take at most 1.5 times as long a row. A list with every hundredth row broken
refuses these and no others, and takes at most 1.5 times as long a row.

Run: REGISTRY_ROWS=2200000 .venv/bin/python -m benchmarks registry
"""

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.licensees import write_list
from casemgr import create_app
from casemgr.accounts.people import Person
from casemgr.database.embedded import temporary_server
from casemgr.database.installation import addresses, connect_directly
from casemgr.documents.storage import Store
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.tenants import packs
from config.settings import Settings
from regulatory.imports import commands

ROWS = int(os.environ.get("REGISTRY_ROWS", "2200000"))
FEWER = 11
BROKEN = 100  # every so many
LEAST_OF_COPY, LEAST_QUICKER, MOST_MEMORY, MOST_GROWTH = 0.40, 2.0, 400, 1.5
GIVEN = (
    "SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute WHERE"
    " attrelid = 'casemgr.licence'::regclass AND attnum > 0 AND attgenerated = ''"
    " AND NOT attisdropped"
)


@dataclass(frozen=True)
class Figures:
    """Seconds that one number of rows took, and the memory of the process that imported them."""

    rows: int
    copied: float
    imported: float
    again: float
    memory: float

    @property
    def of_copy(self) -> float:
        """How an import compares with COPY, in rows a second."""
        return self.copied / self.imported


def main() -> int:
    """Measure few rows and many, print the ratios, and return 1 when a limit is broken."""
    few, many = (measure(rows) for rows in (ROWS // FEWER, ROWS))
    for one in (few, many):
        print(
            f"{one.rows:9,} rows: import {one.imported:6.1f} s, {one.of_copy:.2f} of COPY"
            f" (at least {LEAST_OF_COPY}), again {one.imported / one.again:.1f} x as fast"
            f" (at least {LEAST_QUICKER}), {one.memory:.0f} MiB (at most {MOST_MEMORY})"
        )
    growth = many.imported / few.imported / FEWER
    print(f"a row of {FEWER} times as many takes {growth:.2f} x as long (at most {MOST_GROWTH})")
    sound = [import_broken(many), *map(_is_sound, (few, many))]
    return 0 if all(sound) and growth <= MOST_GROWTH else 1


def import_broken(sound: Figures) -> bool:
    """Import a list with broken rows, print what came of it, and tell whether it is as it ought."""
    rows = sound.rows * 10 // 22
    with tempfile.TemporaryDirectory() as scratch, temporary_server() as server:
        path, settings = Path(scratch, "0513-list.txt"), Settings(home=server.home)
        write_list(path, rows, broken=BROKEN)
        set_up(settings, data=None)
        seconds, memory, new, refused = import_apart(settings, path)
    slower = seconds / rows / (sound.imported / sound.rows)
    print(
        f"{rows:9,} rows, every {BROKEN}th broken: {new:,.0f} new, {refused:,.0f} refused, a row"
        f" {slower:.2f} x as long (at most {MOST_GROWTH}), {memory:.0f} MiB (at most {MOST_MEMORY})"
    )
    is_told = (new, refused) == (rows - rows // BROKEN, rows // BROKEN)
    return is_told and slower <= MOST_GROWTH and memory <= MOST_MEMORY


def _is_sound(one: Figures) -> bool:
    quicker = one.imported / one.again >= LEAST_QUICKER
    return quicker and one.of_copy >= LEAST_OF_COPY and one.memory <= MOST_MEMORY


def measure(rows: int) -> Figures:
    """Import that many invented licensees into an empty registry, again, and copy them."""
    with tempfile.TemporaryDirectory() as scratch, temporary_server() as server:
        path = Path(scratch, "0513-list.txt")
        write_list(path, rows)
        settings = Settings(home=server.home)
        set_up(settings, data=None)
        imported, memory, _, _ = import_apart(settings, path)
        again, *_ = import_apart(settings, path)
        return Figures(rows, copy_again(settings, Path(scratch, "rows")), imported, again, memory)


def import_apart(settings: Settings, path: Path) -> list[float]:
    """Import a file in a process of its own.

    Return its seconds, its peak memory in MiB, and how many rows are new and refused.
    """
    command = [sys.executable, "-m", __name__, str(path)]
    own = {**os.environ, "CASEMGR_HOME": str(settings.home)}
    done = subprocess.run(command, env=own, check=True, capture_output=True, text=True)
    return [float(figure) for figure in done.stdout.split()[-4:]]


def import_here(path: Path) -> None:
    """Import a file for the first agency with a registry, and tell the figures of that."""
    app = create_app(Settings.from_environment())
    with app.app_context():
        slug = next(slug for slug, pack in packs().items() if pack.kind == "agency")
        person: Person = commands.importer(slug, "")
        begun = perf_counter()
        one = commands.bring(Store(app.config["SETTINGS"].files), path, person)
        seconds = perf_counter() - begun
        db.engine.dispose()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, memory, one.counts["new"], one.counts["refused"])


def copy_again(settings: Settings, path: Path) -> float:
    """Copy the registry out, empty it, and copy it in; return the seconds of the last."""
    with connect_directly(addresses(settings).administrator) as connection:
        columns = connection.execute(GIVEN).fetchone()[0]
        with (
            path.open("wb") as file,
            connection.cursor().copy(
                f"COPY casemgr.licence ({columns}) TO STDOUT (FORMAT binary)"
            ) as out,
        ):
            file.writelines(out)
        connection.execute("TRUNCATE casemgr.licence CASCADE")
        begun = perf_counter()
        with (
            path.open("rb") as file,
            connection.cursor().copy(
                f"COPY casemgr.licence ({columns}) FROM STDIN (FORMAT binary)"
            ) as into,
        ):
            while block := file.read(1 << 20):
                into.write(block)
        connection.commit()
        return perf_counter() - begun


if __name__ == "__main__":
    import_here(Path(sys.argv[1]))
