"""The forms of exhibits, of custody and of evidence files."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from flask_login import current_user
from wtforms import (
    DateTimeLocalField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from casemgr import clock
from casemgr.cases.models import Case
from casemgr.cases.queries import list_people
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.movements import COLLECTION, RELOCATION, Movement
from casemgr.evidence.queries import list_common_handlers, list_handlers
from casemgr.forms import Form, line, text
from casemgr.tenants import current_pack
from casemgr.tenants.form_fields import PREFIX, tenant_form

NOBODY = ("", "")


class MomentField(DateTimeLocalField):
    """A date and a time of day, to the minute, where the person's office is."""

    def __init__(self, label: str, validators: Any = (), **more: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **more)

    def process_data(self, value: datetime | None) -> None:
        """Show a stored moment in local time."""
        self.data = value and value.astimezone(_zone())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed as local time."""
        super().process_formdata(valuelist)
        if self.data:
            self.data = self.data.replace(tzinfo=_zone())


class Boxes(SelectMultipleField):
    """Several of several, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def read_id(value: Any) -> uuid.UUID | None:
    """Read the id of an option; the empty option is nobody."""
    return uuid.UUID(str(value)) if value else None


class ExhibitEntries(Form):
    """What is known of an exhibit and may be completed later."""

    description = text(
        "Description",
        2000,
        "Say what it is.",
        description="What it is and how it can be told from others of its kind.",
        render_kw={"rows": 3},
    )
    acquired_where = line("Where", 300, default="")
    acquired_from_id = SelectField(
        "From whom", coerce=read_id, description="A person or organization on the tab Subjects."
    )
    seal = line("Seal number", 60, default="")
    witness_id = SelectField("Witness to the sealing", coerce=read_id)
    disclosure = Boxes("Disclosure", description="Decides in which volume of the packet it goes.")

    @property
    def agency_fields(self) -> list[str]:
        """The controls of the agency's own fields, for the page to lay out."""
        return [name for name in self._fields if name.startswith(PREFIX)]


class ExhibitForm(ExhibitEntries):
    """A new exhibit, with what stays as it is once the exhibit is logged."""

    acquired_at = MomentField(
        "When it was acquired",
        [InputRequired("Enter the date and the time.")],
        description="Custody begins here; it cannot be changed later.",
    )
    acquired_by = SelectField(
        "By whom",
        [InputRequired("Choose who acquired it.")],
        coerce=read_id,
        description="A colleague confirms it when signed in.",
    )
    compartments = Boxes(
        "Restricted to",
        description="Only those with the clearance will know of it. This stays as it is.",
    )


class ReleaseForm(Form):
    """A hand-over as the releaser records it."""

    receiver_id = SelectField("Receiver in the agency", coerce=read_id)
    receiver_name = line("Receiver outside the agency", default="")
    at = MomentField("When", [InputRequired("Enter the date and the time.")])
    location = line("Place", default="")
    reason = line("Reason", 500, "Say why.")
    seal = line("Seal number", 60, default="", description="As it is now.")
    receipt = line(
        "Receipt number",
        60,
        default="",
        description="For a receiver outside; it can be filed later too.",
    )


class TogetherForm(Form):
    """Many exhibits that go the same way, at one time and for one reason."""

    chosen = Boxes("Exhibits", [DataRequired("Tick at least one of them.")], coerce=read_id)
    at = MomentField("When", [InputRequired("Enter the date and the time.")])


class RelocationForm(TogetherForm):
    """Exhibits that their holder keeps elsewhere."""

    location = line("New place", 200, "Say where they are kept from then on.")
    reason = line("Reason", 500, "Say why.")


class HandOverForm(TogetherForm):
    """Exhibits that a colleague receives."""

    receiver_id = SelectField(
        "Receiver in the agency", [DataRequired("Choose the receiver.")], coerce=read_id
    )
    location = line("Place", default="")
    reason = line("Reason", 500, "Say why.")


class ConfirmAllForm(TogetherForm):
    """Hand-overs that their receiver confirms, each with the seal that is recorded."""

    location = line("Where they are kept", default="", description="Vault, shelf, locker.")


class ConfirmForm(Form):
    """A hand-over as its receiver confirms it."""

    at = MomentField("Received", [InputRequired("Enter the date and the time.")])
    location = line("Where it is kept", default="", description="Vault, shelf, locker.")
    seal = line(
        "Seal number", 60, default="", description="As you find it. Change it if it differs."
    )


class TakeBackForm(ConfirmForm):
    """An exhibit comes back from outside the agency."""

    reason = line("Reason", 500, "Say why.")
    receipt = line("Receipt number", 60, default="", description="It can be filed later too.")


class WithdrawForm(Form):
    """A hand-over that did not take place."""

    reason = line("Reason", 500, "Say why.")


class ReceiptForm(Form):
    """The receipt for a hand-over."""

    number = line("Receipt number", 60, "Enter it as printed.")
    remarks = text("Remarks", 1000, default="", render_kw={"rows": 3})


class FilesForm(Form):
    """Files to take in."""

    files = MultipleFileField("Files", description="Any type, several at once.")


class FilterForm(Form):
    """What to look for among the exhibits."""

    words = line("Number or description", 100, default="")
    kind = SelectField("Kind", default="")
    state = SelectField("State", default="")
    holder = SelectField("Held by", default="")


def new_exhibit_form(case: Case, kind: str) -> Any:
    """Build the form of a new exhibit of that kind, with the agency's own fields."""
    form = _class_for(ExhibitForm, case, kind).of_request(
        acquired_by=current_user.id, acquired_at=clock.now()
    )
    people = list_handlers(case)
    _offer_choices(form, case, people)
    form.acquired_by.choices = [(person.id, person.name) for person in people]
    held = current_user.clearances
    named = current_pack().compartments.values()
    form.compartments.choices = [(one.name, one.label) for one in named if one.name in held]
    return form


def edit_exhibit_form(exhibit: Exhibit) -> Any:
    """Build the form that completes an exhibit."""
    form = _class_for(ExhibitEntries, exhibit.case, exhibit.kind).of_request(exhibit)
    _offer_choices(form, exhibit.case, list_handlers(exhibit))
    _keep_choice(form.witness_id, exhibit.witness)
    _keep_choice(form.acquired_from_id, exhibit.acquired_from)
    return form


def release_form(exhibit: Exhibit, way: Movement) -> ReleaseForm:
    """Build the form of a hand-over, with those entries that this way asks for."""
    form = ReleaseForm.of_request(at=clock.now(), seal=exhibit.seal)
    if way.outside:
        form.receiver_name.label.text = way.outside
        form.receiver_name.flags.required = not way.inside
    else:
        del form.receiver_name, form.receipt
    if way.inside:
        others = [one for one in list_handlers(exhibit) if one.id != current_user.id]
        labels = [(one.id, f"{one.name} ({one.role_words})") for one in others]
        form.receiver_id.choices = [NOBODY, *labels]
        form.receiver_id.flags.required = not way.outside
    else:
        del form.receiver_id
    return form


def together_form(exhibits: Collection[Exhibit], way: Movement) -> Any:
    """Build the form of exhibits that go the same way; all of them are ticked at first."""
    base = RelocationForm if way.name == RELOCATION else HandOverForm
    form = base.of_request(at=clock.now(), chosen=[one.id for one in exhibits])
    form.chosen.choices = [(one.id, one.label) for one in exhibits]
    if isinstance(form, HandOverForm):
        others = [one for one in list_common_handlers(exhibits) if one.id != current_user.id]
        labels = [(one.id, f"{one.name} ({one.role_words})") for one in others]
        form.receiver_id.choices = [NOBODY, *labels]
    return form


def confirm_all_form(events: Collection[CustodyEvent]) -> ConfirmAllForm:
    """Build the form with which a receiver confirms several hand-overs."""
    form = ConfirmAllForm.of_request(at=clock.now(), chosen=[one.id for one in events])
    form.chosen.choices = [(one.id, one.exhibit.label) for one in events]
    return form


def confirm_form(event: CustodyEvent) -> ConfirmForm:
    """Build the form with which a receiver confirms."""
    form = ConfirmForm.of_request(at=clock.now(), seal=event.seal, location=event.location)
    if event.kind == COLLECTION:
        del form.at, form.location
    return form


def _class_for(base: type[Form], case: Case, kind: str) -> Any:
    return tenant_form(base, current_pack(), "exhibit", kinds=[kind], case_type=case.case_type)


def _offer_choices(form: Any, case: Case, people: list[Any]) -> None:
    parties = list_people(case)
    form.offer_people(parties)
    form.acquired_from_id.choices = [NOBODY, *((uuid.UUID(key), name) for key, name in parties)]
    form.witness_id.choices = [NOBODY, *((person.id, person.name) for person in people)]
    form.disclosure.choices = current_pack().options("disclosure_tiers")


def _keep_choice(field: Any, chosen: Any) -> None:
    """Keep what was chosen before selectable, also when it is no longer offered."""
    if chosen is not None and chosen.id not in dict(field.choices):
        field.choices = [*field.choices, (chosen.id, chosen.name)]


def _zone() -> ZoneInfo:
    return ZoneInfo(g.get("zone", "UTC"))
