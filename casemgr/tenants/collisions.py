"""Two records that would get the same number, found by laying the forms of numbers over each other.

Every series writes, for each office, case type and fiscal year, some fixed text, the counted digits
and fixed text again. Two forms give one number when their texts fit each other letter by letter.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from casemgr.clock import fiscal_year, today
from casemgr.tenants.numbering import SCOPES, Numbering, Series
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, problem_at

YEARS = 10
MOST_PAIRS = 100_000
SAMPLE_CASE = "1"
FREE = "\x01"


@dataclass(frozen=True)
class Form:
    """What a series writes for one office, case type and year: text around the counted digits."""

    before: str
    after: str
    series: Series
    office: str
    type: str
    year: int

    @property
    def widths(self) -> range:
        """How many digits its counter may have."""
        width = self.series.template.width_of("seq")
        if width:
            return range(width, width + 1)
        return range(len(str(max(self.series.first, 1))), len(str(self.series.last)) + 1)

    def words(self, value: int) -> str:
        """Name the record that has this value of the counter."""
        names = self.series.template.names
        office = [f"of office {self.office}"] if "office" in names else []
        type_ = [f"of type {self.type}"] if "type" in names else []
        year = [f"in fiscal year {self.year}"] if "fy" in names else []
        return " ".join([f"the {self.series.name} record {value}", *office, *type_, *year])


def check_collisions(pack: Pack) -> Iterator[Problem]:
    """Report numbers that two records of the agency could both be given."""
    offices = dict.fromkeys(office.code for office in pack.offices.values() if office.code)
    types = dict.fromkeys(one.code for one in pack.case_types.values() if one.code)
    for subject, numbering in pack.numbering.items():
        found = find_collision(numbering, offices, types)
        if found:
            entry = pack.source["numbering"][subject]
            place = entry.at("series") if "series" in entry else entry.at("template")
            yield problem_at(place, found, "templates that no two records can both fill")


def find_collision(
    numbering: Numbering, offices: Collection[str], types: Collection[str] = ()
) -> str:
    """Describe two records of different counters with one number, or nothing if none is found."""
    for one, other in islice(_pairs(list(_forms(numbering, offices, types))), MOST_PAIRS):
        if _counter(one, numbering) != _counter(other, numbering):
            found = _common(one, other)
            if found:
                return _words(one, other, found)
    return ""


def _forms(
    numbering: Numbering, offices: Collection[str], types: Collection[str]
) -> Iterator[Form]:
    first = fiscal_year(today())
    for series in numbering.series.values():
        names = series.template.names
        years = range(first, first + YEARS) if "fy" in names else [first]
        shown = offices if "office" in names else [""], types if "type" in names else [""]
        for office, type_, year in product(*shown, years):
            mark = "\0"
            values: dict[str, str | int] = {"office": office, "type": type_, "fy": year}
            written = series.template.format(values | {"case": SAMPLE_CASE, "seq": mark})
            before, _, after = written.partition(mark)
            yield Form(before, after, series, office, type_, year)


def _counter(form: Form, numbering: Numbering) -> tuple[str, ...]:
    """Name the counter that a form takes its values from."""
    year = str(form.year)
    scope = {"office": form.office, "case_type": form.type, "fiscal_year": year, "case": ""}
    return (form.series.name, *(scope[part] for part in numbering.per if part in SCOPES))


def _pairs(forms: list[Form]) -> Iterator[tuple[Form, Form]]:
    """Pair the forms of which one begins as the other, or ends so where all begin alike."""
    if any(form.before for form in forms):
        keyed = [(form.before, place) for place, form in enumerate(forms)]
    else:
        keyed = [(form.after[::-1], place) for place, form in enumerate(forms)]
    begun: list[tuple[str, int]] = []
    for key, place in sorted(keyed):
        begun = [earlier for earlier in begun if key.startswith(earlier[0])]
        yield from ((forms[earlier], forms[place]) for _, earlier in begun)
        begun.append((key, place))


def _common(one: Form, other: Form) -> tuple[str, str] | None:
    """Find the digits of both counters with which they write one text."""
    for width in one.widths:
        length = len(one.before) + width + len(one.after)
        wide = length - len(other.before) - len(other.after)
        if wide in other.widths:
            found = _overlaid(one, FREE * width, other, FREE * wide)
            if found:
                return found
    return None


def _overlaid(one: Form, digits: str, other: Form, others: str) -> tuple[str, str] | None:
    """Lay two texts over each other, FREE for any digit, and look for values in range."""
    text, laid = one.before + digits + one.after, other.before + others + other.after
    joined = [_joined(*pair) for pair in zip(text, laid, strict=True)]
    if "" in joined:
        return None
    for number in _filled("".join(joined), one, len(digits), other, len(others)):
        return (
            number[len(one.before) : len(one.before) + len(digits)],
            number[len(other.before) : len(other.before) + len(others)],
        )
    return None


def _joined(letter: str, other: str) -> str:
    """The letter that both may be; nothing when they differ."""
    if letter == other:
        return letter
    if FREE in (letter, other):
        fixed = other if letter == FREE else letter
        return fixed if fixed.isdigit() else ""
    return ""


def _filled(text: str, one: Form, width: int, other: Form, wide: int) -> Iterator[str]:
    """Fill the free digits one by one, as long as both counters can still be in their range."""
    spans = ((len(one.before), width, one.series), (len(other.before), wide, other.series))
    if not all(_may_be(text[start : start + size], series) for start, size, series in spans):
        return
    if FREE not in text:
        yield text
        return
    for digit in "0123456789":
        yield from _filled(text.replace(FREE, digit, 1), one, width, other, wide)


def _may_be(digits: str, series: Series) -> bool:
    """Tell whether free digits can be filled so that the series counts the value."""
    unpadded = not series.template.width_of("seq") and len(digits) > 1
    if unpadded and digits[0] == "0":
        return False
    least, most = int(digits.replace(FREE, "0")), int(digits.replace(FREE, "9"))
    return least <= series.last and most >= series.first


def _words(one: Form, other: Form, found: tuple[str, str]) -> str:
    number = f"{one.before}{found[0]}{one.after}"
    records: Iterable[str] = (one.words(int(found[0])), other.words(int(found[1])))
    return f'"{number}" would be the number of {" and of ".join(records)}'
