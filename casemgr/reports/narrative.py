"""The narrative as it is printed: numbered paragraphs, headings, and which way each one runs."""

import re
import unicodedata
from dataclasses import dataclass

BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
OWN_NUMBER = re.compile(r"(\d{1,3})[.)]\s+")
LONGEST_HEADING = 80


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its number; a heading has none."""

    text: str
    number: str = ""
    direction: str = "ltr"


def paragraphs(narrative: str) -> list[Paragraph]:
    """Part a narrative at its blank lines and number the paragraphs as agencies do.

    A line of capitals that stands alone is a heading. Where the author has numbered each
    paragraph by hand, those numbers stay and no second ones are added.
    """
    blocks = [block.strip("\n") for block in BLANK.split(narrative.replace("\r\n", "\n"))]
    blocks = [block for block in blocks if block.strip()]
    texts = [block for block in blocks if not _is_heading(block)]
    by_hand = bool(texts) and all(OWN_NUMBER.match(text) for text in texts)
    found: list[Paragraph] = []
    count = 0
    for block in blocks:
        if _is_heading(block):
            found.append(Paragraph(block.strip(), "", direction(block)))
            continue
        count += 1
        found.append(_numbered(block, count, by_hand))
    return found


def direction(text: str) -> str:
    """Return which way a text runs: that of its first letter that has a direction."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return "ltr"


def _numbered(block: str, count: int, by_hand: bool) -> Paragraph:
    own = OWN_NUMBER.match(block) if by_hand else None
    text = block[own.end() :] if own else block
    return Paragraph(text, f"{own[1] if own else count}.", direction(text))


def _is_heading(block: str) -> bool:
    text = block.strip()
    if "\n" in text or len(text) > LONGEST_HEADING or text.endswith((".", "?", "!")):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 2 and all(letter.isupper() for letter in letters)
