"""Reading what a person typed: separators are passed over, look-alike letters are named."""

import unicodedata

from casemgr.errors import Invalid

LONGEST_SHOWN = 40
LOOKS_LIKE_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
DOTS = ".\N{MIDDLE DOT}\N{MINUS SIGN}"  # and what is typed for a dash without being one


def read_characters(text: str, what: str) -> str:
    """Return the letters and digits of a number in capitals. Raises Invalid at any other sign."""
    plain = text.replace("-", "")
    if plain.isascii() and plain.isalnum():
        return plain.upper()
    kept = [letter for letter in text if not _separates(letter)]
    if not kept:
        raise Invalid(f"Type {what}.")
    for place, letter in enumerate(kept[:LONGEST_SHOWN], start=1):
        if not (letter.isascii() and letter.isalnum()):
            raise Invalid(_strange(place, letter))
    return "".join(kept).upper()


def refuse_length(found: str, length: int, what: str) -> None:
    """Refuse a number that is too short or too long. Raises Invalid."""
    if len(found) != length:
        raise Invalid(f"{what} has {length} letters and digits, and this has {len(found)}.")


def refuse_misplaced(found: str, pattern: str) -> None:
    """Refuse a letter where a digit belongs, or the reverse. Raises Invalid.

    The pattern has 9 for each digit, A for each letter and * for a place checked elsewhere.
    """
    for place, (letter, wanted) in enumerate(zip(found, pattern, strict=True), start=1):
        if wanted == "9" and not letter.isdigit():
            raise Invalid(_not_a_digit(place, letter))
        if wanted == "A" and letter.isdigit():
            raise Invalid(f"Character {place} is the digit {letter} where a letter belongs.")


def _separates(letter: str) -> bool:
    return letter.isspace() or letter in DOTS or unicodedata.category(letter) == "Pd"


def _not_a_digit(place: int, letter: str) -> str:
    words = f"Character {place} is the letter {letter} where a digit belongs."
    digit = LOOKS_LIKE_DIGIT.get(letter)
    return f"{words} Did you mean {digit}?" if digit else words


def _strange(place: int, letter: str) -> str:
    """Name a sign that no number has, and the plain one that it looks like."""
    name = unicodedata.name(letter, f"U+{ord(letter):04X}")
    shown = f"{letter} ({name})" if letter.isprintable() else f"an invisible sign ({name})"
    plain = _plain(letter, name)
    meant = f" It looks like {plain}: type {plain}." if plain else " Leave it out."
    return f"Character {place} is {shown}, which no number has.{meant}"


def _plain(letter: str, name: str) -> str:
    """The letter or digit of the keyboard that a foreign one looks like."""
    folded = unicodedata.normalize("NFKD", letter)[:1].upper()
    if folded.isascii() and folded.isalnum():
        return folded
    return LOOK_ALIKES.get(letter.upper(), "")


# Capitals of the Cyrillic and Greek alphabets that are drawn as Latin ones.
LOOK_ALIKES = dict(
    zip("АВЕЅІЈКМНОРСТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTXYABEZHIKMNOPTYX", strict=True)
)
