"""Citations of the United States Code, read as people type them and written in one form."""

import re
from dataclasses import dataclass, replace

from casemgr.errors import Invalid

LONGEST = 200
LAST_TITLE = 54

TITLE = r"(?i:title\s+)?(?P<title>[0-9]{1,2})"
CODE = r"(?i:u\s?\.?\s?s\s?\.?\s?c\s?\.?(?:\s?a\s?\.?)?|united\s+states\s+code)"
SIGN = r"(?i:§\s?§?|sections?|secs?\.?|ss?\.)"
SECTION = r"(?P<section>[0-9]{1,5}[A-Za-z]{0,3}(?:-[0-9]{1,3}[A-Za-z]?)?)"
DESIGNATOR = r"\(\s*(?:[0-9]{1,3}[A-Z]?|[a-z]{1,6}|[A-Z]{1,6})\s*\)"
SUBSECTIONS = rf"(?P<subsections>(?:\s*{DESIGNATOR})*)"

FULL = re.compile(rf"{TITLE}\s*,?\s*{CODE}\s*,?\s*{SIGN}?\s*{SECTION}{SUBSECTIONS}")
SAME_TITLE = re.compile(rf"{SIGN}?\s*{SECTION}{SUBSECTIONS}")
SAME_SECTION = re.compile(rf"(?P<subsections>(?:\s*{DESIGNATOR})+)")
SEPARATOR = re.compile(r"(?i:\s*(?:[,;]\s*and\b|[,;]|\band\b|&)\s*)")
ROMAN = re.compile(r"[ivxl]+")
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
ROMAN_DEPTHS = (3, 4)  # (a)(1)(A)(i)(I): clauses and subclauses count in Roman numerals.

SortKey = tuple[int, int, str, tuple[tuple[int, int, str], ...]]


class CitationInvalid(Invalid):
    """The text cannot be read as a citation of the United States Code."""

    title = "That is not a citation"


@dataclass(frozen=True)
class Citation:
    """A provision of the United States Code, such as 18 U.S.C. 922(g)(1)."""

    title: int
    section: str
    subsections: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.title} U.S.C. {self.section}{self.pinpoint}"

    @property
    def pinpoint(self) -> str:
        """The part below the section, such as (g)(1)."""
        return "".join(f"({designator})" for designator in self.subsections)

    @property
    def whole_section(self) -> "Citation":
        """The section in which the provision stands."""
        return replace(self, subsections=())

    @property
    def parent(self) -> "Citation | None":
        """The provision one level up; a whole section has none."""
        return replace(self, subsections=self.subsections[:-1]) if self.subsections else None

    @property
    def parents(self) -> tuple["Citation", ...]:
        """The provisions above this one, the nearest first and the section last."""
        depths = range(len(self.subsections) - 1, -1, -1)
        return tuple(replace(self, subsections=self.subsections[:depth]) for depth in depths)

    @property
    def sort_key(self) -> SortKey:
        """Put 922(a)(2) before 922(a)(10), and clause (v) before clause (ix)."""
        number, suffix = re.match(r"([0-9]+)(.*)", self.section).groups()  # type: ignore[union-attr]
        ranks = tuple(_rank(*level) for level in enumerate(self.subsections))
        return (self.title, int(number), suffix, ranks)

    def covers(self, other: "Citation") -> bool:
        """Say whether the other provision is this one or stands inside it."""
        return self == other or self in other.parents


def _rank(depth: int, designator: str) -> tuple[int, int, str]:
    if designator[0].isdigit():
        digits = designator.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return (0, int(digits), designator)
    if depth in ROMAN_DEPTHS and ROMAN.fullmatch(designator.lower()):
        return (1, roman_value(designator), designator)
    return (1, len(designator), designator)


def roman_value(numeral: str) -> int:
    """Read a lower or upper case Roman numeral up to eighty-nine."""
    values = [ROMAN_VALUES[letter] for letter in numeral.lower()]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def parse_citation(text: str) -> Citation:
    """Read one citation; raise CitationInvalid with the way to write it when it is not one."""
    found = parse_citations(text)
    if len(found) > 1:
        raise CitationInvalid(
            f"“{_shown(text)}” names {len(found)} provisions. Enter one, such as {found[0]}."
        )
    return found[0]


def parse_citations(text: str) -> tuple[Citation, ...]:
    """Read a list such as “21 U.S.C. 841(a)(1), (b)(1)(C) and 846”; what follows inherits."""
    rest = _plain(text)
    found: list[Citation] = []
    while rest or not found:
        citation, end = _next_citation(rest, found[-1] if found else None, text)
        found.append(citation)
        rest = _after_separator(rest[end:], text)
    return tuple(dict.fromkeys(found))


def _next_citation(rest: str, before: Citation | None, text: str) -> tuple[Citation, int]:
    if match := FULL.match(rest):
        title = int(match["title"])
        if not 1 <= title <= LAST_TITLE:
            raise CitationInvalid(
                f"The United States Code has titles 1 to {LAST_TITLE}, not {title}. "
                "Write the title first, such as 18 U.S.C. 922(g)(1)."
            )
        return Citation(title, _section(match["section"]), _designators(match)), match.end()
    if before and (match := SAME_SECTION.match(rest)):
        return replace(before, subsections=_designators(match)), match.end()
    if before and (match := SAME_TITLE.match(rest)):
        return Citation(before.title, _section(match["section"]), _designators(match)), match.end()
    raise CitationInvalid(_how_to_mend(rest, text))


def _after_separator(rest: str, text: str) -> str:
    if not rest.strip(" ."):
        return ""
    match = SEPARATOR.match(rest)
    if not match:
        raise CitationInvalid(
            f"“{_shown(rest.strip())}” in “{_shown(text)}” cannot be read. Write each subsection "
            "in its own brackets, such as 18 U.S.C. 922(g)(1), and part provisions with a comma."
        )
    return rest[match.end() :]


def _how_to_mend(rest: str, text: str) -> str:
    if not rest:
        return "Enter a citation, such as 18 U.S.C. 922(g)(1)."
    if SAME_TITLE.fullmatch(rest):
        return (
            f"“{_shown(text)}” does not say which title. "
            f"Put the title first, such as 18 U.S.C. {_shown(rest)}."
        )
    return f"“{_shown(text)}” is not a citation. Write it like 18 U.S.C. 922(g)(1)."


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        raise CitationInvalid(
            f"The citation is longer than {LONGEST} characters. Enter the provision only, "
            "such as 18 U.S.C. 922(g)(1)."
        )
    dashes = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return re.sub(r"\s+", " ", dashes).strip()


def _section(written: str) -> str:
    return re.sub(r"^0+(?=[0-9])", "", written)


def _designators(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(re.findall(r"\(\s*(\w+)\s*\)", match["subsections"], re.ASCII))


def _shown(text: str) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return line if len(line) <= 60 else f"{line[:59]}…"


def format_citations(citations: tuple[Citation, ...]) -> str:
    """Write a list briefly: 21 U.S.C. 841(a)(1), (b)(1)(C), 846."""
    parts: list[str] = []
    before: Citation | None = None
    for citation in citations:
        parts.append(_after(before, citation))
        before = citation
    return ", ".join(parts)


def _after(before: Citation | None, citation: Citation) -> str:
    if before is None or before.title != citation.title:
        return str(citation)
    if before.section == citation.section and citation.subsections:
        return citation.pinpoint
    return f"{citation.section}{citation.pinpoint}"
