"""The guards that every workflow may name, whatever features there are."""

from casemgr.tenants import checks
from casemgr.workflows.children import all_in, any_in, check_children
from casemgr.workflows.registry import offer_guard


def offer_rules() -> None:
    """Let workflows ask about the children of a case, and have what they ask checked."""
    offer_guard("all_in", all_in)
    offer_guard("any_in", any_in)
    checks.offer(check_children)
