"""The day for which a list speaks, told by the name of its file."""

import re
from contextlib import suppress
from datetime import date

MONTHS = "january february march april may june july august september october november december"
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS.split())
# By year, month and day where they are told: 2013-05-01, 2013-05, May 2013, 2013 May, 0513.
DAYS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>20\d{2})[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>[0-2]\d|3[01])(?!\d)",
        r"(?<!\d)(?P<y>20\d{2})[-_. ]?(?P<m>0[1-9]|1[0-2])(?!\d)",
        r"(?<!\d)(?P<m>0[1-9]|1[0-2])[-_. ]?(?P<y>20\d{2})(?!\d)",
        rf"(?<![a-z])(?P<m>{_MONTH})[-_. ]?(?P<y>20\d{{2}})(?!\d)",
        rf"(?<!\d)(?P<y>20\d{{2}})[-_. ]?(?P<m>{_MONTH})(?![a-z])",
        r"(?<!\d)(?P<m>0[1-9]|1[0-2])(?P<y>\d{2})(?!\d)",
    )
]


def date_in_name(name: str) -> date | None:
    """Return the day that the name of a file tells; 0513 is May 2013."""
    for found in filter(None, (form.search(name) for form in DAYS)):
        told = found.groupdict()
        with suppress(ValueError):
            return date(_year(told["y"]), _month(told["m"]), int(told.get("d") or 1))
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(n for n, name in enumerate(MONTHS.split(), 1) if name.startswith(text[:3].lower()))
