"""Whether the tasks that a step gives can be done: for somebody who exists, after one before it."""

from collections.abc import Iterator

from casemgr.tenants.problems import Problem, problem_at, unknown_name
from casemgr.tenants.source import Map
from casemgr.workflows.definition import Definition
from casemgr.workflows.places import place_of
from casemgr.workflows.vocabulary import Vocabulary


def check_tasks(definition: Definition, vocabulary: Vocabulary, source: Map) -> Iterator[Problem]:
    """Report tasks for nobody, with two lengths, or after a task that does not come before."""
    known = vocabulary.roles | vocabulary.relations
    for step in definition.steps.values():
        before: list[str] = []
        for index, task in enumerate(step.tasks):
            place = place_of(source, "steps", step.name, "tasks", index)
            if task.whose not in known:
                yield unknown_name(place, "a role or a relation", task.whose, known)
            if task.after and task.after not in before:
                yield unknown_name(place, "a task listed before this one", task.after, before)
            if task.name in before:
                message = f"{step.name} gives the task {task.name} twice"
                yield problem_at(place, message, "another name")
            if task.days and task.business_days:
                message = f"the task {task.name} has two lengths"
                yield problem_at(place, message, "either days or business_days")
            before.append(task.name)
