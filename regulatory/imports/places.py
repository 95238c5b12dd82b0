"""Where a licence is, from what its row tells: the ZIP code mended, the county by its code."""

from functools import lru_cache

from regulatory.geography import STATES, county_of, place_of

BEGIN_WITH_ZERO = {"CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT"}


@lru_cache(maxsize=65_536)
def mended_zip(text: str, state: str) -> tuple[str, str]:
    """Return a ZIP code of five or nine digits, and what is doubtful about the one that stands.

    Tables that went through a spreadsheet have lost the zeros before it.
    """
    if "E+" in text.upper():
        return "", f"The ZIP code {text} was rounded by a spreadsheet; it is left out."
    digits = "".join(letter for letter in text if letter.isdigit() and letter.isascii())
    if len(digits) in (3, 4) or (len(digits) in (7, 8) and _lost_zero(digits, state)):
        digits = digits.zfill(5 if len(digits) < 5 else 9)
    if len(digits) == 9:
        return (digits[:5] if digits[5:] == "0000" else f"{digits[:5]}-{digits[5:]}"), ""
    if len(digits) == 5 or not text:
        return digits, _doubt(text, digits, state)
    if len(digits) < 5:
        return "", f"The ZIP code {text} cannot be read."
    return digits[:5], f"The ZIP code {text} has {len(digits)} digits; it is read as {digits[:5]}."


def _doubt(text: str, digits: str, state: str) -> str:
    if digits and _lost_zero(digits, state):
        return f"The ZIP code {digits} is not one of {state}."
    return "" if digits == text else f"The ZIP code {text} is read as {digits}."


def _lost_zero(digits: str, state: str) -> bool:
    return state in BEGIN_WITH_ZERO and not digits.startswith("0")


@lru_cache(maxsize=65_536)
def located(zip_code: str, state: str, county: str = "") -> tuple[str, str, str, str]:
    """Return the code of the county, latitude and longitude, and what the county is called.

    The county is that of the number, where there is one; otherwise the one that the ZIP code names.
    """
    place, known = place_of(zip_code), STATES.get(state)
    fips = known.fips + county if known and county.strip("0") else ""
    if not county and place:
        fips = place.county_fips
    name = county_of(state, fips[2:]) if fips else ""
    if place is None:
        return fips, "", "", name or ""
    return fips, str(place.latitude), str(place.longitude), name or ""
