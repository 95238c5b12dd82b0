"""The catalogue of statutes: sections of the United States Code from the public release.

The release is one gzipped file of JSON lines for each title. Installations without it use the
short list in config/shared/statutes/sections.yaml, which also restores subsections that the
release has lost (26 U.S.C. 5861(a)-(k)).
"""

import functools
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from casemgr.errors import CaseMgrError, Invalid
from casemgr.statutes.citations import Citation, parse_citation
from casemgr.statutes.outline import OMITTED, Outline, Part, read_outline
from casemgr.statutes.rulebooks import rulebook, text_of
from casemgr.tenants.source import Map

RELEASE = "usc-title-*.jsonl.gz"
NEXT_PART = re.compile(r"(?:^|\n+)(?i:subtitle|(?:sub)?chapter|(?:sub)?part) \w+\s*—[^\n]*\Z")
FIELDS = ("title", "section", "chapter", "heading", "text")
SOURCE = "United States Code, public release of early 2023"
BUILT_IN = "United States Code, short list built into casemgr"


class CatalogueUnreadable(Invalid):
    """The folder of statutes cannot be imported; nothing was changed."""

    title = "The statutes cannot be imported"


@dataclass(frozen=True)
class SectionRecord:
    """One section of the United States Code as it goes into the catalogue."""

    title: int
    section: str
    chapter: str
    heading: str
    text: str
    source: str = SOURCE

    @property
    def citation(self) -> Citation:
        """The section's citation, without subsections."""
        return Citation(self.title, self.section)

    @functools.cached_property
    def outline(self) -> Outline:
        """The subsections of the text."""
        return read_outline(self.text)

    @property
    def is_excerpt(self) -> bool:
        """Say whether parts of the section are left out of the text."""
        return OMITTED in self.text.split("\n\n")

    @property
    def digest(self) -> str:
        """A hash of all that is stored, so that a second import finds what changed."""
        stored = "\x00".join((str(self.title), self.section, self.heading, self.text, self.source))
        return hashlib.sha256(stored.encode()).hexdigest()


@dataclass(frozen=True)
class Wording:
    """What the statute says at a citation: the lines above it, its own, and those inside it."""

    citation: Citation
    above: tuple[Part, ...]
    own: str
    inside: tuple[Part, ...]
    closing: str = ""

    @property
    def sentence(self) -> str:
        """The opening words above, the provision's own and those that close it, as one passage."""
        own = self.own.removesuffix(self.closing).rstrip(" ,;") if self.closing else self.own
        passages = [*(part.words for part in self.above), own]
        lead = _run_together(passages)
        return f"{lead}, {self.closing}" if self.closing else lead


def _run_together(passages: list[str]) -> str:
    """Join passages to one; a caption gets the full stop that the release leaves out."""
    paragraphs = [line for passage in passages for line in passage.split("\n\n") if line]
    joined = " ".join(" ".join(paragraph.split()) for paragraph in paragraphs[:1])
    for paragraph in paragraphs[1:]:
        is_caption = joined[-1].isalnum() and paragraph[0].isupper()
        joined += f"{'.' if is_caption else ''} {' '.join(paragraph.split())}"
    return joined


def load_catalogue(folder: Path) -> Iterator[SectionRecord]:
    """Read every section of every title in the folder of the release, in the order of the files."""
    files = sorted(folder.glob(RELEASE))
    if not files:
        raise CatalogueUnreadable(
            f"There is no file {RELEASE} in {folder}. Name the folder that holds the us-code files."
        )
    for path in files:
        yield from _read_title(path)


def _read_title(path: Path) -> Iterator[SectionRecord]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _read_section(path, number, line)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise CatalogueUnreadable(
            f"{path.name} is damaged ({error}). Copy it again and repeat the import."
        ) from None


def _read_section(path: Path, number: int, line: str) -> SectionRecord:
    try:
        row = json.loads(line)
        title, section, chapter, heading, text = (row[field] for field in FIELDS)
        citation = parse_citation(f"{title} U.S.C. {section}")
    except (ValueError, KeyError, TypeError, CaseMgrError) as error:
        raise CatalogueUnreadable(
            f"{path.name}, line {number} is not a section ({error}). Copy the file again."
        ) from None
    heading, text = tidy(heading), tidy(text)
    chapter = re.sub(r"\s+", " ", str(chapter))
    return SectionRecord(citation.title, citation.section, chapter, heading, text or heading)


def tidy(text: str) -> str:
    """Mend what the release does to the text: odd spaces, soft hyphens, captions of other parts."""
    text = re.sub(r"[\u2000-\u200a\u202f\u00a0]", " ", str(text)).replace("\u00ad", "")
    text = re.sub(r"\( +| +(?=\))", lambda space: space[0].strip(), text)
    text = re.sub(r"^## .*\n*", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<=\S) +([.,;])", r"\1", text).replace("\x00", "").strip()
    while match := NEXT_PART.search(text):
        text = text[: match.start()]
    return text


@functools.cache
def built_in_sections() -> dict[Citation, SectionRecord]:
    """Return the short list that every installation has."""
    entries = rulebook("sections.yaml")
    return {record.citation: record for record in map(_built_in, entries)}


def _built_in(row: Map) -> SectionRecord:
    citation = parse_citation(row["citation"])
    text = _unwrap(row["text"])
    chapter, heading = text_of(row, "chapter"), text_of(row, "heading")
    return SectionRecord(citation.title, citation.section, chapter, heading, text, BUILT_IN)


def _unwrap(text: str) -> str:
    """Join the wrapped lines of each paragraph."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def restore(record: SectionRecord) -> SectionRecord:
    """Take the text from the short list where the release has lost subsections that it has."""
    short = built_in_sections().get(record.citation)
    if short is None or not record.outline.missing:
        return record
    lost = {path for path in record.outline.missing if short.outline.find(path)}
    return replace(record, text=short.text, source=BUILT_IN) if lost else record


def wording(record: SectionRecord, citation: Citation) -> Wording | None:
    """Return what the section says at the citation, or None when it has no such part."""
    outline, path = record.outline, citation.subsections
    if not path:
        return Wording(citation, (), outline.opening, outline.parts)
    part = outline.find(path)
    if part is None:
        return None
    above = [Part((), outline.opening)]
    above += [step for depth in range(1, len(path)) if (step := outline.find(path[:depth]))]
    inside = outline.under(path)[1:]
    return Wording(citation, tuple(above), part.words, inside, _closing(citation))


def _closing(citation: Citation) -> str:
    """Return the words that close the paragraph and its siblings together."""
    above = citation.parents
    return next((_closings()[step] for step in above if step in _closings()), "")


@functools.cache
def _closings() -> dict[Citation, str]:
    rows = rulebook("closings.yaml")
    return {parse_citation(row["citation"]): text_of(row, "words") for row in rows}


def doubt_about(record: SectionRecord, citation: Citation) -> str:
    """Say what speaks against the citation: "" when the text has exactly this part."""
    if not citation.subsections or record.outline.find(citation.subsections):
        return ""
    missing = record.is_excerpt or record.outline.may_be_missing(citation.subsections)
    if missing or _stands_inline(record, citation):
        return f"The catalogue's text does not show {citation} as a paragraph. Check it by hand."
    nearest = next(
        (above for above in citation.parents if record.outline.find(above.subsections)), None
    )
    known = _parts_under(record.outline, nearest.subsections if nearest else ())
    return f"{citation.whole_section} has no {citation.pinpoint}. {known}"


def _stands_inline(record: SectionRecord, citation: Citation) -> bool:
    """Say whether the last designator stands in the running text of the part above it."""
    assert citation.parent is not None  # Only provisions below a section get here.
    above = wording(record, citation.parent)
    mark = f"({citation.subsections[-1]}) "
    return above is not None and any(
        mark in words for words in (above.own, *(part.words for part in above.inside))
    )


def _parts_under(outline: Outline, path: tuple[str, ...]) -> str:
    depth = len(path) + 1
    names = [part.path[-1] for part in outline.under(path) if len(part.path) == depth]
    if not names:
        return "It has no subsections there."
    shown = ", ".join(f"({name})" for name in names[:30])
    return f"It has {shown}{' …' if len(names) > 30 else ''} there."
