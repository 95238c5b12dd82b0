"""Finding the one licence or case whose number somebody types into a form."""

from casemgr.cases.models import Case
from casemgr.cases.queries import find_by_number
from casemgr.errors import Invalid
from casemgr.tenants import current_pack
from regulatory.licences.queries import list_by_number
from regulatory.numbers.schemes import read_number
from regulatory.registry.earlier import last_with, list_meant
from regulatory.registry.folding import compact_of
from regulatory.registry.models import Licence


def case_of_number(number: str) -> Case:
    """Return the case of that number; one that may not be known of is no case at all."""
    case = find_by_number(number)
    if case is None:
        message = f"There is no case {number.strip()} that you can open. Check the number."
        raise Invalid(message, {"number": message})
    return case


def licence_of_number(typed: str) -> Licence:
    """Return the licence that has that number or had it earlier, however it is spelled."""
    found = list_by_number(compact_of(typed))
    meant = [] if found else list_meant(typed)
    found = found or [one for one in meant if last_with(one, compact_of(typed))]
    if len(found) != 1:
        _, why = read_number(current_pack().schemes.values(), typed)
        problem = _problem(typed, len(found), meant, why)
        raise Invalid(problem, {"number": problem})
    return found[0]


def _problem(typed: str, count: int, meant: list[Licence], why: str) -> str:
    word = current_pack().word
    if count:
        which = "Open the right one and link it there."
        return f"{count} {word('licence', count)} have the number {typed}. {which}"
    if meant:
        known = f"{meant[0].number} of {meant[0].name} differs in the expiry or the county alone"
        return f"The registry never had {typed}. {known}: enter it if it is meant."
    check = why or "Check the number, or search by the name."
    return f"The registry has no {word('licence')} {typed}. {check}"
