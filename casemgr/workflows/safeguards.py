"""What the platform asks of a workflow besides its words, whatever the agency writes.

Features offer a policy for the kinds of record that they own: which permission the pages of its
steps ask for, which act an approval is, and which steps are gates that need an approval first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from casemgr.tenants.domains import Domain, domains_of
from casemgr.tenants.pack import Pack
from casemgr.workflows.subjects import SubjectType

Codes = Callable[[Pack], Iterable[str]]


@dataclass(frozen=True)
class Gate:
    """A step that another record's workflow takes, and that a supervisor must approve first."""

    subject: str
    step: str
    deed: str
    """What passes the gate, in words such as: the packet is sent."""
    sender: str
    """The kind of record by which the step is taken; an agency without it has no such gate."""
    permission: str
    """The permission that makes an approval one of a supervisor."""
    decided_before: frozenset[str] = frozenset()
    """Effects of approvals that decide on something else, such as the opening of the case."""


@dataclass(frozen=True)
class Policy:
    """What holds for the workflows of one kind of record in every agency."""

    page: str = ""
    act: str = ""
    codes: Mapping[str, Codes] = field(default_factory=dict)


@dataclass(frozen=True)
class Safeguards:
    """What a workflow is held to: the rights and separations of the pack, and the policies."""

    page: str = ""
    rights: Mapping[str, frozenset[str]] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    makers: frozenset[str] = frozenset()
    """What a person can be to the record and then may not approve it, by the pack's acts."""
    domains: Mapping[str, Domain] = field(default_factory=dict)
    gates: tuple[Gate, ...] = ()

    def opens_page(self, role: str) -> bool:
        """Whether the role carries the permission that the pages of the steps ask for."""
        return not self.page or self.page in self.rights.get(role, frozenset())

    def may_join(self, one: str, other: str) -> bool:
        """Whether one person may hold both roles."""
        return frozenset({one, other}) not in self.apart


_POLICIES: dict[str, Policy] = {}
_GATES: dict[tuple[str, str], Gate] = {}


def offer_policy(
    subject: str, *, page: str, act: str = "", codes: Mapping[str, Codes] | None = None
) -> None:
    """Say what the workflows of a kind of record are held to.

    `page` is the permission of the pages that show its steps, `act` what an approval is among the
    acts that a pack separates, and `codes` lists what those of its columns may hold that are coded.
    """
    _POLICIES[subject] = Policy(page, act, codes or {})


def offer_gate(gate: Gate) -> None:
    """Ask for a supervisor's approval before a step of another record's workflow."""
    _GATES[gate.subject, gate.step] = gate


def safeguards_of(pack: Pack, subject: SubjectType) -> Safeguards:
    """Gather what the workflow of one kind of record is held to in an agency."""
    policy = _POLICIES.get(subject.name, Policy())
    separated = pack.separation
    gates = (gate for gate in _GATES.values() if gate.subject == subject.name)
    return Safeguards(
        page=policy.page,
        rights={role.name: role.permissions for role in pack.roles.values()},
        apart=frozenset(frozenset(pair) for pair in separated.roles),
        makers=frozenset(m for m, act in separated.acts if act and act == policy.act)
        & frozenset(subject.relations),
        domains=_domains(pack, subject.name, policy),
        gates=tuple(gate for gate in gates if gate.sender in pack.lives),
    )


def _domains(pack: Pack, subject: str, policy: Policy) -> dict[str, Domain]:
    prefix = f"{subject}."
    own = {prefix + name: Domain("text", tuple(of(pack))) for name, of in policy.codes.items()}
    return own | domains_of(pack.fields.get(subject, ()), prefix)
