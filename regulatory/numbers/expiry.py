"""The month of expiry in two signs: the last digit of the year and a letter for the month.

Letters run from A to M without I; a licence runs up to the first day of that month.
"""

from datetime import date, timedelta

from casemgr.errors import Invalid

LETTERS = "ABCDEFGHJKLM"
TERM = 3
# Who renews as soon as the notice comes has three years and ninety days ahead of them.
EARLY_RENEWAL = timedelta(days=90)


def refuse_month(letter: str) -> None:
    """Refuse a letter that stands for no month. Raises Invalid."""
    if letter.isdigit():
        raise Invalid(f"The month is a letter from A to M without I, and this has {letter}.")
    if letter not in LETTERS:
        words = f"The month letter {letter} does not exist; months are A to M without I."
        raise Invalid(words)


def encode_expiry(expiry: date) -> str:
    """Write the month of a day in two signs."""
    return f"{expiry.year % 10}{LETTERS[expiry.month - 1]}"


def decode_expiry(code: str, reference: date) -> date | None:
    """Return the first such day from a day on; None when no licence of that day runs so long."""
    coming = _coming(code, reference)
    return coming if _begun(coming) <= reference else None


def expiry_in_list(code: str, listed: date) -> date:
    """Return the day that a list of that day means: one to come, or else the last one past.

    Lists name licences that were renewed early, and those that ran out and are still decided on.
    """
    coming = _coming(code, listed)
    is_ahead = _begun(coming) - EARLY_RENEWAL <= listed
    return coming if is_ahead else _first(code, coming.year - 10)


def words_for(code: str) -> str:
    """Say what the two signs mean."""
    month = date(2000, LETTERS.index(code[1]) + 1, 1).strftime("%B")
    return f"expires on the first day of {month} of a year that ends in {code[0]}"


def _coming(code: str, reference: date) -> date:
    year = reference.year + (int(code[0]) - reference.year) % 10
    found = _first(code, year)
    return found if found >= reference else _first(code, year + 10)


def _begun(expiry: date) -> date:
    """The first day of the term that ends with an expiry, which is the first of a month."""
    return expiry.replace(year=expiry.year - TERM)


def _first(code: str, year: int) -> date:
    return date(year, LETTERS.index(code[1]) + 1, 1)
