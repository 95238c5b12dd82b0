"""The forms of signing in and of looking after accounts."""

from wtforms import DateField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from casemgr.forms import Form


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

    username = StringField("User name", [DataRequired("Enter a user name."), Length(max=100)])
    name = StringField("Full name", [DataRequired("Enter the person's name."), Length(max=200)])
    title = StringField("Title", [Optional(), Length(max=200)])
    office = SelectField("Office", validators=[DataRequired("Choose the office.")])
    role = SelectField("Role", validators=[DataRequired("Choose the first role.")])
    reason = StringField("Why this person gets access", [DataRequired("Say why."), Length(max=500)])
    password = PasswordField(
        "First password",
        [DataRequired("Enter a first password.")],
        description="At least 15 characters. It must be changed at the first sign-in.",
        render_kw={"autocomplete": "new-password"},
    )


class GrantForm(Form):
    """A role or a clearance to give: which, why, and until when."""

    what = SelectField("What to give", validators=[DataRequired("Choose what to give.")])
    reason = TextAreaField("Reason", [DataRequired("Say why."), Length(max=1000)])
    until = DateField("Until", [Optional()], description="Leave empty for no end.")


class ReasonForm(Form):
    """The reason for taking something away."""

    reason = StringField("Reason", [DataRequired("Say why."), Length(max=1000)])
