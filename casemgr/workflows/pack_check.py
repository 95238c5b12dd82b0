"""The check of an agency's workflows: can records live by each of them?"""

from collections.abc import Iterator

from casemgr.tenants import checks
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, problem_at, unknown_name
from casemgr.workflows.checker import check_workflow
from casemgr.workflows.loader import load_definition
from casemgr.workflows.migrating import check_migrations
from casemgr.workflows.registry import offered_vocabulary
from casemgr.workflows.reliance import check_reliance
from casemgr.workflows.safeguards import safeguards_of
from casemgr.workflows.subjects import SubjectType, subject_named, subject_names
from casemgr.workflows.takers import note_idle_guards
from casemgr.workflows.vocabulary import Vocabulary


def offer_checks() -> None:
    """Have every pack's workflows checked against what the features have offered by then."""
    checks.offer(check_workflows)
    checks.offer(check_migrations)
    checks.offer_note(note_workflows)


def check_workflows(pack: Pack) -> Iterator[Problem]:
    """Report all that is wrong with the workflows by which the agency's records live."""
    used = pack.source["tenant"]["workflows"]
    lives = [(name, stem) for name in pack.lives for stem in pack.stems_of(name)]
    for name, stem in lives:
        written, subject = pack.workflows[stem], subject_named(name)
        if subject is None:
            yield unknown_name(used.at(name), "a record with a life", name, subject_names())
        elif written.get("subject", name) != name:
            message = f"{stem} is the life of a {written['subject']}, not of a {name}"
            yield problem_at(used.value_at(name), message, f"a workflow whose subject is {name}")
        else:
            held = safeguards_of(pack, subject)
            yield from check_workflow(written, _vocabulary(pack, subject), held)
            yield from check_reliance(pack, name, written)


def note_workflows(pack: Pack) -> Iterator[Problem]:
    """Note what is idle in the workflows of a sound pack."""
    for name in pack.lives:
        subject = subject_named(name)
        for stem in pack.stems_of(name) if subject else ():
            assert subject is not None
            source = pack.workflows[stem]
            definition, held = load_definition(source), safeguards_of(pack, subject)
            yield from note_idle_guards(definition, _vocabulary(pack, subject), held, source)


def _vocabulary(pack: Pack, subject: SubjectType) -> Vocabulary:
    own = [field.name for field in pack.fields.get(subject.name, ())]
    return offered_vocabulary(
        roles=pack.roles,
        relations=subject.relations,
        fields=subject.variables(pack),
        form=[*own, *subject.entries],
    )
