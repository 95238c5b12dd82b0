"""What the licensing side offers to the check of packs."""

from casemgr.tenants import checks
from regulatory.guard_rails import check_holders
from regulatory.numbers.pack_check import check_number_forms


def offer_rules() -> None:
    """Let every pack be checked for the forms of its numbers, and for what no registry may be."""
    checks.offer(check_number_forms)
    checks.offer(check_holders)
