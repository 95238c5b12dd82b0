"""How what is written in a registry and what is typed to find it are folded alike."""

import re
import unicodedata
from functools import lru_cache

from casemgr.parties.naming import fold

MARK = "="  # with it begins the token of a sound; no folded word does
ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ",
    "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXovp",
    # Nobody sees these within a word: a soft hyphen, joiners, marks of direction.
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
)
# Signs that stand for those of a keyboard.
_APOSTROPHES = "\u2018\u2019\u02bc\u00b4\u2032\uff07"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
SIGNS = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-"))
# Applied in this order to a lower-case word; x stands for sh, 0 for th.
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:k|g|p)(?=n)|^w(?=r)", ""),
        (r"^x", "s"),
        (r"^mc|^mac(?=[^aeiou])", "mk"),
        (r"mb$", "m"),
        (r"sch(?=[mnlrw])", "x"),
        (r"sch", "sk"),
        (r"t?ch", "x"),
        (r"sh|(?:t|s|c)i(?=[oa])", "x"),
        (r"th", "0"),
        (r"ph|v", "f"),
        (r"gh(?=[^aeiouy]|$)", ""),
        (r"gh", "g"),
        (r"dg(?=[eiy])|g(?=[eiy])", "j"),
        (r"c(?=[eiy])|z", "s"),
        (r"c|q|g", "k"),
        (r"d", "t"),
        (r"(?<=.)[aeiouyhw]", ""),
        (r"^[aeiouy]", "a"),
        (r"(.)\1+", r"\1"),
    )
]


def key_of(text: str) -> str:
    """Return a name as it is sorted and found: without case, accents, punctuation.

    Letters of other scripts that look like ours are taken for ours; an ampersand is the word
    that it stands for.
    """
    return fold(text.translate(ALIKE).translate(SIGNS).replace("&", " and "))


def sounds_of(*keys: str) -> str:
    """Return how the words of folded texts are heard, as tokens: Smith and Smyth alike."""
    words = dict.fromkeys(word for key in keys for word in key.split())
    return " ".join(dict.fromkeys(MARK + sound for sound in map(sound_of, words) if sound))


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """Return how one folded word is heard; numbers, initials and other scripts are not heard."""
    if len(word) < 2 or not (word.isascii() and word.isalpha()):
        return ""
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word


def plain(text: str) -> str:
    """Return a text with the digits and the signs that a keyboard has."""
    return unicodedata.normalize("NFKC", text.translate(SIGNS))


def lexeme(word: str) -> str:
    """Return a word as a query of words names it; the ~ before it stands for the tenant."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'~{quoted}'"


def compact_of(number: str) -> str:
    """Return a number as it is compared: capital letters and digits alone."""
    return re.sub(r"[^0-9A-Z]", "", plain(number).translate(ALIKE).upper())


def digits_of(text: str) -> str:
    """Return the digits of a telephone number, without the country's."""
    return re.sub(r"^(?:00)?1(?=\d{10}$)", "", re.sub(r"[^0-9]", "", text))
