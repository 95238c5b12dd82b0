"""Words that addresses write in more than one way: states, counties, streets, directions."""

from regulatory.geography import STATES, counties_named
from regulatory.registry.folding import key_of

_PAIRS = (
    "avenue=ave boulevard=blvd circle=cir court=ct drive=dr expressway=expy freeway=fwy"
    " highway=hwy lane=ln parkway=pkwy place=pl road=rd square=sq street=st suite=ste"
    " terrace=ter turnpike=tpke north=n south=s east=e west=w fort=ft mount=mt saint=st"
)
# Words that most names carry tell nothing apart.
_FREQUENT = "and co company corp corporation inc llc ltd of the"
FREQUENT = frozenset(_FREQUENT.split())


def _both_ways() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for long, short in (pair.split("=") for pair in _PAIRS.split()):
        found.setdefault(long, set()).add(short)
        found.setdefault(short, set()).add(long)
    for code, state in STATES.items():
        found.setdefault(key_of(state.name), set()).add(code.lower())
    return found


_OTHERS = _both_ways()


def readings_of(words: list[str]) -> list[list[str]]:
    """Return, for each word, county, or state in two words, all ways in which it is written."""
    found, place = [], 0
    while place < len(words):
        ways = _ways(words[place : place + 3])
        found.append(ways)
        place += len(ways[0].split())
    return found


def _ways(words: list[str]) -> list[str]:
    for count in (3, 2):
        term = " ".join(words[:count])
        if words[count - 1 : count] == ["county"] and (codes := counties_named(term)):
            return [term, *(f"county:{code}" for code in codes)]
    pair = " ".join(words[:2])
    term = pair if pair in _OTHERS and len(words) > 1 else words[0]
    return [term, *sorted(_OTHERS.get(term, ()))]


def telling(words: list[str]) -> list[str]:
    """Leave out what most names carry, unless nothing else was typed."""
    return [word for word in words if word not in FREQUENT] or words
