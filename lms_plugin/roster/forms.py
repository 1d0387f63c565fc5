"""The forms of those who teach: reading the list of people anew, and uploading one of units."""

from wtforms import BooleanField, HiddenField

from lms_plugin.core.web.forgery import LaunchForm


class RefreshForm(LaunchForm):
    """`shorter`: a list that names far fewer people is right."""

    shorter = BooleanField()


class UploadForm(LaunchForm):
    """The file itself is read from the request. `all_or_nothing`: one row that does not fit stops them all."""

    all_or_nothing = BooleanField()


class ConfirmForm(LaunchForm):
    """`digest` is of the changes that were shown."""

    digest = HiddenField()


class UndoForm(LaunchForm):
    """The token alone."""
