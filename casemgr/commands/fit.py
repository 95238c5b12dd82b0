"""casemgr tenants diff: what two agencies' packs share, counted."""

from collections.abc import Iterator

import click

from casemgr.tenants.fit import Part, compare
from casemgr.tenants.loader import load_core, load_packs
from casemgr.tenants.pack import Pack
from config.settings import Settings


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--names", is_flag=True, help="Name each entry that is not the same.")
def diff(first: str, second: str, names: bool) -> None:
    """Count what two packs share; FIRST or SECOND may be the shared core, called shared."""
    known = _comparable_packs()
    parts = compare(_pack_named(first, known), _pack_named(second, known))
    heads = (f"only {first}", f"only {second}", f"of {first}", f"of {second}")
    row = "{:11} {:>6} {:>8}" + "".join(f" {{:>{max(12, len(head))}}}" for head in heads)
    click.echo(row.format("", "same", "changed", *heads))
    for part in parts:
        counts = map(len, (part.same, part.changed, part.only_first, part.only_second))
        shares = (_share(part.of_first), _share(part.of_second))
        click.echo(row.format(part.label, *counts, *shares))
    for line in _differences(parts, first, second) if names else ():
        click.echo(line)


def _comparable_packs() -> dict[str, Pack]:
    root = Settings.from_environment().packs
    return {"shared": load_core(root), **load_packs(root)}


def _pack_named(slug: str, known: dict[str, Pack]) -> Pack:
    if slug not in known:
        raise click.BadParameter(f"there is no pack {slug}. There are: {', '.join(known)}.")
    return known[slug]


def _share(percent: int | None) -> str:
    return "-" if percent is None else f"{percent} %"


def _differences(parts: tuple[Part, ...], first: str, second: str) -> Iterator[str]:
    for part in parts:
        kinds = {"changed": part.changed, f"only {first}": part.only_first}
        for kind, entries in (kinds | {f"only {second}": part.only_second}).items():
            yield from (f"{part.label}, {kind}: {name}" for name in entries)
