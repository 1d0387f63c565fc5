"""Forms of these pages. Labels are the LMS's own where it has a word; what is typed is judged by connecting.faults."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, ValidationError

from lms_plugin.config import is_timezone
from lms_plugin.core.web.forgery import AdminForm
from lms_plugin.lti.families.shape import Theirs
from lms_plugin.quizzes.accommodation_forms import AllowanceFields

NAME = Length(max=100, message="A name has at most 100 letters.")


def strip(text: str | None) -> str | None:
    """Copying takes a space or a line's end along."""
    return text.strip() if text else text


class TenantField(SelectField):
    """The hospital; asked for where there are several to choose from."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.type = "SelectField"  # templates choose the look by this name

    def offer(self, names: Mapping[UUID, str]) -> None:
        """The hospitals to choose from."""
        first = [SelectChoice("", "Choose a hospital")] if len(names) > 1 else []
        self.choices = [*first, *(SelectChoice(str(each), name) for each, name in names.items())]
        self.validate_choice = len(names) > 1

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.choices or ()) > 1

    @property
    def chosen(self) -> UUID | None:
        """The hospital's id; None where none was chosen or offered."""
        offered = {value for value, *_ in self.iter_choices()}
        return UUID(self.data) if self.data and self.data in offered else None


class InviteForm(AdminForm):
    """A one-use link."""

    name = StringField("Name on these pages", [NAME], filters=[strip])
    tenant = TenantField("Hospital", choices=[], id="link-tenant")


class PlatformForm(AdminForm):
    """The values of one LMS."""

    issuer = StringField(filters=[strip])
    client_id = StringField(filters=[strip])
    deployment_id = TextAreaField(filters=[strip])
    auth_login_url = StringField(filters=[strip])
    auth_token_url = StringField(filters=[strip])
    jwks_url = StringField(filters=[strip])
    token_audience = StringField(filters=[strip])
    name = StringField("Name on these pages", [NAME], filters=[strip])
    tenant = TenantField("Hospital", choices=[])

    def use_words(self, fields: Sequence[Theirs]) -> None:
        """Take the LMS's labels over."""
        for each in fields:
            self[each.value].label.text = each.label

    def values(self, fields: Sequence[Theirs]) -> dict[str, str]:
        """What was typed, by the field's name."""
        return {each.value: self[each.value].data or "" for each in fields}

    def complain(self, faults: Mapping[str, str]) -> None:
        """Say under each field what does not fit."""
        for name, words in faults.items():
            self[name].errors = [words]


class RenameForm(AdminForm):
    """What our pages call a platform."""

    name = StringField("Name", [DataRequired("Type a name."), NAME], filters=[strip])


class DeploymentForm(AdminForm):
    """One deployment: its hospital and its idle minutes, as text so that what does not fit can be quoted."""

    deployment_id = StringField("Deployment ID", filters=[strip])
    tenant = TenantField("Hospital", choices=[])
    idle_minutes = StringField("Idle minutes", filters=[strip])

    @property
    def minutes(self) -> int | None:
        """The minutes; None for the default. Raises ValueError."""
        if not self.idle_minutes.data:
            return None
        minutes = int(self.idle_minutes.data) if self.idle_minutes.data.isdecimal() else 0
        if not 2 <= minutes <= 480:
            raise ValueError(f"“{self.idle_minutes.data}” is not from 2 to 480. Type a whole number, such as 10.")
        return minutes


class TenantForm(AdminForm):
    """A hospital."""

    name = StringField("Name", [DataRequired("Type the hospital's name."), NAME], filters=[strip])
    timezone = StringField("Time zone", [DataRequired("Type a time zone, such as America/Chicago.")], filters=[strip])
    title = StringField("Tool's name there", [NAME], filters=[strip])
    needs_second_person = BooleanField("A second person publishes")

    def validate_timezone(self, field: StringField) -> None:
        if not is_timezone(field.data or ""):
            raise ValidationError(f"“{field.data}” is no time zone. Type a name such as America/Chicago.")


class HospitalGrantForm(AllowanceFields, AdminForm):
    """More time, tries or days for one person in a whole hospital."""

    tenant = TenantField("Hospital", choices=[])
    named = StringField(
        "E-mail or staff number",
        [
            DataRequired("Type an e-mail or a staff number."),
            Length(max=200, message="An e-mail or a staff number has at most 200 characters."),
        ],
        filters=[strip],
    )
