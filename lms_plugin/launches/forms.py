"""The few forms of the front door."""

from wtforms import BooleanField, HiddenField, RadioField

from lms_plugin.core.web.forgery import LaunchForm


class FinishForm(LaunchForm):
    """Finish and close: nothing but the token."""


class DisplayForm(LaunchForm):
    """How this person wants pages shown."""

    theme = RadioField("Colors", choices=[("light", "Light"), ("dark", "Dark"), ("device", "Same as this device")])
    text = RadioField("Text", choices=[("normal", "Normal"), ("large", "Large")])
    shortcuts = BooleanField("Single-key shortcuts in quizzes")
    back = HiddenField()
