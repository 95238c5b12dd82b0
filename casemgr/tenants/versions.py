"""The files of a pack as a version keeps them: gathered from folders, named by a digest, loaded.

A stored version loads through the same reader as a folder, so its entries have the same places
and its problems the same words.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from casemgr.tenants.folder import Folder, read_folder
from casemgr.tenants.loader import folders_of, load_with
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid, Place, problem_at
from casemgr.tenants.schema import FILES, FOLDERS

Files = Mapping[str, str]
Texts = tuple[tuple[str, str], ...]

PARTS = (*FOLDERS, "workflows")
PATH = re.compile(
    r"(shared|tenants/[a-z0-9-]{1,40})/((" + "|".join(PARTS) + r")/)?[A-Za-z0-9_.-]{1,80}\.yaml\Z"
)


def gather_files(slug: str, root: Path) -> dict[str, str]:
    """Read the text of every file of a pack, and of what it extends, below `root`.

    Raises PackInvalid when a file cannot be read as text.
    """
    if not (root / "tenants" / slug).is_dir():
        place = Place(f"{root.name}/tenants/{slug}")
        mend = "the folder of the pack, or --folder with the folder that holds tenants/ and shared/"
        raise PackInvalid([problem_at(place, "the folder is missing", mend)])
    return {
        path.relative_to(root).as_posix(): _read(path, root)
        for folder in folders_of(slug, root)
        for path in _listed(folder)
    }


def digest_of(slug: str, files: Files) -> str:
    """Return what changes when any letter of any file changes."""
    said = json.dumps([slug, sorted(files.items())], ensure_ascii=False)
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def load_files(slug: str, files: Files) -> Pack:
    """Load a pack from its files' texts as from its folder. Raises PackInvalid."""
    _refuse_strange(files)
    existing = sorted({path.split("/")[1] for path in files if path.startswith("tenants/")})
    return load_with(slug, partial(_folder, files), existing)


def _folder(files: Files, name: str) -> Folder:
    below = "shared/" if name == "shared" else f"tenants/{name}/"
    texts = ((path, text) for path, text in sorted(files.items()) if path.startswith(below))
    return _folder_of(below, tuple(texts))


@lru_cache(maxsize=64)
def _folder_of(below: str, texts: Texts) -> Folder:
    """Read a folder from its texts; agencies that extend the same core share what is read."""
    with TemporaryDirectory() as scratch:
        root = Path(scratch, "config")
        (root / below).mkdir(parents=True)
        for path, text in texts:
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        return read_folder(root / below, root.parent)


def _listed(folder: Path) -> Iterable[Path]:
    """List the files that a pack is read from; what other features keep here is theirs."""
    yield from (path for name in FILES if (path := folder / f"{name}.yaml").is_file())
    for part in PARTS:
        yield from sorted(
            path for path in (folder / part).glob("*.yaml") if not path.name.startswith(".")
        )


def _read(path: Path, root: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (UnicodeDecodeError, OSError):
        place = Place(path.relative_to(root.parent).as_posix())
        problem = problem_at(place, "the file cannot be read as UTF-8", "UTF-8 text")
        raise PackInvalid([problem]) from None


def _refuse_strange(files: Files) -> None:
    strange = [path for path in files if not PATH.match(path)]
    if strange:
        mend = "a file such as tenants/<slug>/fields/case.yaml"
        raise PackInvalid(
            [problem_at(Place(path), "this is no file of a pack", mend) for path in strange]
        )
