"""Names of files as they came in: kept as evidence, and never able to do harm where they are shown.

A name is text that somebody else wrote. It never becomes a path; signs that turn the direction
of writing or are not printed are kept in the record and shown as what they are.
"""

import re
import unicodedata

LONGEST = 255
UNNAMED = "Unnamed file"
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
HIDDEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def stored_name(given: str) -> str:
    """Return a file's name for the record: without its folders, unprintable signs replaced."""
    last = re.split(r"[/\\]", given)[-1]
    name = CONTROLS.sub("\N{REPLACEMENT CHARACTER}", last).strip()
    if name in ("", ".", ".."):
        return UNNAMED
    return _shortened(name)


def shown_name(name: str) -> str:
    """Return a name as pages and papers show it: each hidden sign by its number."""
    return HIDDEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", name)


def download_name(name: str) -> str:
    """Return the name under which a browser may save the file: no sign that could mislead it."""
    plain = HIDDEN.sub("_", unicodedata.normalize("NFC", name))
    return re.sub(r'[<>:"|?*%]', "_", plain).lstrip(".") or UNNAMED


def _shortened(name: str) -> str:
    """Cut a name that is too long in the middle, so that its ending stays to be seen."""
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 41]}…{name[-40:]}"
