"""The few forms of the front door."""

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms_plugin.core.web.forgery import LaunchForm


class FinishForm(LaunchForm):
    """Finish and close: nothing but the token."""


class DisplayForm(LaunchForm):
    """How this person wants pages shown."""

    theme = RadioField(
        "Colors",
        choices=[
            SelectChoice("light", "Light"),
            SelectChoice("dark", "Dark"),
            SelectChoice("device", "Same as this device"),
        ],
    )
    text = RadioField("Text", choices=[SelectChoice("normal", "Normal"), SelectChoice("large", "Large")])
    shortcuts = BooleanField("Single-key shortcuts in quizzes")
    back = HiddenField()
