"""What the licensing side offers to the check of packs."""

from casemgr.tenants import checks
from regulatory.numbers.pack_check import check_number_forms


def offer_rules() -> None:
    """Let every pack be checked for the forms of its numbers."""
    checks.offer(check_number_forms)
