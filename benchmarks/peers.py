"""The shipped investigation on other engines: the same states, steps and walk, side by side.

They are dependencies of this measurement alone: pip install 'casemgr[bench]'.
"""

from collections.abc import Callable
from typing import Any

from casemgr.tenants.source import read_file
from casemgr.workflows.definition import Definition
from casemgr.workflows.engine import Engine
from casemgr.workflows.loader import load_definition
from config.settings import Settings

WALK = (
    *("submit_opening", "return_opening", "submit_opening", "approve_opening", "suspend"),
    *("resume", "prepare_referral", "submit_referral", "return_referral", "submit_referral"),
    *("approve_referral", "refer", "record_return", "work_on_return", "submit_referral"),
    *("approve_referral", "refer", "record_acceptance", "ask_to_close", "approve_closing"),
)
Run = Callable[[], object]


def investigation() -> Definition:
    """The workflow by which investigations live in every agency that has none of its own."""
    path = Settings.from_environment().packs / "shared" / "workflows" / "investigation_v1.yaml"
    return load_definition(read_file(path, path.name))


def casemgr(definition: Definition, rounds: int, *, asks: bool = False) -> Run:
    """The walk on our engine; with `asks`, every guard is asked at every step."""
    engine = Engine(definition)
    allows = (lambda step: True) if asks else None

    def run() -> None:
        for _ in range(rounds):
            status = engine.begin(allows).after
            for name in WALK:
                status = engine.send(status, name, allows).after
        assert engine.describe(status) == "Closed", status

    return run


def moves(definition: Definition) -> list[tuple[str, str, str]]:
    """Each step from each innermost state to where it ends, for engines without nested states."""
    engine, found = Engine(definition), []
    for name in definition.states:
        if engine.chart.is_leaf(name):
            status = engine.restore([name])
            for step in engine.steps_from(status):
                (to,) = engine.send(status, step.name).after.active
                found.append((name, step.name, to))
    return found


def python_statemachine(definition: Definition, rounds: int) -> Run | None:
    """The walk on python-statemachine, where it is installed."""
    try:
        from statemachine import State, StateMachine
    except ImportError:
        return None
    final = {name for name in definition.states if definition.states[name].kind == "final"}
    leaves = [name for name in definition.states if Engine(definition).chart.is_leaf(name)]
    start = Engine(definition).begin().after.active
    states = {n: State(initial=n in start, final=n in final) for n in leaves}
    # It would refuse a case that can always be reopened: no way leads on to a final state.
    parts: dict[str, Any] = {"validate_final_reachability": False}
    parts |= {f"state_{name}": state for name, state in states.items()}
    for name, step, to in moves(definition):
        way = states[name].to(states[to])
        parts[step] = parts[step] | way if step in parts else way
    machine = type("Investigation", (StateMachine,), parts)

    def run() -> None:
        for _ in range(rounds):
            case = machine()
            for name in WALK:
                case.send(name)
        assert machine.state_closed in case.configuration, case.configuration

    return run


def spiffworkflow(definition: Definition, rounds: int) -> Run | None:
    """The walk on SpiffWorkflow, where it is installed: each state a task, then a choice."""
    try:
        from SpiffWorkflow import TaskState
        from SpiffWorkflow.operators import Attrib, Equal
        from SpiffWorkflow.specs import ExclusiveChoice, Simple, WorkflowSpec
        from SpiffWorkflow.workflow import Workflow
    except ImportError:
        return None
    spec = WorkflowSpec(definition.name, addstart=True)
    leaves = dict.fromkeys(name for move in moves(definition) for name in (move[0], move[2]))
    tasks = {name: Simple(spec, name, manual=True) for name in leaves}
    for name, task in tasks.items():
        choice = ExclusiveChoice(spec, f"from_{name}")
        choice.connect(Simple(spec, f"otherwise_{name}"))
        task.connect(choice)
        for state, step, to in moves(definition):
            if state == name:
                choice.connect_if(Equal(Attrib("step"), step), tasks[to])
    spec.start.connect(tasks[Engine(definition).begin().after.active[0]])

    def run() -> None:
        for _ in range(rounds):
            case = Workflow(spec)
            case.run_all(halt_on_manual=True)
            for name in WALK:
                (task,) = case.get_tasks(state=TaskState.READY)
                task.set_data(step=name)
                task.run()
                case.run_all(halt_on_manual=True)
        (task,) = case.get_tasks(state=TaskState.READY)
        assert task.task_spec.name == "closed", task

    return run


PEERS = {"python-statemachine": python_statemachine, "SpiffWorkflow": spiffworkflow}
