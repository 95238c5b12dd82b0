"""Words that addresses write in more than one way: states, counties, streets, directions."""

from itertools import islice, product

from regulatory.geography import COUNTY_WORDS, STATES, counties_named
from regulatory.registry.folding import key_of

_PAIRS = (
    "avenue=ave boulevard=blvd circle=cir court=ct drive=dr expressway=expy freeway=fwy"
    " highway=hwy lane=ln parkway=pkwy place=pl road=rd square=sq street=st suite=ste"
    " terrace=ter turnpike=tpke north=n south=s east=e west=w fort=ft mount=mt saint=st"
)
_WAYS = (
    "alley bend broadway bypass calle camino center corner county cove cr creek crossing el estates"
    " extension fm heights hill hollow hts hwy lake landing loop mall ne nw park path paseo pass"
    " pike plaza plz point pt ridge route row rt run se station sw terr tr trace trail trl walk way"
)
# One of them stands in nearly every address, after the number of the house.
STREETS = frozenset(f"{_PAIRS} {_WAYS}".replace("=", " ").split())
_BOX = ("po box", "p o box", "pob", "post office box")
_TOWNS = frozenset({"saint", "st", "fort", "ft", "mount", "mt"})
_PARTICLES = ("o", "mc", "mac", "d")  # written apart from the rest of a name, or not
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
        ways = _ways(words[place : place + 4])
        found.append(ways)
        place += len(ways[0].split())
    return found


def _ways(words: list[str]) -> list[str]:
    for count in range(min(len(words), 4), 1, -1):
        term = " ".join(words[:count])
        if words[count - 1] in COUNTY_WORDS and (codes := counties_named(term)):
            return [term, *(f"county:{code}" for code in codes)]
    if box := next((one for one in _BOX if words[: one.count(" ") + 1] == one.split()), ""):
        return [box, *(one for one in _BOX if one != box)]
    pair = " ".join(words[:2])
    if len(words) > 1 and words[0] in _PARTICLES and len(words[1]) > 2:
        return [pair, pair.replace(" ", "")]
    term = pair if pair in _OTHERS and len(words) > 1 else words[0]
    return [term, *sorted(_OTHERS.get(term, ())), *_parted(term)]


def _parted(word: str) -> list[str]:
    """Return a name with the particle at its beginning written apart: o brien for obrien."""
    begun = [one for one in _PARTICLES if word.startswith(one) and len(word) > len(one) + 2]
    return [f"{one} {word.removeprefix(one)}" for one in begun]


def cities_of(typed: str) -> list[str]:
    """Return the ways in which a city is written: saint louis is st louis."""
    words = key_of(typed).split()
    ways = product(*([word, *(_OTHERS.get(word, ()) if word in _TOWNS else ())] for word in words))
    return [" ".join(way) for way in islice(ways, 8) if way]


def telling(words: list[str]) -> list[str]:
    """Leave out what most names carry, unless nothing else was typed."""
    return [word for word in words if word not in FREQUENT] or words
