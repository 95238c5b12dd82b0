"""Who may know of a record: one rule, compiled to Python for a decision and to SQL for the wall.

The same tree of conditions answers `decide()` and becomes the row-security policies, so the two
cannot drift apart; a test asks both about the same random people and cases.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol


class Subject(Protocol):
    """A person as the rule sees one; `cases` are the cases of which they are on the team."""

    tenant_id: int
    id: Any
    reach: str
    offices: Collection[str]
    clearances: Collection[str]
    cases: Collection[Any]


@dataclass(frozen=True)
class Condition:
    """One condition in both languages; `{t}` in the SQL stands for the table's name."""

    python: Callable[[Subject, Any], bool]
    sql: str


def any_of(*conditions: Condition) -> Condition:
    """Hold when one of the conditions does."""
    return Condition(
        lambda subject, row: any(c.python(subject, row) for c in conditions),
        "(" + " OR ".join(c.sql for c in conditions) + ")",
    )


def all_of(*conditions: Condition) -> Condition:
    """Hold when all of the conditions do."""
    return Condition(
        lambda subject, row: all(c.python(subject, row) for c in conditions),
        "(" + " AND ".join(c.sql for c in conditions) + ")",
    )


same_tenant = Condition(
    lambda subject, row: row.tenant_id == subject.tenant_id,
    "{t}.tenant_id = (SELECT guard.tenant())",
)
# The first half says nothing new, but only of equality does PostgreSQL know how many rows pass: it
# took nearly all for restricted, and sorted a whole list to show its first page.
cleared = Condition(
    lambda subject, row: set(row.compartments) <= set(subject.clearances),
    "({t}.compartments = '{}' OR {t}.compartments <@ (SELECT guard.clearances()))",
)
case_agent = Condition(
    lambda subject, row: row.case_agent_id == subject.id,
    "{t}.case_agent_id = (SELECT guard.account())",
)
on_the_team = Condition(
    lambda subject, row: row.id in subject.cases,
    "{t}.id = ANY ((SELECT guard.my_cases())::uuid[])",
)
same_office = Condition(
    lambda subject, row: row.office in subject.offices,
    "{t}.office = ANY ((SELECT guard.offices())::text[])",
)


def case_reaches(reach: str) -> Condition:
    """The case itself is open to that circle."""
    return Condition(lambda subject, row: row.reach == reach, f"{{t}}.reach = '{reach}'")


def person_reaches(reach: str) -> Condition:
    """The person's role sees that circle."""
    return Condition(
        lambda subject, row: subject.reach == reach, f"(SELECT guard.reach()) = '{reach}'"
    )


WALL = same_tenant
CLEARED = cleared
CASE = any_of(  # the team last: it alone is looked up, and most are let in before it is asked
    case_agent,
    case_reaches("tenant"),
    person_reaches("tenant"),
    all_of(same_office, any_of(case_reaches("office"), person_reaches("office"))),
    on_the_team,
)


def decide(subject: Subject, permission: str, case: Any) -> bool:
    """Return whether the person may do this: right, wall, clearance and need to know."""
    return permission in getattr(subject, "permissions", ()) and all_of(WALL, CLEARED, CASE).python(
        subject, case
    )
