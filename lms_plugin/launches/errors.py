"""Why a page of a launch cannot be shown any more. Each page shows nothing personal and loses nothing."""

from collections.abc import Mapping
from typing import Any, Self

from sqlalchemy import Row

from lms_plugin.errors import LmsPluginError
from lms_plugin.lti.launch import DEEP_LINKING_MESSAGE


class LaunchOverError(LmsPluginError):
    """The launch has ended or its time is up; or the browser holds no cookie of it.

    `typed` is what a form without script brought along. It is handed back only where the browser's cookies prove that
    it is the one which had this launch (`is_same_browser`).
    """

    status = 401
    template = "launches/expired.html"
    title = "Please open the link again"
    remedy = "Go to your LMS and open the link again. You will land where you stopped."
    return_url: str | None = None
    is_same_browser = False
    typed: tuple[str, ...] = ()

    def of(self, row: Row[Any]) -> Self:
        """With the way back of a session (launches.reading) that this browser is known to have had."""
        self.return_url, self.is_same_browser = row.return_url, True
        return self


class SomeoneElseError(LaunchOverError):
    """Another person has opened a launch in this browser since."""

    template = "launches/locked.html"
    title = "This page is locked"
    facts: Mapping[str, bool] = {"locked": True}


class MovedError(LaunchOverError):
    """The launch goes on in a window of its own. `answers_to`: the LMS, where content was to be chosen for it."""

    template = "launches/moved.html"
    title = "You moved this to its own window"
    remedy = "Go on there. To bring it back here, reload this page of your LMS."
    answers_to: str | None = None

    def of(self, row: Row[Any]) -> Self:
        """Also with where the answer of a deep-linking request goes, which comes back to the frame."""
        self.answers_to = row.frame_origin if row.message == DEEP_LINKING_MESSAGE else None
        return super().of(row)


class HandoverRefusedError(LmsPluginError):
    """A handover address that was used, is too old, or was not opened by a page of ours."""

    status = 401
    title = "This window could not be opened"
    remedy = "Go back to your LMS page and press New window again. Nothing is lost."
