"""An agency's own files as forms edit them: comments stay, and only what differs is written.

Every function takes a pack's files and returns them with one change; nothing is stored here.
"""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from casemgr.changes.laying import dropped, is_mark, lay, reach
from casemgr.tenants.merging import lay_workflows, merge
from casemgr.tenants.problems import Place
from casemgr.tenants.source import Map, read_text
from casemgr.tenants.versions import Files

WORKFLOWS = "workflows/"
WIDE = 4096
Path = Sequence[str]
Texts = dict[str, str]


def own_path(slug: str, name: str) -> str:
    """Return the path of a file of the agency's own folder."""
    return f"tenants/{slug}/{name}.yaml"


def edit_file(files: Files, path: str, change: Callable[[CommentedMap], None]) -> Texts:
    """Change one file, which need not exist yet; one that says nothing any more goes."""
    content = _read(files.get(path, ""), path)
    change(content)
    edited = {**files, path: _write(content)}
    if not content:
        del edited[path]
    return edited


def lay_entry(files: Files, slug: str, name: str, at: Path, wanted: Mapping[str, Any]) -> Texts:
    """Let the entry at a place of a file say what is wanted, beyond what is extended.

    None stands for nothing: what is extended there is left out.
    """
    below = entry_at(extended(files, slug, name), at)
    base = below if isinstance(below, Mapping) else {}
    label = {"label": below} if isinstance(below, str) else {}

    def change(content: CommentedMap) -> None:
        around = reach(content, at[:-1])
        entry = around.get(at[-1])
        if isinstance(entry, str):
            entry = CommentedMap(label=entry)
        if not isinstance(entry, CommentedMap) or is_mark(entry):
            entry = CommentedMap(label)
        for key, value in wanted.items():
            lay(entry, base, key, value)
        if below is None or entry != label:
            around[at[-1]] = entry
        else:
            around.pop(at[-1], None)
        _prune(content, at[:-1])

    return edit_file(files, own_path(slug, name), change)


def lay_value(files: Files, slug: str, name: str, at: Path, value: Any) -> Texts:
    """Let a single value at a place of a file be as wanted."""

    def change(content: CommentedMap) -> None:
        reach(content, at[:-1])[at[-1]] = value

    return edit_file(files, own_path(slug, name), change)


def lay_file(files: Files, slug: str, name: str, content: Mapping[str, Any]) -> Texts:
    """Begin a file of the agency's own."""
    return edit_file(files, own_path(slug, name), lambda empty: empty.update(content))


def drop_entry(files: Files, slug: str, name: str, at: Path) -> Texts:
    """Leave an entry out: its own lines go, and one that is extended is marked as dropped."""
    below = entry_at(extended(files, slug, name), at)

    def change(content: CommentedMap) -> None:
        around = reach(content, at[:-1])
        around.pop(at[-1], None)
        if below is not None:
            around[at[-1]] = dropped()
        _prune(content, at[:-1])

    return edit_file(files, own_path(slug, name), change)


def move_up(files: Files, slug: str, name: str, at: Path) -> Texts:
    """Move an entry of the agency's own before the one above it."""

    def change(content: CommentedMap) -> None:
        around = reach(content, at[:-1])
        place = list(around).index(at[-1]) if at[-1] in around else 0
        if place:
            around.insert(place - 1, at[-1], around.pop(at[-1]))

    return edit_file(files, own_path(slug, name), change)


def rename_entry(files: Files, slug: str, name: str, at: Path, new: str) -> Texts:
    """Call an entry otherwise; one that is extended is left out and written anew as its own."""
    below = entry_at(extended(files, slug, name), at)
    own = own_entry(files, slug, name, at)
    whole = merge(below, own or Map(Place(name))) if below is not None else None

    def change(content: CommentedMap) -> None:
        around = reach(content, at[:-1])
        place = list(around).index(at[-1]) if at[-1] in around else len(around)
        entry = around.pop(at[-1], None)
        around.insert(place, new, entry if whole is None else CommentedMap(_bare(whole)))
        if whole is not None:
            around[at[-1]] = dropped()

    return edit_file(files, own_path(slug, name), change)


def own_entry(files: Files, slug: str, name: str, at: Path) -> Any:
    """Return what the agency's own file says at a place, or None."""
    path = own_path(slug, name)
    return entry_at(read_text(files[path], path), at) if path in files else None


def extended(files: Files, slug: str, name: str) -> Map:
    """Return what the packs below say in a file of that name, or the workflow it extends."""
    folders = _folders_below(files, slug)
    if name.startswith(WORKFLOWS):
        wanted = str(own_entry(files, slug, name, ["extends"]))
        return _workflows(files, folders).get(wanted, Map(Place(name)))
    found = Map(Place(name))
    for folder in folders:
        path = f"{folder}/{name}.yaml"
        if path in files:
            found = merge(found, read_text(files[path], path))
    return found


def entry_at(content: Any, at: Path) -> Any:
    """Return the entry at a place, or None."""
    for key in at:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content


def _folders_below(files: Files, slug: str) -> list[str]:
    """List the folders that the agency's own is laid over, the core first."""
    folders = [f"tenants/{slug}"]
    while folders[0] != "shared":
        path = f"{folders[0]}/tenant.yaml"
        below = str(read_text(files[path], path).get("extends", "shared"))
        folders.insert(0, below if below == "shared" else f"tenants/{below}")
    return folders[:-1]


def _workflows(files: Files, folders: Sequence[str]) -> Mapping[str, Map]:
    laid: Mapping[str, Map] = {}
    for folder in folders:
        start = f"{folder}/{WORKFLOWS}"
        written = {
            path.removeprefix(start).removesuffix(".yaml"): read_text(text, path)
            for path, text in files.items()
            if path.startswith(start)
        }
        laid, _ = lay_workflows(laid, written)
    return laid


def _bare(value: Any) -> Any:
    """Return a part of a pack as plain lists and mappings, ready to be written."""
    if isinstance(value, Mapping):
        return {key: _bare(item) for key, item in value.items()}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _prune(content: CommentedMap, at: Path) -> None:
    """Take away mappings on the way that say nothing any more."""
    for depth in range(len(at), 0, -1):
        around = entry_at(content, at[: depth - 1])
        if not around[at[depth - 1]]:
            del around[at[depth - 1]]


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _read(text: str, path: str) -> CommentedMap:
    """Read a file for editing; what our own reader refuses is refused here too."""
    if not text:
        return CommentedMap()
    read_text(text, path)
    found = _yaml().load(text)
    assert isinstance(found, CommentedMap)
    return found


def _write(content: CommentedMap) -> str:
    out = StringIO()
    _yaml().dump(content, out)
    return out.getvalue()
