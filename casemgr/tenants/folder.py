"""A pack's folder: which files it may hold, read and checked for their shape one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casemgr.tenants.pack import SUBJECTS
from casemgr.tenants.problems import PackInvalid, Place, Problem, problem_at, unknown_name
from casemgr.tenants.schema import FILES, FOLDERS, workflow_name
from casemgr.tenants.shapes import NAME, Shape
from casemgr.tenants.source import Map, read_file

# Other features keep theirs here too and check it themselves.
OTHERS = ("letters", "licences", "statutes", "templates")


@dataclass
class Folder:
    """What one folder says, before it extends another."""

    place: Place
    files: dict[str, Map] = field(default_factory=dict)
    fields: dict[str, Map] = field(default_factory=dict)
    codes: dict[str, Map] = field(default_factory=dict)
    schemes: dict[str, Map] = field(default_factory=dict)
    workflows: dict[str, Map] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def extends(self) -> str:
        """The pack that this one extends."""
        tenant = self.files.get("tenant")
        return str(tenant.get("extends", "shared")) if tenant else "shared"


def read_folder(path: Path, base: Path) -> Folder:
    """Read every file of a pack; what is wrong is gathered among the folder's problems."""
    folder = Folder(Place(_called(path, base)))
    for entry in sorted(path.iterdir()):
        if entry.is_dir():
            _read_directory(folder, entry, base)
        elif _belongs(folder, entry, base, [f"{name}.yaml" for name in FILES]):
            _read_into(folder, folder.files, entry, base, FILES[entry.stem])
    return folder


def _read_directory(folder: Folder, path: Path, base: Path) -> None:
    known = [*FOLDERS, "workflows", *OTHERS]
    if path.name.startswith((".", "__")) or path.name in OTHERS:
        return
    if path.name not in known:
        place = Place(_called(path, base))
        folder.problems.append(unknown_name(place, "a folder of a pack", path.name, known))
        return
    for entry in sorted(path.iterdir()):
        if path.name == "fields":
            _read_fields(folder, entry, base)
        elif path.name == "codes" and _belongs(folder, entry, base):
            _read_into(folder, folder.codes, entry, base, FOLDERS["codes"])
        elif path.name == "schemes" and _belongs(folder, entry, base):
            _read_into(folder, folder.schemes, entry, base, FOLDERS["schemes"])
        elif path.name == "workflows" and _belongs(folder, entry, base):
            _read_workflow(folder, entry, base)


def _read_fields(folder: Folder, path: Path, base: Path) -> None:
    if _belongs(folder, path, base, [f"{subject}.yaml" for subject in SUBJECTS]):
        _read_into(folder, folder.fields, path, base, FOLDERS["fields"])


def _read_workflow(folder: Folder, path: Path, base: Path) -> None:
    """Read a workflow as it is written; the workflows feature checks what it says."""
    place = Place(_called(path, base))
    folder.problems += workflow_name.check(path.stem, place, whole=False)
    _read_into(folder, folder.workflows, path, base, None)


def _belongs(folder: Folder, path: Path, base: Path, known: Iterable[str] = ()) -> bool:
    """Tell whether a file is read; one that nobody would read is reported."""
    if path.name.startswith(".") or path.name == "README.md":
        return False
    place = Place(_called(path, base))
    names = list(known)
    if names and path.name not in names:
        folder.problems.append(unknown_name(place, "a file of a pack", path.name, names))
        return False
    if path.suffix != ".yaml" or not NAME.match(path.stem):
        mend = "a name of small letters that ends in .yaml"
        folder.problems.append(problem_at(place, "the file's name cannot be read", mend))
        return False
    return True


def _read_into(
    folder: Folder, into: dict[str, Map], path: Path, base: Path, shape: Shape | None
) -> None:
    try:
        found = read_file(path, _called(path, base))
    except PackInvalid as error:
        folder.problems += error.problems
        return
    into[path.stem] = found
    if shape:
        folder.problems += _check(shape, found)


def _check(shape: Shape, found: Map) -> Iterator[Problem]:
    yield from shape.check(found, found.lc.place, whole=False)


def _called(path: Path, base: Path) -> str:
    """Name a file as messages call it: from the folder that holds the configuration."""
    return path.relative_to(base).as_posix()
