"""The administrators' own forms. The two of signing in carry no token: there is no session yet to tie one to.

They are held to our own pages by the browser's word alone (core.web.forgery.refuse_foreign_requests).
"""

from typing import Any
from uuid import UUID

from wtforms import EmailField, Form, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, ValidationError

from lms_plugin.core.web.forgery import AdminForm


class LoginForm(Form):
    """E-mail and password; `next` is where to go on to."""

    email = EmailField("E-mail", [InputRequired("Type your e-mail.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])
    next = HiddenField()


class CodeForm(Form):
    """The second step."""

    code = StringField("Code", [InputRequired("Type the code that your app shows.")])


def _same_as(name: str) -> Any:
    def check(form: Form, field: PasswordField) -> None:
        if field.data != form[name].data:
            raise ValidationError("The two new passwords are not the same.")

    return check


class PasswordForm(AdminForm):
    """One's own password."""

    old = PasswordField("Current password", [InputRequired("Type your current password.")])
    new = PasswordField("New password", [InputRequired("Type a new password.")])
    again = PasswordField("New password again", [InputRequired("Type the new password again."), _same_as("new")])


class ConfirmForm(AdminForm):
    """The first code of an app."""

    code = StringField("Code that the app shows", [InputRequired("Type the code that your app shows.")])


class TurnOffForm(AdminForm):
    """Giving up the second factor asks for both."""

    password = PasswordField("Password", [InputRequired("Type your password.")])
    code = StringField("Code", [InputRequired("Type a code of your app, or a recovery code.")])


class CreateForm(AdminForm):
    """A new account; the hospital is asked for where the role belongs to one."""

    email = EmailField("E-mail", [InputRequired("Type an e-mail.")])
    role = SelectField(
        "Role",
        choices=[
            SelectChoice("operator", "Operator"),
            SelectChoice("admin", "Admin"),
            SelectChoice("officer", "Officer"),
        ],
    )
    tenant = SelectField("Hospital", choices=[])
    password = PasswordField("First password", [InputRequired("Type a first password.")])

    def offer_tenants(self, names: dict[UUID, str]) -> None:
        """The hospitals to choose from."""
        self.tenant.choices = [
            SelectChoice("", "None"),
            *(SelectChoice(str(each), name) for each, name in names.items()),
        ]

    @property
    def tenant_id(self) -> UUID | None:
        """The hospital that was chosen; none for an operator."""
        return UUID(self.tenant.data) if self.tenant.data else None
