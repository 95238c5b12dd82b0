"""The plan of a change: what it changes in words, whom it moves and who would be stuck.

Nothing is written. The plan looks at every record of the tenant, however restricted, and tells of
them by number alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from casemgr.accounts.models import Clearance
from casemgr.changes.comparing import definitions_of, list_changes
from casemgr.changes.findings import Finding, about
from casemgr.changes.people import find_people
from casemgr.changes.places import (
    Group,
    Move,
    Place,
    declared_move,
    is_ended,
    list_groups,
    list_returns,
    look_at,
)
from casemgr.changes.queries import find_newest, get_version, slug_of
from casemgr.changes.records import RECORDS
from casemgr.changes.values import find_values, refuse_unreadable
from casemgr.database.rows import acting, acting_also
from casemgr.errors import CaseMgrError, Conflict
from casemgr.extensions import db
from casemgr.tenants.checks import refuse_unsound, run_notes, run_offered
from casemgr.tenants.models import PackVersion
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.versions import Files, digest_of, load_files
from casemgr.workflows.definition import Definition
from casemgr.workflows.migrating import check_migrations
from casemgr.workflows.publishing import published_definition, refuse_edited

SECONDS = 3600


@dataclass(frozen=True)
class Plan:
    """What taking files into use would do; `before` and `after` are digests of versions."""

    slug: str
    based_on: int
    before: str
    after: str
    pack: Pack
    changes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    moves: tuple[Move, ...] = ()
    old: Pack | None = None
    rolls_back: int | None = None

    @property
    def stuck(self) -> list[Finding]:
        """What keeps the change from being applied."""
        return [found for found in self.findings if found.blocks]

    @property
    def does_nothing(self) -> bool:
        """Whether the version in use says all this already and nobody is to move."""
        return self.before == self.after and not self.moves

    @property
    def digest(self) -> str:
        """What changes when the files, or the version that they would follow, are others."""
        return sha256(f"{self.slug} {self.before} {self.after}".encode()).hexdigest()[:16]

    @property
    def lines(self) -> list[str]:
        """The plan in words, one line each."""
        moved = [move.words for move in self.moves]
        found = sorted(self.findings, key=lambda one: not one.blocks)
        return [*self.changes, *moved, *(one.words for one in found)]

    def told(self) -> dict[str, Any]:
        """The plan as the version keeps it."""
        return {
            "words": self.lines,
            "moved": sum(move.group.count for move in self.moves),
            "found": sum(found.count for found in self.findings),
        }


@contextmanager
def whole_tenant() -> Iterator[None]:
    """See every record of the tenant for a while: a change of the pack reaches all of them."""
    known = select(Clearance.compartment).where(Clearance.tenant_id == acting().tenant_id)
    names = tuple(sorted(set(db.session.scalars(known))))
    actor = replace(
        acting(), clearances=names, reach="tenant", purpose="pack-change", seconds=SECONDS
    )
    with acting_also(actor):
        yield


def plan_change(files: Files, *, lock: bool = False) -> Plan:
    """Plan to take files into use. Raises PackInvalid with all that is wrong in them.

    `lock` keeps records from moving on until the transaction ends.
    """
    newest, slug = find_newest(), slug_of()
    if newest is None:
        raise Conflict("This tenant is not set up. Run: casemgr db migrate")
    pack, gaps = _load_with_gaps(slug, files)
    refuse_edited(pack)
    old = _load_leniently(slug, newest)
    if old is not None:
        refuse_unreadable(old, pack)
    groups = list_groups(lock=lock)
    living = (group for group in groups if not is_ended(group))
    found = (declared_move(group, definitions_of(pack)) for group in living)
    moves = [move for move in found if move is not None]
    plan = _plan(newest, old, pack, digest_of(slug, files), groups, moves)
    return replace(plan, findings=plan.findings + gaps)


def plan_rollback(*, lock: bool = False) -> Plan:
    """Plan to go back to the version before the one in use."""
    newest = find_newest()
    if newest is None or newest.number == 1:
        raise Conflict("There is no earlier version to go back to.")
    earlier = get_version(newest.number - 1)
    pack = load_checked(slug_of(), earlier.files)
    groups, moves = list_groups(lock=lock), list_returns(newest.number)
    old = _load_leniently(pack.slug, newest)
    plan = _plan(newest, old, pack, earlier.digest, groups, moves)
    return replace(plan, rolls_back=newest.number)


def _plan(
    newest: PackVersion,
    old: Pack | None,
    pack: Pack,
    digest: str,
    groups: list[Group],
    moves: list[Move],
) -> Plan:
    return Plan(
        slug=pack.slug,
        based_on=newest.number,
        before=newest.digest,
        after=digest,
        pack=pack,
        changes=_changes(old, pack, newest.digest == digest),
        findings=tuple(_findings(groups, moves, old, pack)),
        moves=tuple(moves),
        old=old,
    )


def load_checked(slug: str, files: Files) -> Pack:
    """Load a pack from its files and have every feature check it. Raises PackInvalid."""
    pack = load_files(slug, files)
    refuse_unsound([pack])
    return pack


def _load_with_gaps(slug: str, files: Files) -> tuple[Pack, tuple[Finding, ...]]:
    """Load and check a pack; gaps in the maps of its workflows keep it from being applied, and
    the plan says whom they would leave stuck now. What is idle in the pack is said beside them.
    """
    pack = load_files(slug, files)
    gaps = list(check_migrations(pack))
    problems = [problem for problem in run_offered(pack) if problem not in gaps]
    if problems:
        raise PackInvalid(problems)
    idle = [Finding(f"{note.words} ({note.where})", 0) for note in run_notes([pack])]
    return pack, (*(Finding(str(gap), 0, blocks=True) for gap in gaps), *idle)


def _load_leniently(slug: str, version: PackVersion) -> Pack | None:
    """Load the version in use; one that this release cannot read any more can still be replaced."""
    try:
        return load_files(slug, version.files)
    except CaseMgrError:
        return None


def _changes(old: Pack | None, new: Pack, same: bool) -> tuple[str, ...]:
    if old is None:
        return ("The version in use cannot be read by this release; all of it is replaced.",)
    found = tuple(list_changes(old, new))
    return found or (() if same else ("Only comments, order or layout of the files change.",))


def _findings(
    groups: list[Group], moves: list[Move], old: Pack | None, new: Pack
) -> Iterator[Finding]:
    definitions = definitions_of(new)
    staying = list(_staying(groups, moves))
    for group, place in [(move.group, move.to) for move in moves] + [
        (group, group.place) for group in staying
    ]:
        yield from look_at(group, place, _definition(place, definitions), old, new)
    for group in staying:
        known = definitions.get(group.place.name)
        if known and known.version != group.place.version and not is_ended(group):
            verb = "keeps" if group.count == 1 else "keep"
            words = f"in {group.place.words} {verb} that version."
            yield Finding(about(group.count, RECORDS[group.subject].noun, words), group.count)
    if old is not None:
        yield from find_people(old, new)
        yield from find_values(old, new)


def _staying(groups: list[Group], moves: list[Move]) -> Iterator[Group]:
    """List the records that nothing moves; a place can be left by some of them only."""
    for group in groups:
        leaving = [
            move.group
            for move in moves
            if (move.group.subject, move.group.place) == (group.subject, group.place)
        ]
        count = group.count - sum(one.count for one in leaving)
        if count:
            yield replace(group, count=count, moved_by=leaving[0].moved_by if leaving else None)


def _definition(place: Place, definitions: Mapping[str, Definition]) -> Definition:
    known = definitions.get(place.name)
    if known is not None and known.version == place.version:
        return known
    return published_definition(place.name, place.version)
