"""Whether anybody can take each step: the roles it names, their permissions, and its rules."""

from collections.abc import Iterator

from casemgr.expressions import ExpressionError, compile_rule
from casemgr.tenants.deciding import Verdict, decide, domains_asked
from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.definition import Definition, Step
from casemgr.workflows.places import place_of
from casemgr.workflows.safeguards import Safeguards
from casemgr.workflows.vocabulary import Vocabulary


def check_takers(
    definition: Definition, vocabulary: Vocabulary, held: Safeguards, source: Map
) -> Iterator[Problem]:
    """Report steps that nobody can take, and roles and rules that keep them from it."""
    for step in definition.steps.values():
        if step.is_taken_by_a_person and not step.roles:
            message = f"nobody can take {step.name}, for it names no role"
            yield problem_at(source["steps"].at(step.name), message, "roles: [role]")
        yield from _shut_out(step, held, source)
        if _never_holds(step, vocabulary, held):
            yield _never(step, held, source)


def note_idle_guards(
    definition: Definition, vocabulary: Vocabulary, held: Safeguards, source: Map
) -> Iterator[Problem]:
    """Note rules of steps that stop nobody, for they are always true."""
    for step in definition.steps.values():
        for index, condition in enumerate(step.when):
            if decide([condition.rule], vocabulary.fields, held.domains) is Verdict.ALWAYS:
                place = place_of(source, "steps", step.name, "when", index)
                message = f"a rule of {step.name} stops nobody, for it is always true"
                yield problem_at(place, message, "nothing, or a rule that can fail")


def untakable(definition: Definition, vocabulary: Vocabulary, held: Safeguards) -> list[str]:
    """List the steps that can never be taken, for want of a role or because of their rules."""
    return [
        step.name
        for step in definition.steps.values()
        if _never_holds(step, vocabulary, held) or _has_no_taker(step, vocabulary, held)
    ]


def _has_no_taker(step: Step, vocabulary: Vocabulary, held: Safeguards) -> bool:
    able = (role in vocabulary.roles and held.opens_page(role) for role in step.roles)
    return step.is_taken_by_a_person and not any(able)


def _shut_out(step: Step, held: Safeguards, source: Map) -> Iterator[Problem]:
    """Report roles that lack the permission which the page of the step asks for."""
    for index, role in enumerate(step.roles):
        if role in held.rights and not held.opens_page(role):
            nobody = not any(held.opens_page(other) for other in step.roles)
            who = f"nobody can take {step.name}: {role}" if nobody else f"in {step.name}, {role}"
            message = f"{who} lacks {held.page}, which the page of the step asks for"
            place = place_of(source, "steps", step.name, "roles", index)
            mend = f"{held.page} among the permissions of {role}, or a role that has it"
            yield problem_at(place, message + _joined(role, held), mend)


def _joined(role: str, held: Safeguards) -> str:
    """Say so when no role may be added that has what this one lacks."""
    having = [other for other in held.rights if held.opens_page(other)]
    if having and not any(held.may_join(role, other) for other in having):
        return f", and nobody may join it with {' or '.join(having)}"
    return ""


def _never_holds(step: Step, vocabulary: Vocabulary, held: Safeguards) -> bool:
    """Whether the rules are proved never to hold; one that does not compile is not judged."""
    rules = [condition.rule for condition in step.when]
    try:
        for rule in rules:
            compile_rule(rule, vocabulary.fields)
    except ExpressionError:
        return False
    return decide(rules, vocabulary.fields, held.domains) is Verdict.NEVER


def _never(step: Step, held: Safeguards, source: Map) -> Problem:
    """Say why the rules of a step never hold: what their fields may be."""
    rules = [condition.rule for condition in step.when]
    domains = domains_asked(rules, held.domains)
    why = f", for {domains}" if domains else ""
    message = f"{step.name} can never happen: its rule can never be true{why}"
    return problem_at(place_of(source, "steps", step.name, "when"), message, "a rule that can hold")
