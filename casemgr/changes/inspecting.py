"""What a draft would be like if it were taken into use: its pack, and all that is wrong in it."""

from dataclasses import dataclass

from casemgr.tenants.checks import run_notes, run_offered
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid, Problem
from casemgr.tenants.versions import Files, load_files
from casemgr.workflows.definition import Definition
from casemgr.workflows.loader import read_definition


@dataclass(frozen=True)
class Look:
    """A draft as the checker sees it; without a pack the files cannot be read as one."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    """What is idle in a draft in which nothing is wrong."""

    @property
    def words(self) -> list[tuple[str, str]]:
        """What is wrong and how to mend it, each with its place in the draft's files."""
        return [(in_words(one), _place(one)) for one in self.problems]

    def definition(self, stem: str) -> Definition | None:
        """Return a workflow of the draft, if it can be read."""
        written = self.pack.workflows.get(stem) if self.pack else None
        return read_definition(written)[0] if written is not None else None


def look_at(slug: str, files: Files) -> Look:
    """Load a draft's files as a pack and have every feature check them."""
    try:
        pack = load_files(slug, files)
    except PackInvalid as error:
        return Look(None, tuple(error.problems))
    problems = tuple(dict.fromkeys(run_offered(pack)))
    return Look(pack, problems, () if problems else tuple(run_notes([pack])))


def in_words(problem: Problem) -> str:
    """Say what is wrong and how to mend it."""
    return f"{problem.message[:1].upper()}{problem.message[1:]}. Write: {problem.mend}"


def _place(problem: Problem) -> str:
    return f"{problem.file.removeprefix('config/')}, line {problem.line}"
