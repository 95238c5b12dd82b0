"""Where a licence is, from what its row tells: the ZIP code mended, the county by its code."""

from functools import lru_cache

STATES = {
    "AL": "01", "AK": "02", "AZ": "04", "AR": "05", "CA": "06", "CO": "08", "CT": "09",
    "DE": "10", "DC": "11", "FL": "12", "GA": "13", "HI": "15", "ID": "16", "IL": "17",
    "IN": "18", "IA": "19", "KS": "20", "KY": "21", "LA": "22", "ME": "23", "MD": "24",
    "MA": "25", "MI": "26", "MN": "27", "MS": "28", "MO": "29", "MT": "30", "NE": "31",
    "NV": "32", "NH": "33", "NJ": "34", "NM": "35", "NY": "36", "NC": "37", "ND": "38",
    "OH": "39", "OK": "40", "OR": "41", "PA": "42", "RI": "44", "SC": "45", "SD": "46",
    "TN": "47", "TX": "48", "UT": "49", "VT": "50", "VA": "51", "WA": "53", "WV": "54",
    "WI": "55", "WY": "56", "AS": "60", "GU": "66", "MP": "69", "PR": "72", "VI": "78",
}  # fmt: skip
BEGIN_WITH_ZERO = {"CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT"}


@lru_cache(maxsize=65_536)
def mended_zip(text: str, state: str) -> tuple[str, str]:
    """Return a ZIP code of five or nine digits, and what is doubtful about the one that stands.

    Tables that went through a spreadsheet have lost the zeros before it.
    """
    digits = "".join(letter for letter in text if letter.isdigit() and letter.isascii())
    if len(digits) in (3, 4) or (len(digits) in (7, 8) and _lost_zero(digits, state)):
        digits = digits.zfill(5 if len(digits) < 5 else 9)
    if len(digits) == 9:
        return (digits[:5] if digits[5:] == "0000" else f"{digits[:5]}-{digits[5:]}"), ""
    if len(digits) == 5 or not text:
        return digits, "" if digits == text else f"The ZIP code {text} is read as {digits}."
    if len(digits) < 5:
        return "", f"The ZIP code {text} cannot be read."
    return digits[:5], f"The ZIP code {text} has {len(digits)} digits; it is read as {digits[:5]}."


def _lost_zero(digits: str, state: str) -> bool:
    return state in BEGIN_WITH_ZERO and not digits.startswith("0")


def county_fips(state: str, county: str) -> str:
    """Return the code of a county in the nation, from the state and the county's own code."""
    code = STATES.get(state, "")
    return code + county if code and county != "000" else ""
