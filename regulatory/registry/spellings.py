"""Words that addresses write in two ways: states, streets and directions."""

_STATES = (
    "alabama=al alaska=ak arizona=az arkansas=ar california=ca colorado=co connecticut=ct"
    " delaware=de district_of_columbia=dc florida=fl georgia=ga guam=gu hawaii=hi idaho=id"
    " illinois=il indiana=in iowa=ia kansas=ks kentucky=ky louisiana=la maine=me maryland=md"
    " massachusetts=ma michigan=mi minnesota=mn mississippi=ms missouri=mo montana=mt nebraska=ne"
    " nevada=nv new_hampshire=nh new_jersey=nj new_mexico=nm new_york=ny north_carolina=nc"
    " north_dakota=nd ohio=oh oklahoma=ok oregon=or pennsylvania=pa puerto_rico=pr rhode_island=ri"
    " south_carolina=sc south_dakota=sd tennessee=tn texas=tx utah=ut vermont=vt"
    " virgin_islands=vi virginia=va washington=wa west_virginia=wv wisconsin=wi wyoming=wy"
)
_PAIRS = (
    "avenue=ave boulevard=blvd circle=cir court=ct drive=dr expressway=expy freeway=fwy"
    " highway=hwy lane=ln parkway=pkwy place=pl road=rd square=sq street=st suite=ste"
    " terrace=ter turnpike=tpke north=n south=s east=e west=w fort=ft mount=mt saint=st"
)
# Words that most names carry tell nothing apart.
_FREQUENT = "and co company corp corporation inc llc ltd of the"
FREQUENT = frozenset(_FREQUENT.split())
STATES = {name: code for name, _, code in (one.partition("=") for one in _STATES.split())}


def _both_ways() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for long, short in (pair.split("=") for pair in _PAIRS.split()):
        found.setdefault(long, set()).add(short)
        found.setdefault(short, set()).add(long)
    for name, code in STATES.items():
        found.setdefault(name.replace("_", " "), set()).add(code)
    return found


_OTHERS = _both_ways()


def readings_of(words: list[str]) -> list[list[str]]:
    """Return, for each word or name of a state in two words, all ways in which it is written."""
    found, place = [], 0
    while place < len(words):
        pair = " ".join(words[place : place + 2])
        term = pair if pair in _OTHERS and " " in pair else words[place]
        found.append([term, *sorted(_OTHERS.get(term, ()))])
        place += len(term.split())
    return found


def telling(words: list[str]) -> list[str]:
    """Leave out what most names carry, unless nothing else was typed."""
    return [word for word in words if word not in FREQUENT] or words
