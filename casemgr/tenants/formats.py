"""Named formats that packs can ask of a text field, each a check that says what is wrong.

Upper layers offer theirs with `offer_format`; a check returns the text in its normal form or
raises ValueError with a sentence for the person who typed it.
"""

import re
from collections.abc import Callable

Check = Callable[[str], str]

FORMATS: dict[str, Check] = {}


def offer_format(name: str, check: Check) -> None:
    """Make a format known to every pack under this name."""
    FORMATS[name] = check


def check_format(name: str, text: str) -> str:
    """Return the text in the normal form of that format. Raises ValueError with what is wrong."""
    return FORMATS[name](text)


def email_address(text: str) -> str:
    """A mail address: a name, an @ and a domain."""
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63}){1,8}", text):
        raise ValueError("Write a mail address such as name@example.gov.")
    return text


def telephone(text: str) -> str:
    """A North American number of ten digits, or one with + and its country code."""
    digits = re.sub(r"[\s().\-]", "", text)
    if re.fullmatch(r"\+[1-9]\d{6,14}", digits) and not digits.startswith("+1"):
        return digits
    ten = re.fullmatch(r"(?:\+?1)?([2-9]\d{2})([2-9]\d{2})(\d{4})", digits)
    if not ten:
        raise ValueError("Write ten digits such as 816-555-0142, or + and the country code.")
    return "-".join(ten.groups())


def zip_code(text: str) -> str:
    """A postal code of five or nine digits."""
    if not re.fullmatch(r"\d{5}(-\d{4})?", text, re.ASCII):
        raise ValueError("Write five digits such as 64106, or nine such as 64106-2828.")
    return text


def imei(text: str) -> str:
    """The fifteen digits of a mobile device, the last of which checks the others."""
    digits = re.sub(r"[\s\-/]", "", text)
    if not re.fullmatch(r"\d{15}", digits, re.ASCII):
        raise ValueError("Write the 15 digits of the IMEI; dial *#06# on the device to see it.")
    if _luhn_sum(digits) % 10:
        raise ValueError("One digit of the IMEI is wrong: its check digit does not fit.")
    return digits


def vehicle_number(text: str) -> str:
    """A vehicle identification number; its ninth character checks the others (49 CFR 565.15)."""
    vin = re.sub(r"[\s\-]", "", text).upper()
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", vin):
        raise ValueError("Write the 17 characters of the number; I, O and Q do not occur.")
    letters = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(int(letters.get(c, c)) * weight for c, weight in zip(vin, weights, strict=True))
    if vin[8] != "0123456789X"[total % 11]:
        raise ValueError("One character is wrong: the check character (the ninth) does not fit.")
    return vin


def firearms_licence(text: str) -> str:
    """A federal firearms licence number R-DD-CCC-TT-YM-NNNNN (27 CFR 478.47)."""
    form = r"(\d)-?(\d{2})-?(\d{3})-?(01|02|03|06|07|08|09|10|11)-?(\d[A-HJ-M])-?(\d{5})"
    found = re.fullmatch(form, text.upper(), re.ASCII)
    if not found:
        raise ValueError("Write the licence number as 5-43-095-01-7F-01234.")
    if found[1] in "027":
        raise ValueError("The licence number begins with its region: 1, 3, 4, 5, 6, 8 or 9.")
    return "-".join(found.groups())


def controlled_substance_registration(text: str) -> str:
    """Two letters and seven digits, the last of which checks the others (21 CFR 1301.35)."""
    number = re.sub(r"\s", "", text).upper()
    if re.fullmatch(r"0\d{5}[A-Z]{3}", number, re.ASCII):  # List I chemicals: no check digit.
        return number
    found = re.fullmatch(r"[A-Z][A-Z9](\d{7})(-[A-Z0-9]{1,10})?", number, re.ASCII)
    if not found:
        raise ValueError("Write two letters and seven digits such as AP5836727.")
    digits = [int(digit) for digit in found[1]]
    if (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 != digits[6]:
        raise ValueError("One digit is wrong: the last digit does not fit the others.")
    return number


def _luhn_sum(digits: str) -> int:
    """Add the digits, every second one from the right doubled (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return sum(doubled) + sum(int(digit) for digit in digits[-1::-2])


for _check in (
    email_address,
    telephone,
    zip_code,
    imei,
    vehicle_number,
    firearms_licence,
    controlled_substance_registration,
):
    offer_format(_check.__name__, _check)
