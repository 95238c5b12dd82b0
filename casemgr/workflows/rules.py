"""The guards that every workflow may name, whatever features there are."""

from functools import partial

from casemgr.tenants import checks
from casemgr.workflows.children import all_in, any_in, check_children, wait_words
from casemgr.workflows.registry import offer_guard


def offer_rules() -> None:
    """Let workflows ask about the children of a case, and have what they ask checked."""
    offer_guard("all_in", all_in, partial(wait_words, "every"))
    offer_guard("any_in", any_in, partial(wait_words, "at least one"))
    checks.offer(check_children)
