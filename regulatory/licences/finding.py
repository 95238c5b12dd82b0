"""Finding the one licence or case whose number somebody types into a form."""

from casemgr.cases.models import Case
from casemgr.cases.queries import find_by_number
from casemgr.errors import Invalid
from regulatory.licences.queries import list_by_number
from regulatory.registry.models import Licence


def case_of_number(number: str) -> Case:
    """Return the case of that number; one that may not be known of is no case at all."""
    case = find_by_number(number)
    if case is None:
        message = f"There is no case {number.strip()} that you can open. Check the number."
        raise Invalid(message, {"number": message})
    return case


def licence_of_number(typed: str) -> Licence:
    """Return the licence that has that number now, however it is spelled."""
    compact = "".join(letter for letter in typed.upper() if letter.isalnum())
    found = list_by_number(compact)
    if len(found) != 1:
        raise Invalid(_problem(typed, len(found)), {"number": _problem(typed, len(found))})
    return found[0]


def _problem(typed: str, count: int) -> str:
    if count:
        return f"{count} licenses have the number {typed}. Open the right one and link it there."
    return f"The registry has no license {typed}. Check the number, or search by the name."
