"""The form that runs a check, with or without a test person."""

from wtforms import RadioField, StringField
from wtforms.validators import Length

from lms_plugin.core.web.forgery import AdminForm
from lms_plugin.lti.claims import MAX_ID

NOBODY, SOMEBODY = "", "other"


class RunForm(AdminForm):
    """`person` is a test user's `sub`, or `other` for the one in `sub`; nothing for nobody."""

    person = RadioField("Test person", validate_choice=False, default=NOBODY)
    sub = StringField("Another person’s id", [Length(max=MAX_ID)])

    @property
    def chosen(self) -> str | None:
        """The `sub` to send a test score for."""
        picked = self.sub.data if self.person.data == SOMEBODY else self.person.data
        return (picked or "").strip() or None
