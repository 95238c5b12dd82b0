"""Folding of many names in a short time; what comes out is what the query folds."""

import re
from functools import lru_cache

from casemgr.parties.naming import LONGEST
from regulatory.registry.folding import ALIKE, key_of, sounds_of

_PLAIN = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()}
    | {"'": None, ".": None, "&": " and "}
)
_STRANGE = re.compile("[" + "".join(map(chr, ALIKE)) + "]")


def quick_key(text: str) -> str:
    """Return what `key_of` returns; plain letters, which nearly all names have, go a short way."""
    if text.isascii():
        return " ".join(text.lower().translate(_PLAIN).split())[:LONGEST]
    return key_of(text)


@lru_cache(maxsize=4096)
def quick_sounds(*keys: str) -> str:
    """Return how names are heard; chains of shops bear the same name many times."""
    return sounds_of(*keys)


def strange_letter(text: str) -> str:
    """Return the first letter that only looks like one of ours, or nothing."""
    found = _STRANGE.search(text) if not text.isascii() else None
    return found[0] if found else ""
