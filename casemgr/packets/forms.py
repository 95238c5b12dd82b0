"""The forms of the elements matrix and of submitting a packet."""

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from casemgr.cases.models import Case
from casemgr.cases.queries import list_subjects
from casemgr.evidence.queries import list_exhibits
from casemgr.forms import Form, line, text
from casemgr.packets.freezing.naming import SOURCE, VICTIM
from casemgr.packets.matrix import ElementRow
from casemgr.packets.recipients import likely_recipient, list_recipients
from casemgr.reports.queries import list_serialised

TESTIFYING = ("witness", VICTIM, SOURCE)


class Choices(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ProofForm(Form):
    """What proves an element, and what it shows of it."""

    exhibits = Choices("Exhibits")
    reports = Choices("Reports")
    witnesses = Choices("Witnesses")
    remarks = text(
        "What it shows",
        1000,
        description="Printed in the matrix beside what you tick; also doubts about admissibility",
        render_kw={"rows": 3},
    )

    @property
    def chosen(self) -> list[str]:
        """Everything that was ticked."""
        return [
            *(self.exhibits.data or []),
            *(self.reports.data or []),
            *(self.witnesses.data or []),
        ]


class GapForm(Form):
    """Why an element can stay without proof."""

    reason = text(
        "Why the packet may leave without it",
        1000,
        "Say why.",
        description="The prosecutor reads this",
        render_kw={"rows": 3},
    )


class ElementForm(Form):
    """An element that the table of offenses does not have."""

    text = line(
        "Element",
        300,
        "Write the element.",
        description="One thing that must be proved, as the jury instruction names it",
    )


class SubmitForm(Form):
    """To whom the packet goes."""

    recipient = RadioField("To")


class StepForm(Form):
    """A step of a packet that is taken by hand."""

    step = line("Step", 60, "Choose a step.")
    reason = text("Reason", 2000)


def proof_form(case: Case, row: ElementRow) -> ProofForm:
    """Return the form with what is not yet recorded as proof of the element."""
    form = ProofForm.of_request()
    known = {f"{proof.kind}:{proof.thing.id}" for proof in row.proofs}
    offered = {
        form.exhibits: [
            (f"exhibit:{one.id}", _titled(one, one.description)) for one in list_exhibits(case)
        ],
        form.reports: [
            (f"report:{one.id}", _titled(one, one.title)) for one in list_serialised(case)
        ],
        form.witnesses: [
            (f"witness:{one.id}", one.party.name)
            for one in list_subjects(case)
            if one.role in TESTIFYING and one.party is not None
        ],
    }
    for field, choices in offered.items():
        field.choices = [choice for choice in choices if choice[0] not in known]
    return form


def submit_form(case: Case) -> SubmitForm:
    """Return the form with the offices that receive from the agency, the likely one chosen."""
    likely = likely_recipient(case)
    form = SubmitForm.of_request(recipient=likely.slug if likely else None)
    form.recipient.choices = [(pack.slug, pack.name) for pack in list_recipients()]
    form.recipient.validators = [InputRequired("Choose to whom the packet goes.")]
    return form


def _titled(record: Any, about: str) -> str:
    return f"{record.label}: {about[:120]}"
