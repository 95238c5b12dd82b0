"""In which encoding a file is written, told from its bytes."""

import codecs
from pathlib import Path

BLOCK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNREADABLE = "\ufffd"


def encoding_of(path: Path, head: bytes) -> tuple[str, int]:
    """Return the encoding and how many bytes of mark stand before the text."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    zeros = head[:400].count(0)
    if zeros and 2 * zeros >= len(head[:400]) - 2:
        return ("utf-16-be" if head[0] == 0 else "utf-16-le"), 0
    return ("utf-8" if _is_utf8(path) else "cp1252"), 0


def _is_utf8(path: Path) -> bool:
    """Whether more letters beyond ASCII are right in UTF-8 than wrong: one may be damaged."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right = wrong = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            text = decoder.decode(block)
            if not text.isascii():
                broken = text.count(UNREADABLE)
                wrong += broken
                right += sum(not letter.isascii() for letter in text) - broken
    return right >= wrong
