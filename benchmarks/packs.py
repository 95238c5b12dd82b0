"""How long it takes to load and check all packs, beside bare YAML parsing of the same files.

Run: .venv/bin/python -m benchmarks packs
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import yaml

from casemgr import offer_rules
from casemgr.tenants.loader import check_packs
from config.settings import Settings

MOST_SECONDS = 2.0


def pack_files(root: Path) -> Iterator[Path]:
    """The YAML files of every pack and of the core that they extend."""
    for part in (root / "shared", root / "tenants"):
        yield from (path for path in part.rglob("*.yaml") if "statutes" not in path.parts)


def bare(texts: list[str]) -> None:
    """What no loader can do without: the parser in C, with nothing remembered or checked."""
    for text in texts:
        yaml.load(text, Loader=yaml.CSafeLoader)


def seconds(run: Callable[[], object]) -> float:
    """The processor time of the first run, when nothing is remembered yet."""
    start = process_time()
    run()
    return process_time() - start


def main() -> int:
    """Print the times and their ratio; 1 when loading and checking takes longer than it may."""
    root = Settings.from_environment().packs
    texts = [path.read_text() for path in pack_files(root)]
    offer_rules()
    parsed, checked = seconds(lambda: bare(texts)), seconds(lambda: check_packs(root))
    count = len(list((root / "tenants").glob("*/tenant.yaml")))
    print(f"{count} packs in {len(texts)} files, {sum(map(len, texts)):,} characters")
    print(f"{'bare YAML parsing':30}{parsed:8.3f} s")
    print(f"{'loading and checking all':30}{checked:8.3f} s, {checked / parsed:.1f} times as long")
    return int(checked > MOST_SECONDS)
