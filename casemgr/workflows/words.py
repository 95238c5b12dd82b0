"""Whether a workflow uses only words that exist: roles, relations, guards, effects, fields."""

from collections.abc import Iterable, Iterator, Mapping

from casemgr.expressions import ExpressionError, compile_rule
from casemgr.tenants.problems import Problem, problem_at, unknown_name
from casemgr.tenants.source import Map
from casemgr.workflows.clock_checks import check_clock_words
from casemgr.workflows.definition import ROOT, Definition, Step, Use
from casemgr.workflows.places import place_of
from casemgr.workflows.task_checks import check_tasks
from casemgr.workflows.vocabulary import Arguments, Vocabulary


def check_words(definition: Definition, vocabulary: Vocabulary, source: Map) -> list[Problem]:
    """Report names that nothing has, with the nearest spelling, and rules that do not fit."""
    problems = list(_approval_names(definition, source))
    problems += check_clock_words(definition, vocabulary, source)
    problems += check_tasks(definition, vocabulary, source)
    for step in definition.steps.values():
        problems += _people(step, vocabulary, source)
        problems += _uses(step, "guards", step.guards, vocabulary.guards, source)
        problems += _uses(step, "effects", step.effects, vocabulary.effects, source)
        problems += _unknown(step, "form", step.form, "a field", vocabulary.form, source)
        problems += _unknown(
            step, "required", step.required, "asked on the form", step.form, source
        )
        problems += _conditions(step, vocabulary, source)
        problems += _events(step, definition, source)
    return problems


def _people(step: Step, vocabulary: Vocabulary, source: Map) -> Iterator[Problem]:
    yield from _unknown(step, "roles", step.roles, "a role", vocabulary.roles, source)
    if step.approval:
        for index, name in enumerate(step.approval.apart_from):
            if name not in vocabulary.relations:
                place = place_of(source, "steps", step.name, "approval", "not", index)
                what = "a relation of a person to the record"
                yield unknown_name(place, what, name, vocabulary.relations)


def _unknown(
    step: Step, key: str, names: Iterable[str], what: str, known: Iterable[str], source: Map
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            yield unknown_name(place_of(source, "steps", step.name, key, index), what, name, known)


def _uses(
    step: Step, key: str, uses: Iterable[Use], known: Mapping[str, Arguments], source: Map
) -> Iterator[Problem]:
    """Report guards or effects that no feature offers, and arguments that they do not take."""
    what = {"guards": "a guard", "effects": "an effect"}[key]
    for index, use in enumerate(uses):
        place = place_of(source, "steps", step.name, key, index)
        if use.name not in known:
            yield unknown_name(place, what, use.name, known)
            continue
        given, wanted = dict(use.arguments), known[use.name]
        for name in given.keys() - wanted.names:
            yield unknown_name(place, f"an argument of {use.name}", name, wanted.names)
        for name in sorted(wanted.needed - given.keys()):
            mend = f"{{{use.name}: {{{name}: …}}}}"
            yield problem_at(place, f"{use.name} lacks its argument {name}", mend)


def _conditions(step: Step, vocabulary: Vocabulary, source: Map) -> Iterator[Problem]:
    """Report rules that do not compile over the declared kinds of the fields."""
    for index, condition in enumerate(step.when):
        try:
            compile_rule(condition.rule, vocabulary.fields)
        except ExpressionError as error:
            place = place_of(source, "steps", step.name, "when", index, "is")
            where = f"line {error.line}, character {error.column} of the rule"
            mend = "a rule over the fields, such as case.title != ''"
            yield problem_at(place, f"{error.message} ({where})", mend)


def _events(step: Step, definition: Definition, source: Map) -> Iterator[Problem]:
    """Report events that nothing brings about."""
    known = set(definition.steps) | {"*"}
    known.update(event for other in definition.steps.values() for event in other.raises)
    around = {state.parent for state in definition.states.values()} - {ROOT}
    known.update(f"done.state.{state}" for state in around)
    known.update(clock.event for clock in definition.clocks.values())
    for index, event in enumerate(step.on):
        stem = event.removesuffix(".*")
        if stem not in known and not any(name.startswith(f"{stem}.") for name in known):
            place = place_of(source, "steps", step.name, "on", index)
            yield unknown_name(place, "an event", event, known - {"*"})


def _approval_names(definition: Definition, source: Map) -> Iterator[Problem]:
    approvals = {step.name for step in definition.steps.values() if step.approval}
    for state in definition.states.values():
        for name in set(state.after_approval or ()) - approvals:
            place = place_of(source, "states", state.name)
            yield unknown_name(place, "a step with an approval", name, approvals)
