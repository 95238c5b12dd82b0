"""Regions and districts in the numbers of firearms and explosives licenses.

The districts are those of the Internal Revenue Service from which the licensing came; the list is
that of 2013.
"""

from typing import NamedTuple

from casemgr.errors import Invalid

REGIONS = {
    "1": "Southeast",
    "3": "Midwest",
    "4": "Central",
    "5": "Southwest",
    "6": "North Atlantic",
    "8": "Mid-Atlantic",
    "9": "Western",
}


class District(NamedTuple):
    """A district: its region, its states and what it is called."""

    region: str
    states: tuple[str, ...]
    name: str


def refuse_region(digit: str) -> None:
    """Refuse a region that is not used. Raises Invalid."""
    if digit not in REGIONS:
        raise Invalid(f"Region {digit} is not used; regions are 1, 3, 4, 5, 6, 8 and 9.")


_LISTED = {
    "6": "01 ME Maine,02 NH New Hampshire,03 VT Vermont,04 MA Massachusetts,05 RI Rhode Island,"
    "06 CT Connecticut,11 NY Brooklyn,13 NY Manhattan,14 NY Albany,16 NY Buffalo",
    "8": "22 NJ New Jersey,23 PA Philadelphia,25 PA Pittsburgh,51 DE Delaware,52 MD Maryland",
    "3": "36 IL Chicago,37 IL Springfield,39 WI Wisconsin,41 MN Minnesota,45 ND North Dakota,"
    "46 SD South Dakota",
    "1": "54 VA/DC Virginia,56 NC North Carolina,57 SC South Carolina,58 GA Georgia,59 FL Florida,"
    "62 TN Tennessee,63 AL Alabama,64 MS Mississippi,66 PR/VI Puerto Rico and Virgin Islands",
    "4": "31 OH Cincinnati,34 OH Cleveland,35 IN Indiana,38 MI Michigan,55 WV West Virginia,"
    "61 KY Kentucky",
    "5": "42 IA Iowa,43 MO Missouri,47 NE Nebraska,48 KS Kansas,71 AR Arkansas,72 LA Louisiana,"
    "73 OK Oklahoma,74 TX Austin,75 TX Dallas,76 TX Houston,83 WY Wyoming,84 CO Colorado,"
    "85 NM New Mexico",
    "9": "33 CA California,68 CA California,77 CA California,81 MT Montana,82 ID Idaho,"
    "86 AZ Arizona,87 UT Utah,88 NV Nevada,91 WA Washington,92 AK Alaska,93 OR Oregon,"
    "94 CA San Francisco,95 CA Los Angeles,98 GU Guam,99 HI Hawaii",
}
DISTRICTS = {
    code: District(region, tuple(states.split("/")), name)
    for region, listed in _LISTED.items()
    for code, states, name in (entry.split(" ", 2) for entry in listed.split(","))
}
