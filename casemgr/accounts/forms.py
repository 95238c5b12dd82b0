"""The forms of signing in and of looking after accounts."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from casemgr.forms import Form, line, text
from casemgr.tenants import current_pack


class SignInForm(Form):
    """Who a person is: agency, user name, password."""

    agency = SelectField("Agency", validators=[DataRequired("Choose your agency.")])
    username = StringField(
        "User name",
        [DataRequired("Enter your user name."), Length(max=100)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        "Password",
        [DataRequired("Enter your password."), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """The one-time code of an authenticator application."""

    code = StringField(
        "Six-digit code",
        [DataRequired("Enter the code."), Length(max=20)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class BannerForm(Form):
    """The acknowledgement of the system-use notice."""


class PasswordForm(Form):
    """A new password, with the one it replaces."""

    current = PasswordField(
        "Current password",
        [DataRequired("Enter your current password.")],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        "New password",
        [DataRequired("Enter the new password.")],
        render_kw={"autocomplete": "new-password"},
    )


class AccountForm(Form):
    """A new account."""

    username = line("User name", 100, "Enter a user name.", render_kw={"autocapitalize": "none"})
    name = line("Full name", needed="Enter the person's name.")
    title = line("Title")
    office = SelectField("Office", validators=[DataRequired("Choose the office.")])
    role = SelectField("Role", validators=[DataRequired("Choose the first role.")])
    reason = line("Why this person gets access", 500, "Say why.")
    password = PasswordField(
        "First password",
        [DataRequired("Enter a first password.")],
        description="At least 15 characters. It must be changed at the first sign-in.",
        render_kw={"autocomplete": "new-password"},
    )


class GrantForm(Form):
    """A role or a clearance to give: which, why, and until when."""

    what = SelectField("Role", validators=[DataRequired("Choose what to give.")])
    reason = text("Reason", 1000, "Say why.", description="It stays with the record.")
    until = DateField("Until", [Optional()], description="The last day. Leave empty for no end.")

    @property
    def end(self) -> datetime | None:
        """The end of the last day, for the agency's own clock."""
        if not self.until.data:
            return None
        zone = ZoneInfo(current_pack().time_zone)
        return datetime.combine(self.until.data, time.max, zone)


class AbsenceForm(Form):
    """From when until when a person is away, and who approves meanwhile."""

    starts_on = DateField("First day", [DataRequired("Enter the first day.")])
    ends_on = DateField("Last day", [DataRequired("Enter the last day.")])
    deputy = SelectField("Who approves meanwhile")
    reason = text("Reason", 1000, "Say why.", description="It stays with the record.")


class ReasonForm(Form):
    """The reason for taking something away."""

    reason = text("Reason", 1000, "Say why.", description="It stays with the record.")
