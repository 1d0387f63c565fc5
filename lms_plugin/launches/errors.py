"""Why a page of a launch cannot be shown any more. Each page shows nothing personal and loses nothing."""

from lms_plugin.errors import LmsPluginError


class LaunchOverError(LmsPluginError):
    """The launch has ended or its time is up; or the browser holds no cookie of it."""

    status = 401
    template = "launches/expired.html"
    title = "Please open the link again"
    remedy = "Go to your LMS and open the link again. You will land where you stopped."
    return_url: str | None = None


class SomeoneElseError(LaunchOverError):
    """Another person has opened a launch in this browser since."""

    template = "launches/locked.html"
    title = "This page is locked"
