"""Bates numbers: one for each page of a production, in order, without gaps, never used twice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from casemgr.errors import Invalid

PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,59}")


@dataclass(frozen=True)
class Range:
    """The Bates numbers of one document, and where it begins in its volume (from 1)."""

    title: str
    section: str
    first: str
    last: str
    pages: int
    begins_on: int


def label(prefix: str, number: int, width: int = 7) -> str:
    """The number as it is stamped: `785115-10-0004_0000001`."""
    if not PREFIX.fullmatch(prefix):
        raise Invalid(f"“{prefix}” cannot begin a Bates number. Use letters, digits, - and dots.")
    if not 0 < number < 10**width:
        raise Invalid(f"The Bates number {number} does not fit into {width} digits.")
    return f"{prefix}_{number:0{width}}"


def number_documents(
    documents: Iterable[tuple[str, str, int]], prefix: str, first: int = 1, width: int = 7
) -> list[Range]:
    """The ranges of documents given as (title, section, pages), before anything is assembled."""
    ranges, number = [], first
    for title, section, pages in documents:
        if pages < 1:
            raise Invalid(f"“{title}” has no pages and cannot be numbered.")
        begin, end = label(prefix, number, width), label(prefix, number + pages - 1, width)
        ranges.append(Range(title, section, begin, end, pages, number - first + 1))
        number += pages
    return ranges
