"""Loading agency packs: read the folder, lay it over what it extends, check it, build it."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from casemgr.tenants import checks
from casemgr.tenants.building import build_pack
from casemgr.tenants.folder import Folder, read_folder
from casemgr.tenants.leaving_out import name_drops
from casemgr.tenants.merging import idle_drops, lay_workflows, merge
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid, Place, Problem, problem_at, unknown_name
from casemgr.tenants.schema import FILES, FOLDERS, SLUG
from casemgr.tenants.source import Map

Read = Callable[[str], Folder]


def load_pack(folder: Path, shared: Path) -> Pack:
    """Load one pack over the core that it extends. Raises PackInvalid with all that is wrong."""
    return load_with(folder.name, _reader(folder.parent, shared), _existing(folder.parent))


@lru_cache(maxsize=4)
def load_core(root: Path) -> Pack:
    """Load the shared core by itself, to compare packs with it. Raises PackInvalid."""
    tenants = root / "tenants"
    return load_with("shared", _reader(tenants, root / "shared"), _existing(tenants))


def load_packs(root: Path) -> dict[str, Pack]:
    """Load the packs of every tenant below a configuration folder. Raises PackInvalid."""
    packs, problems = _load_all(root)
    if problems:
        raise PackInvalid(problems)
    return packs


def check_packs(root: Path) -> list[Problem]:
    """Report all that is wrong in the packs, with the checks that other features offer."""
    packs, problems = _load_all(root)
    for pack in packs.values():
        problems += checks.run_offered(pack)
    return list(dict.fromkeys(problems))


def _load_all(root: Path) -> tuple[dict[str, Pack], list[Problem]]:
    """Load what can be loaded; what is wrong with the rest is listed once."""
    tenants = root / "tenants"
    read = _reader(tenants, root / "shared")
    packs: dict[str, Pack] = {}
    problems: list[Problem] = []
    for slug in _slugs(tenants, root, problems):
        try:
            packs[slug] = load_with(slug, read, _existing(tenants))
        except PackInvalid as error:
            problems += error.problems
    problems += checks.check_exchange(packs, _existing(tenants))
    return packs, list(dict.fromkeys(problems))


def load_with(slug: str, read: Read, existing: list[str]) -> Pack:
    """Load a pack whose folders somebody else reads. Raises PackInvalid."""
    chain = _chain(slug, read, existing)
    problems = [problem for folder in chain for problem in folder.problems]
    _stop_on(problems)
    merged, problems = _lay(chain)
    _stop_on(problems)
    pack, problems = build_pack(slug, chain[0].extends, _digest(chain), merged)
    _stop_on(name_drops(problems, merged.sources()))
    _stop_on(name_drops(checks.check_names(pack), merged.sources()))
    return pack


def folders_of(slug: str, root: Path) -> list[Path]:
    """List the folders of which a pack is made: its own, those it extends, the core.

    Raises PackInvalid when one of them holds what cannot be read.
    """
    tenants = root / "tenants"
    chain = _chain(slug, _reader(tenants, root / "shared"), _existing(tenants))
    _stop_on([problem for folder in chain for problem in folder.problems])
    return [root.parent / folder.place.file for folder in chain]


def _chain(slug: str, read: Read, existing: list[str]) -> list[Folder]:
    """Return the pack's folder, those it extends, and the core at the end."""
    names, folders = [slug], [read(slug)]
    while names[-1] != "shared":
        extended = folders[-1].extends
        place = _extends_at(folders[-1])
        if extended in names:
            circle = " → ".join([*names, extended])
            message = f"the packs extend each other in a circle: {circle}"
            raise PackInvalid([problem_at(place, message, "extends: shared")])
        if extended not in existing and extended != "shared":
            known = [*existing, "shared"]
            raise PackInvalid([unknown_name(place, "a pack to extend", extended, known)])
        names.append(extended)
        folders.append(read(extended))
    return folders


def _lay(chain: list[Folder]) -> tuple[Folder, list[Problem]]:
    """Lay each folder over those that it extends and check that nothing is missing."""
    merged = chain[-1]
    problems: list[Problem] = []
    for own in reversed(chain[:-1]):
        workflows, unsound = lay_workflows(merged.workflows, own.workflows)
        problems += [*_drops(merged, own), *unsound]
        merged = Folder(
            own.place,
            files=_over(merged.files, own.files),
            fields=_over(merged.fields, own.fields),
            codes=_over(merged.codes, own.codes),
            schemes=_over(merged.schemes, own.schemes),
            workflows=workflows,
        )
    return merged, problems + list(_lacks(merged))


def _over(base: dict[str, Map], own: dict[str, Map]) -> dict[str, Map]:
    laid = dict(base)
    for name, entries in own.items():
        laid[name] = merge(base.get(name, Map(entries.lc.place)), entries)
    return laid


def _drops(base: Folder, own: Folder) -> Iterator[Problem]:
    for below, above in (
        (base.files, own.files),
        (base.fields, own.fields),
        (base.codes, own.codes),
        (base.schemes, own.schemes),
    ):
        for name, entries in above.items():
            yield from idle_drops(below.get(name, Map(entries.lc.place)), entries)


def _lacks(merged: Folder) -> Iterator[Problem]:
    for name, shape in FILES.items():
        entries = merged.files.get(name)
        if entries is None:
            place = Place(f"{merged.place.file}/{name}.yaml")
            yield problem_at(place, "the file is missing", f"{name}.yaml beside the others")
        else:
            yield from shape.check(entries, entries.lc.place, whole=True)
    parts = {"fields": merged.fields, "codes": merged.codes, "schemes": merged.schemes}
    for part, folder in parts.items():
        for entries in folder.values():
            yield from FOLDERS[part].check(entries, entries.lc.place, whole=True)


def _reader(tenants: Path, shared: Path) -> Read:
    """Return what reads a folder once, however many packs extend it."""
    base = shared.parent.parent
    known: dict[str, Folder] = {}

    def read(name: str) -> Folder:
        if name not in known:
            path = shared if name == "shared" else tenants / name
            known[name] = _read_existing(path, base)
        return known[name]

    return read


def _read_existing(path: Path, base: Path) -> Folder:
    if not path.is_dir():
        place = Place(path.relative_to(base).as_posix())
        raise PackInvalid([problem_at(place, "the folder is missing", "tenant.yaml in it")])
    return read_folder(path, base)


def _slugs(tenants: Path, root: Path, problems: list[Problem]) -> Iterator[str]:
    if not _existing(tenants):
        place, mend = Place(f"{root.name}/tenants"), "a folder for each agency, below tenants/"
        problems.append(problem_at(place, "there is no pack", mend))
    for name in _existing(tenants):
        if SLUG.match(name):
            yield name
        else:
            place = Place(f"{root.name}/tenants/{name}")
            mend = "a folder named with small letters, digits and -"
            problems.append(problem_at(place, f'"{name}" cannot be the name of a tenant', mend))


def _existing(tenants: Path) -> list[str]:
    if not tenants.is_dir():
        return []
    folders = (path for path in tenants.iterdir() if path.is_dir())
    return sorted(path.name for path in folders if not path.name.startswith((".", "__")))


def _extends_at(folder: Folder) -> Place:
    tenant = folder.files.get("tenant")
    return tenant.value_at("extends") if tenant else folder.place


def _digest(chain: list[Folder]) -> str:
    """Return what changes when any file of the pack, or of what it extends, says something else."""
    parts = [
        [folder.files, folder.fields, folder.codes, folder.schemes, folder.workflows]
        for folder in chain
    ]
    return sha256(repr(parts).encode()).hexdigest()


def _stop_on(problems: list[Problem]) -> None:
    if problems:
        raise PackInvalid(list(dict.fromkeys(problems)))
