"""Parts of a pack in words: what a field asks, and what a number looks like."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from casemgr.documents.bates import label
from casemgr.packets.pack_check import FILLED_BY
from casemgr.tenants import packs
from casemgr.tenants.fields import Field
from casemgr.tenants.pack import Pack, Section
from casemgr.wording import counted, plain
from casemgr.workflows.definition import Clock, Definition, Reason, Step
from casemgr.workflows.diagram import remarks_on
from casemgr.workflows.refusals import step_label
from casemgr.workflows.registry import guard_words

TYPE_WORDS = {
    "text": "One line of text",
    "long_text": "Several lines of text",
    "number": "A number",
    "money": "An amount of dollars",
    "date": "A date",
    "yes_no": "Yes or no",
    "choice": "One of its choices",
    "multi_choice": "Several of its choices",
    "code_list": "One entry of a code list",
    "person": "A person or an organization on record",
    "composite": "A code of several parts",
    "group": "Rows of several fields",
    "attachment": "Files",
}
SCOPES = {"office": "office", "fiscal_year": "fiscal year", "case": "case"}


@dataclass(frozen=True)
class NumberExample:
    """A series of numbers: what it counts, how, and what its first one looks like."""

    record: str
    series: str
    template: str
    counted_by: str
    example: str


def type_words(name: str) -> str:
    """Say what a field of that type holds."""
    return TYPE_WORDS.get(name, plain(name))


def field_rules(field: Field, pack: Pack) -> Iterator[str]:
    """Say what is asked of an entry besides its type, one rule each."""
    yield from (words for words, holds in _rules(field, pack) if holds)


def _rules(field: Field, pack: Pack) -> Iterator[tuple[str, object]]:
    when, types = field.required_when, pack.case_types
    shown, computed = field.visible_when, field.computed
    chosen = sorted(types[name].label if name in types else name for name in field.case_types)
    yield "Required", field.required
    yield f"Required when {when.source if when else ''}", when and not field.required
    yield f"Shown when {shown.source if shown else ''}", shown
    yield f"Computed: {computed.source if computed else ''}", computed
    yield f"At least {field.minimum}", field.minimum
    yield f"At most {field.maximum}", field.maximum
    yield f"Written as {plain(field.format).lower()}", field.format
    yield f"In the form {field.pattern}", field.pattern
    yield f"In {field.unit}", field.unit
    yield f"Only for {', '.join(sorted(map(plain, field.kinds)))}", field.kinds
    yield f"Only in cases of type {', '.join(chosen)}", chosen
    yield "Sensitive: only for those who may see it", field.sensitive
    yield "A column of lists", field.list_column
    yield "A filter of lists", field.filter


def clock_words(clock: Clock, definition: Definition) -> Iterator[str]:
    """Say how a time limit runs and what its end brings."""
    if clock.business_days:
        yield counted(clock.business_days, "business day")
    elif clock.days:
        yield counted(clock.days, "day")
    else:
        yield plain(clock.term or clock.until)
    if clock.restart_on:
        steps = (step_label(definition.steps[one]) for one in clock.restart_on)
        yield f"again after {', '.join(steps)}"
    if clock.remind:
        yield f"reminds {', '.join(map(str, clock.remind))} days before"
    if clock.escalate:
        yield f"escalates {', '.join(map(str, clock.escalate))} days after"
    if clock.then:
        yield f"ends in {step_label(definition.steps[clock.then])}"


def number_examples(pack: Pack, on: date) -> Iterator[NumberExample]:
    """Show each series of numbers with its first number at the first office that has a code."""
    office = pack.office_code(next(iter(pack.offices)))
    case = ""
    for record, numbering in pack.numbering.items():
        counted_by = " and ".join(SCOPES[scope] for scope in numbering.per)
        for series in numbering.series.values():
            example = numbering.format(series, series.first, office=office, on=on, case=case)
            case = case or example
            template = series.template.text
            yield NumberExample(record, series.name, template, counted_by, example)


def page_number_example(pack: Pack, on: date) -> str:
    """Show the number of a packet's first page; an office that has no cases sends no packets."""
    case = next((one.example for one in number_examples(pack, on) if one.record == "case"), "")
    profile = pack.packet
    if not case:
        return ""
    return label(profile.bates_prefix_for(case).rstrip("_"), 1, profile.bates_width)


def section_kinds(section: Section, pack: Pack) -> list[str]:
    """Name the kinds of records to which a section of the packet keeps."""
    known = pack.kinds.get(FILLED_BY.get(section.source, ""), {})
    return [known[name].label if name in known else plain(name) for name in section.kinds]


def tenant_names(slugs: Iterable[str]) -> list[str]:
    """Name other tenants as they call themselves; one without a pack has its short name alone."""
    known = packs()
    return [known[slug].name if slug in known else slug for slug in slugs]


def needs_in(pack: Pack, subject: str) -> Callable[[Step], Iterator[str]]:
    """Return what says of the steps of a kind of record what they need."""
    labels = {field.name: field.label for field in pack.fields.get(subject, ())}
    return partial(step_needs, labels=labels, pack=pack)


def step_needs(step: Step, labels: Mapping[str, str], pack: Pack) -> Iterator[str]:
    """Say what a step needs besides somebody who may take it."""
    yield from remarks_on(step)
    if step.reason is Reason.REQUIRED:
        yield "a reason"
    if step.form:
        yield f"entries: {', '.join(labels.get(name) or plain(name) for name in step.form)}"
    yield from (guard_words(guard, pack) for guard in step.guards)
    yield from (condition.otherwise or condition.rule for condition in step.when)
