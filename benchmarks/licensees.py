"""Invented licensees in the layout of the monthly list, in the proportions of a real one.

Run: .venv/bin/python -m benchmarks.licensees ROWS FILE
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from regulatory.imports.layouts import layouts
from regulatory.numbers.regions import DISTRICTS

# How often each type and length of name stands in a list of 20,087 licensees.
TYPES = {"01": 14396, "07": 2383, "02": 2201, "06": 539, "08": 346, "10": 117, "11": 84, "09": 21}
LENGTHS = {1: 11, 2: 1599, 3: 10673, 4: 4938, 5: 1479, 6: 877, 7: 399, 8: 111}
PERSONS, TRADE_NAMES, LONG_ZIPS, OTHER_MAIL = 0.57, 0.61, 0.30, 0.28
# Licensees in each state for 10,000, and between which ZIP codes they are.
STATES = {
    "PR": (20, 601, 988), "MA": (230, 1001, 2791), "RI": (40, 2801, 2940), "NH": (180, 3031, 3897),
    "ME": (200, 3901, 4992), "VT": (120, 5001, 5907), "CT": (180, 6001, 6928),
    "NJ": (130, 7001, 8989), "NY": (700, 10001, 14925), "PA": (840, 15001, 19640),
    "DE": (40, 19701, 19980), "MD": (210, 20601, 21930), "VA": (430, 22003, 24658),
    "WV": (210, 24701, 26886), "NC": (520, 27006, 28909), "SC": (260, 29001, 29948),
    "GA": (400, 30002, 31999), "FL": (700, 32003, 34997), "AL": (230, 35004, 36925),
    "TN": (360, 37010, 38589), "MS": (220, 38601, 39776), "KY": (330, 40003, 42788),
    "OH": (500, 43001, 45899), "IN": (330, 46001, 47997), "MI": (450, 48001, 49971),
    "IA": (230, 50001, 52809), "WI": (340, 53001, 54990), "MN": (330, 55001, 56763),
    "SD": (100, 57001, 57799), "ND": (90, 58001, 58856), "MT": (190, 59001, 59937),
    "IL": (330, 60001, 62999), "MO": (480, 63005, 65899), "KS": (250, 66002, 67954),
    "NE": (130, 68001, 69367), "LA": (260, 70001, 71497), "AR": (230, 71601, 72959),
    "OK": (300, 73001, 74966), "TX": (1150, 75001, 79999), "CO": (320, 80001, 81658),
    "WY": (110, 82001, 83128), "ID": (170, 83201, 83877), "UT": (160, 84001, 84791),
    "AZ": (320, 85001, 86556), "NM": (150, 87001, 88439), "NV": (120, 88901, 89883),
    "CA": (650, 90001, 96162), "HI": (20, 96701, 96898), "OR": (310, 97001, 97920),
    "WA": (310, 98001, 99403), "AK": (130, 99501, 99950),
}  # fmt: skip
BEGIN = "Al Bar Bel Bran Cal Car Cor Dal Dan Del Dor El Fal Far Gal Gar Hal Har Hol Jar Kel Ken Lan"
MIDDLE = "a am an ar ber den der dor e el en er i il in is la le li lo ma mi mo na ne o on or ra ro"
END = "bach berg bury by dale don field ford gate ham ley low man mere mond more ner ric son ton"
TRADES = [
    "ARMS",
    "FIREARMS",
    "GUNS",
    "GUNSMITHING",
    "OUTDOORS",
    "PAWN",
    "SPORTS",
    "SUPPLY",
    "TRADING",
    "ARMORY",
    "SHOP",
]
FORMS = ("LLC", "INC", "CO", "LP", "CORP")
STREETS = ["AVE", "BLVD", "CT", "DR", "HWY", "LN", "PKWY", "PL", "RD", "ST", "TER", "WAY"]
MONTHS = "ABCDEFGHJKLM"
DAMAGES = (
    lambda row: [*row[:4], "3I", *row[5:]],
    lambda row: row[:9],
    lambda row: ["2", *row[1:]],
    lambda row: [*row[:7], "A\x07B", *row[8:]],
    lambda row: [*row, "one more"],
    lambda row: [*row[:6], "NULL", *row[7:]],
)
FULL, ALL = 100_000, list(DISTRICTS)
OF_STATE = {state: [code for code in ALL if state in DISTRICTS[code].states] for state in STATES}


def main() -> int:
    """Write a file of invented licensees."""
    write_list(Path(sys.argv[2]), int(sys.argv[1]))
    return 0


def write_list(path: Path, rows: int, *, seed: int = 2013, broken: int = 0) -> None:
    """Write a list of that many invented licensees, sorted by ZIP code as the real ones are.

    Of `broken` rows the last is damaged, each time in another way.
    """
    with path.open("w", encoding="ascii", newline="") as file:
        header = [names[0] for names in layouts()["firearms_list"].columns.values()]
        file.write("\t".join(header) + "\n")
        file.write("\t".join("-" * len(name) for name in header) + "\n")
        for place, row in enumerate(licensees(rows, Random(seed)), start=1):
            if broken and place % broken == 0:
                row = DAMAGES[place // broken % len(DAMAGES)](row)
            file.write("\t".join(row) + "\n")


def licensees(rows: int, chance: Random) -> Iterator[list[str]]:
    """Yield the rows of invented licensees."""
    words = [
        (begin + middle + end).upper()
        for begin in BEGIN.split()
        for middle in MIDDLE.split()
        for end in END.split()
    ]
    sequences: dict[str, int] = {}
    total, edges = sum(share for share, _, _ in STATES.values()), 0
    for state, (share, low, high) in STATES.items():
        before, edges = edges, edges + share
        many = rows * edges // total - rows * before // total
        for place in range(many):
            zip_ = f"{low + (high - low) * place // max(many, 1):05}"
            yield _licensee(state, zip_, words, sequences, chance)


def _licensee(
    state: str, zip_: str, words: list[str], sequences: dict[str, int], chance: Random
) -> list[str]:
    region, district = _district(state, sequences, chance)
    sequences[district] = sequences.get(district, 0) + 1
    expiry = f"{chance.choice('3456')}{chance.choice(MONTHS)}"
    name = _name(words, chance)
    trade = f"{chance.choice(words)} {chance.choice(TRADES)}"
    city = chance.choice(words)
    street = f"{chance.randrange(1, 9999)} {chance.choice(words)} {chance.choice(STREETS)}"
    mail = street if chance.random() > OTHER_MAIL else f"PO BOX {chance.randrange(1, 9999)}"
    whole = zip_ + f"{chance.randrange(1, 9999):04}" if chance.random() < LONG_ZIPS else zip_
    return [
        region, district, f"{chance.randrange(1, 160, 2):03}", _chosen(TYPES, chance), expiry,
        f"{sequences[district] - 1:05}", name, trade if chance.random() < TRADE_NAMES else "NULL",
        street, city, state, whole, mail, city, state, whole,
        f"{chance.randrange(200, 989)}555{chance.randrange(10_000):04}",
    ]  # fmt: skip


def _district(state: str, sequences: dict[str, int], chance: Random) -> tuple[str, str]:
    """Choose a district of the state, or any when its own have no number left."""
    own = [code for code in OF_STATE[state] if sequences.get(code, 0) < FULL]
    code = chance.choice(own or [code for code in ALL if sequences.get(code, 0) < FULL])
    return DISTRICTS[code].region, code


def _name(words: list[str], chance: Random) -> str:
    many = _chosen(LENGTHS, chance)
    if chance.random() < PERSONS and many > 1:
        given = " ".join(chance.choice(words) for _ in range(many - 1))
        return f'"{chance.choice(words)}, {given}"'
    return " ".join(
        [*(chance.choice(words) for _ in range(max(many - 1, 1))), chance.choice(FORMS)]
    )


def _chosen(shares: dict[Any, int], chance: Random) -> Any:
    return chance.choices(list(shares), list(shares.values()))[0]


if __name__ == "__main__":
    sys.exit(main())
