"""What WTForms says of entries, in the words of this house: what is possible, how it is written."""

from casemgr.clock import YEARS

NO_SUCH_YEAR = f"Look at the year: write one from {YEARS[0]} to {YEARS[-1]}."
NOT_OFFERED = "This is not offered, or no longer. Choose one of those listed."
NOT_A_NUMBER = "Write a whole number in digits, such as 12."
NOT_DECIMAL = "Write a number such as 12 or 12.5."
SAID = {
    "Field must be at least %(min)d character long.": "Write at least %(min)d character.",
    "Field must be at least %(min)d characters long.": "Write at least %(min)d characters.",
    "Field cannot be longer than %(max)d character.": "Write at most %(max)d character.",
    "Field cannot be longer than %(max)d characters.": "Write at most %(max)d characters.",
    "Field must be exactly %(max)d character long.": "Write exactly %(max)d character.",
    "Field must be exactly %(max)d characters long.": "Write exactly %(max)d characters.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Write %(min)d to %(max)d characters."
    ),
    "Invalid Choice: could not coerce.": NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_OFFERED,
    "Invalid UUID.": NOT_OFFERED,
    "Not a valid choice.": NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": NOT_OFFERED,
    "'%(value)s' are not valid choices for this field.": NOT_OFFERED,
    "Not a valid date value.": (
        "There is no such day. Choose it in the calendar, or write it like 2026-03-21."
    ),
    "Not a valid datetime value.": (
        "There is no such day and time. Choose them in the calendar, or write them like"
        " 2026-03-21T14:30."
    ),
    "Not a valid integer value.": NOT_A_NUMBER,
    "Not a valid decimal value.": NOT_DECIMAL,
    "Not a valid float value.": NOT_DECIMAL,
    "Number must be at least %(min)s.": "Write a number from %(min)s up.",
    "Number must be at most %(max)s.": "Write a number up to %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Write a number from %(min)s to %(max)s.",
    "This field is required.": "Fill this in: it is needed.",
}


class Sentences:
    """The translations that WTForms asks for; a sentence without one is said as it is."""

    def gettext(self, sentence: str) -> str:
        """Say a sentence in our words."""
        return SAID.get(sentence, sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Say a sentence of so many things."""
        return self.gettext(one if count == 1 else many)


SENTENCES = Sentences()
