"""The forms in which people and organizations are entered."""

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, DateField, FieldList, FormField, SelectField
from wtforms.validators import Optional, ValidationError

from casemgr.errors import Invalid
from casemgr.forms import Entries, Form, choices, line, text
from casemgr.parties.models import Party

IDENTIFIERS = {
    "ssn": "Social Security number",
    "driver_license": "Driver's license",
    "passport": "Passport",
    "ucn": "Universal control number (UCN)",
    "state": "State identification",
    "alien": "Alien registration",
    "ein": "Employer identification",
    "license": "License or registration",
    "other": "Other",
}
ADDRESSES = {
    "home": "Home",
    "work": "Work",
    "business": "Business",
    "mailing": "Mailing",
    "other": "Other",
}
PHONES = {"mobile": "Mobile", "home": "Home", "work": "Work", "other": "Other"}
ALIASES = 50
LONGEST_NAME = 200
MOST_ROWS = 20


class Rows(FieldList):
    """Several small records of one kind, one line each; empty lines are left out."""

    def __init__(self, label: str, part: type[Entries], **more: Any) -> None:
        super().__init__(FormField(part), label, max_entries=MOST_ROWS, **more)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check each line and say on which one something is wrong."""
        sound = super().validate(form, extra_validators)
        self.errors = [
            f"Line {place}, {entry.form[name].label.text.lower()}: {messages[0]}"
            for place, entry in enumerate(self.entries, 1)
            for name, messages in entry.form.errors.items()
        ]
        return bool(sound)

    def offer_blank(self, count: int = 2) -> None:
        """Add empty lines to write in."""
        for _ in range(min(count, MOST_ROWS - len(self.entries))):
            self.append_entry()

    @property
    def written(self) -> list[dict[str, Any]]:
        """The lines in which something stands besides their kind."""
        given = [
            {name: value or "" for name, value in entry.data.items()} for entry in self.entries
        ]
        return [row for row in given if any(value for name, value in row.items() if name != "kind")]


class IdentifierPart(Entries):
    """A number by which somebody is known."""

    kind = SelectField("Kind", choices=choices(IDENTIFIERS), default="ssn")
    value = line("Number", 60)
    issuer = line("Issued by", 80)


class AddressPart(Entries):
    """Where somebody lives, works or gets mail."""

    kind = SelectField("Kind", choices=choices(ADDRESSES), default="home")
    street = line("Street", 200)
    city = line("City", 100)
    state = line("State", 40)
    postal_code = line("ZIP code", 20)


class PhonePart(Entries):
    """A telephone number."""

    kind = SelectField("Kind", choices=choices(PHONES), default="mobile")
    number = line("Number", 40)


class PartyForm(Form):
    """What is known of a person and of an organization alike."""

    aliases = line("Also known as", 2000, description="Separate several names with semicolons")
    identifiers = Rows("Identifiers", IdentifierPart)
    addresses = Rows("Addresses", AddressPart)
    phones = Rows("Telephone numbers", PhonePart)
    description = text("Description", 4000)
    sure = BooleanField("This is somebody else: make a new entry")
    candidates: Sequence[Party] = ()

    @classmethod
    def of_request(cls, obj: Any = None, **data: Any) -> Any:
        """Fill the form; other names that somebody uses stand beside each other."""
        if obj is not None:
            data["aliases"] = "; ".join(obj.aliases)
        form = super().of_request(None if obj is None else _View(obj, data), **data)
        if request.method == "GET":
            for rows in (form.identifiers, form.addresses, form.phones):
                rows.offer_blank()
        return form

    @property
    def other_names(self) -> list[str]:
        """The names beside each other, one by one."""
        names = (name.strip() for name in (self.aliases.data or "").split(";"))
        return list(dict.fromkeys(name for name in names if name))

    def validate_aliases(self, field: Any) -> None:
        """Refuse what would have to be cut off to be kept."""
        if any(len(name) > LONGEST_NAME for name in self.other_names):
            raise ValidationError(f"A name has at most {LONGEST_NAME} characters.")
        if len(self.other_names) > ALIASES:
            raise ValidationError(f"Enter at most {ALIASES} names.")

    def add_problems(self, error: Invalid) -> None:
        """Show what was refused, and who of the same name is in the index."""
        super().add_problems(error)
        self.candidates = getattr(error, "candidates", ())

    def entries(self) -> dict[str, Any]:
        """Return what was entered, without empty lines."""
        given = super().entries()
        given["aliases"] = self.other_names
        for name in ("identifiers", "addresses", "phones"):
            given[name] = self._fields[name].written
        for name in ("birthplace", "occupation", "description"):
            given[name] = given.get(name) or ""
        return given


class PersonForm(PartyForm):
    """A person."""

    family_name = line("Family name", 100, "Enter the family name.")
    given_name = line("Given name", 100)
    middle_name = line("Middle name", 100)
    suffix = line("Suffix", 20, description="Jr., Sr., II …")
    born_on = DateField("Date of birth", [Optional()])
    birthplace = line("Place of birth", 200)
    occupation = line("Occupation", 200)

    def entries(self) -> dict[str, Any]:
        """Return what was entered; a part of the name that is not known is empty."""
        given = super().entries()
        for name in ("given_name", "middle_name", "suffix"):
            given[name] = given[name] or ""
        return given


class OrganizationForm(PartyForm):
    """An organization."""

    name = line("Name", 250, "Enter the name of the organization.")
    occupation = line("Line of business", 200)


FORMS: dict[str, type[PartyForm]] = {"person": PersonForm, "organization": OrganizationForm}


def _texts(data: dict[str, Any]) -> dict[str, str]:
    return {name: value or "" for name, value in data.items()}


class _View:
    """A record as a form reads it, with some of its values in the form in which people type."""

    def __init__(self, record: Any, typed: dict[str, Any]) -> None:
        self.__dict__.update(typed)
        self._record = record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)
