"""What must hold before a packet leaves: named checks, each of which says what is missing.

An agency's pack names the checks that stop its packets; some are asked of everybody, because they
keep from leaving what the law keeps in.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from casemgr import clock
from casemgr.cases.models import Case, Charge
from casemgr.cases.rules import has_charge, has_subject
from casemgr.evidence.rules import no_custody_gap, receipts_complete
from casemgr.packets.fixity import files_unchanged
from casemgr.packets.matrix import matrix_of
from casemgr.packets.queries import list_charges
from casemgr.packets.recipients import recipient_chosen
from casemgr.packets.restrictions import case_unrestricted, no_restricted_name
from casemgr.reports.rules import all_reports_approved
from casemgr.tenants import current_pack
from casemgr.wording import day
from casemgr.workflows.refusals import Unmet

Find = Callable[[Case, Any], Iterable[Unmet]]
NO_LIMITATION = "No limitation"


@dataclass(frozen=True)
class Check:
    """A question asked of a case before its packet leaves, and how it reads when it is met.

    The title is a sentence for the agency's own words: "Every {report} is approved".
    """

    name: str
    title: str
    find: Find


@dataclass(frozen=True)
class Outcome:
    """A check with what it found missing; nothing means that it is met."""

    check: Check
    unmet: tuple[Unmet, ...]


CHECKS: dict[str, Check] = {}
ASKED_OF_ALL = ("case_unrestricted", "no_restricted_name")


def offer_check(name: str, title: str, find: Find) -> None:
    """Offer a check: `find(case, by)` lists what is missing, each with a link to mend it."""
    CHECKS[name] = Check(name, title, find)


def checks_of_pack() -> list[Check]:
    """List the checks that stop the packets of the agency, in the order of its pack."""
    names = dict.fromkeys([*current_pack().packet.checks, *ASKED_OF_ALL])
    return [CHECKS[name] for name in names]


def run_checks(case: Case, by: Any) -> list[Outcome]:
    """Ask all of it of a case."""
    return [Outcome(check, tuple(check.find(case, by))) for check in checks_of_pack()]


def every_element_proved(case: Case, by: Any) -> list[Unmet]:
    """Every element of every charge has proof, or its gap was accepted with a reason."""
    return [unmet for matrix in matrix_of(case) for unmet in _unproved(case, matrix)]


def limitation_open(case: Case, by: Any) -> list[Unmet]:
    """No charge is past its time limit, unless the agent has said why that does not bar it."""
    return [unmet for charge in list_charges(case) for unmet in _out_of_time(charge)]


def _unproved(case: Case, matrix: Any) -> Iterator[Unmet]:
    charge = matrix.charge
    if not matrix.rows:
        place = {"case_id": case.id, "charge_id": charge.id}
        yield Unmet(f"Enter the elements of {charge.citation}", "packets.add_element", place)
    for row in matrix.rows:
        if not row.is_met:
            place = {"case_id": case.id, "charge_id": charge.id, "element": row.digest}
            yield Unmet(f"{charge.citation}: no proof of “{row.label}”", "packets.element", place)


def _out_of_time(charge: Charge) -> Iterator[Unmet]:
    if charge.fields.get("tolling") or charge.limitation_source.startswith(NO_LIMITATION):
        return
    place = {"case_id": charge.case_id, "charge_id": charge.id}
    if charge.limitation_on is None:
        yield Unmet(f"{charge.citation} has no time limit on record", "cases.edit_charge", place)
    elif charge.limitation_on < clock.today(current_pack().time_zone):
        words = f"The time limit of {charge.citation} ended {day(charge.limitation_on)}"
        yield Unmet(words, "cases.edit_charge", place)


offer_check("has_subject", "At least one {subject} is named", has_subject)
offer_check("has_charge", "At least one {charge} is proposed", has_charge)
offer_check("all_reports_approved", "Every {report} is approved", all_reports_approved)
offer_check("no_custody_gap", "Custody of every {exhibit} is accounted for", no_custody_gap)
offer_check("receipts_complete", "Every hand-over has its receipt", receipts_complete)
offer_check("every_element_proved", "Every element is proved", every_element_proved)
offer_check("limitation_open", "Every {charge} is within its time limit", limitation_open)
offer_check("files_unchanged", "Every file is as it came in", files_unchanged)
offer_check("recipient_chosen", "The recipient is chosen", recipient_chosen)
offer_check("case_unrestricted", "All of it may leave the agency", case_unrestricted)
offer_check("no_restricted_name", "No restricted name is in the packet", no_restricted_name)
