"""In which states a case waits for an approval, and by whom."""

from collections.abc import Collection

from casemgr.workflows.publishing import newest_definitions


def states_to_approve(roles: Collection[str]) -> dict[str, frozenset[str]]:
    """Map the states in which a step awaits one of these roles to whom that step keeps apart.

    A step that leads nowhere else, such as the record of a review, is not waited for.
    """
    found: dict[str, frozenset[str]] = {}
    steps = (step for each in newest_definitions("case") for step in each.steps.values())
    for step in steps:
        if step.approval and step.targets and set(step.roles) & set(roles):
            apart = frozenset(step.approval.apart_from)
            for source in step.sources:
                found[source] = apart & found.get(source, apart)
    return found
