"""How what is written in a registry and what is typed to find it are folded alike."""

import re
from functools import lru_cache

from casemgr.parties.naming import fold

MARK = "zq"  # with it begins the token of a sound; no English word does
ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ",
    "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXovp",
    # Nobody sees these within a word: a soft hyphen, joiners, marks of direction.
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
)
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
    return fold(text.translate(ALIKE).replace("&", " and "))


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


def compact_of(number: str) -> str:
    """Return a number as it is compared: capital letters and digits alone."""
    return re.sub(r"[^0-9A-Z]", "", number.translate(ALIKE).upper())


def digits_of(text: str) -> str:
    """Return the digits of a telephone number, without the country's."""
    digits = re.sub(r"[^0-9]", "", text)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
