"""How names are written, and how they are folded so that Müller and MULLER are found alike."""

import unicodedata

LONGEST = 300
_SIGNS = {chr(code): " " for code in range(128) if not chr(code).isalnum()}
_PLAIN = str.maketrans(_SIGNS | {"'": None, ".": None})


def fold(name: str) -> str:
    """Return a name without case, accents and punctuation, its words parted by one space."""
    if name.isascii():
        return " ".join(name.lower().translate(_PLAIN).split())[:LONGEST]
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    joined = "".join(
        one for one in decomposed if one not in "'’." and not unicodedata.combining(one)
    )
    plain = "".join(x if x.isalnum() else " " for x in joined)
    return " ".join(plain.split())[:LONGEST]


def full_name(given: str, middle: str, family: str, suffix: str) -> str:
    """Write a person's name as it is spoken."""
    return " ".join(part for part in (given, middle, family, suffix) if part)


def sort_name(given: str, middle: str, family: str, suffix: str) -> str:
    """Return the folded name under which a person stands in the index: family name first."""
    return index_name(" ".join(part for part in (family, given, middle, suffix) if part))


def index_name(name: str) -> str:
    """Return what a name is sorted and found by; one made of signs alone is kept as it is."""
    return fold(name) or _signs(name)


def readings(typed: str) -> list[str]:
    """Return how a name that was typed may stand in the index: as typed, or family name first."""
    words = fold(typed).split()
    if len(words) < 2 or "," in typed:
        return [" ".join(words) or _signs(typed)]
    return [" ".join(words), " ".join([words[-1], *words[:-1]])]


def _signs(name: str) -> str:
    return " ".join(name.casefold().split())[:LONGEST]
