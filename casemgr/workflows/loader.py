"""Workflows read from an agency's pack, or from what was published, into definitions."""

from collections.abc import Iterator, Sequence
from typing import Any

from casemgr.errors import CaseMgrError
from casemgr.tenants.problems import Place, Problem, problem_at
from casemgr.tenants.source import List, Map
from casemgr.workflows import schema, structure
from casemgr.workflows.clock_checks import check_clocks
from casemgr.workflows.definition import (
    ANY_APPROVAL,
    ROOT,
    Approval,
    Clock,
    Condition,
    Definition,
    GivenTask,
    Kind,
    Migration,
    Reason,
    State,
    Step,
    Use,
    define,
)
from casemgr.workflows.places import placed

ANYWHERE = "anywhere"


class DefinitionInvalid(CaseMgrError):
    """A workflow cannot be used as it is written; `problems` says what to mend, and where."""

    status = 500
    title = "A workflow needs mending"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


def load_definition(raw: Any, *, file: str = "workflow") -> Definition:
    """Read a definition from a mapping, with or without places. Raises DefinitionInvalid."""
    definition, problems = read_definition(raw, file=file)
    if definition is None:
        raise DefinitionInvalid(problems)
    return definition


def read_definition(raw: Any, *, file: str = "workflow") -> tuple[Definition | None, list[Problem]]:
    """Read a definition, or list what must be mended before it can be one."""
    source = placed(raw, file)
    if not isinstance(source, Map):
        return None, [problem_at(Place(file), "this is not a workflow", "name: …")]
    problems = list(schema.workflow.check(source, source.lc.place, whole=True))
    problems = problems or [*structure.check_structure(source), *check_clocks(source)]
    return (None, problems) if problems else (_build(source), [])


def _build(source: Map) -> Definition:
    clocks = [_clock(name, entry) for name, entry in source.get("clocks", {}).items()]
    ends = {clock.then: (clock.event,) for clock in clocks}
    return define(
        str(source["name"]),
        _states(source["states"], ROOT),
        [_step(name, entry, ends.get(name, ())) for name, entry in source["steps"].items()],
        version=source["version"],
        subject=str(source["subject"]),
        start=_names(source["start"]),
        label=str(source.get("label", "")),
        migrates=[_migration(entry) for entry in _listed(source.get("migrates"))],
        clocks=clocks,
    )


def _clock(name: str, entry: Map) -> Clock:
    return Clock(
        name=name,
        states=_names(entry["while"]),
        label=str(entry.get("label", "")),
        meaning=str(entry.get("meaning", "")),
        days=entry.get("days", 0),
        business_days=entry.get("business_days", 0),
        term=str(entry.get("term", "")),
        until=str(entry.get("until", "")),
        restart_on=_names(entry.get("restart_on")),
        remind=tuple(sorted(_listed(entry.get("remind")), reverse=True)),
        role=str(entry.get("role", "")),
        escalate=tuple(sorted(_listed(entry.get("escalate")))),
        pause=_names(entry.get("pause")),
        then=str(entry.get("then", "")),
    )


def _migration(entry: Map) -> Migration:
    states = {old: str(new) for old, new in entry.get("states", {}).items()}
    return Migration(entry["from"], states)


def _states(entries: Map, parent: str) -> Iterator[State]:
    for name, entry in entries.items():
        entry = structure.state_entry(entry)
        inner = entry.get("states", {})
        yield State(
            name=name,
            label=str(entry.get("label", "")),
            meaning=str(entry.get("meaning", "")),
            parent=parent,
            kind=_kind(entry),
            children=tuple(inner),
            start=_names(entry.get("start")),
            after_approval=_after_approval(entry.get("after_approval", False)),
            tone=str(entry.get("tone", "")),
        )
        yield from _states(inner, name)


def _kind(entry: Map) -> Kind:
    if "history" in entry:
        return Kind(entry["history"])
    if entry.get("final"):
        return Kind.FINAL
    if not entry.get("states"):
        return Kind.ATOMIC
    return Kind.PARALLEL if entry.get("parallel") else Kind.COMPOUND


def _step(name: str, entry: Map, ends: tuple[str, ...]) -> Step:
    done = tuple(f"done.state.{state}" for state in _names(entry.get("when_done")))
    return Step(
        name=name,
        sources=tuple(ROOT if s == ANYWHERE else s for s in _names(entry["from"])),
        targets=_names(entry.get("to")),
        label=str(entry.get("label", "")),
        hint=str(entry.get("hint", "")),
        internal=entry.get("internal", False),
        automatic=entry.get("automatic", False),
        on=_names(entry.get("on")) + done + ends,
        raises=_names(entry.get("raises")),
        roles=_names(entry.get("roles")),
        guards=_uses(entry.get("guards")),
        when=tuple(_condition(each) for each in _listed(entry.get("when"))),
        approval=_approval(entry.get("approval")),
        reason=Reason(entry.get("reason", Reason.NONE)),
        effects=_uses(entry.get("effects")),
        form=_names(entry.get("form")),
        required=_names(entry.get("required")),
        tasks=tuple(_task(each) for each in _listed(entry.get("tasks"))),
    )


def _task(entry: Map) -> GivenTask:
    return GivenTask(
        name=str(entry["name"]),
        title=str(entry["title"]),
        whose=str(entry["for"]),
        days=entry.get("days", 0),
        business_days=entry.get("business_days", 0),
        after=str(entry.get("after", "")),
    )


def _after_approval(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, bool):
        return ANY_APPROVAL if value else None
    return _names(value)


def _approval(entry: Map | None) -> Approval | None:
    if entry is None:
        return None
    return Approval(apart_from=_names(entry.get("not")), count=entry.get("count", 1))


def _condition(entry: Any) -> Condition:
    if isinstance(entry, Map):
        return Condition(str(entry["is"]), str(entry.get("otherwise", "")))
    return Condition(str(entry))


def _uses(value: Any) -> tuple[Use, ...]:
    return tuple(_use(each) for each in _listed(value))


def _use(entry: Any) -> Use:
    if not isinstance(entry, Map):
        return Use(str(entry))
    ((name, arguments),) = entry.items()
    return Use(name, tuple((key, _plain(value)) for key, value in arguments.items()))


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, List) else value


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in _listed(value))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, List) else [value]
