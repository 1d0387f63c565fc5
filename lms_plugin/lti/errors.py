"""Refusals of logins and launches: plain words for the person, a reason code for the log."""

from lms_plugin.errors import LmsPluginError


class LaunchRefusedError(LmsPluginError):
    """A login or launch that we do not accept. `reason` goes to the log; no claim of the token is ever echoed.

    `detail` is for the LMS administrator: which check failed and what to change.
    """

    status = 401
    title = "We could not open this activity"
    remedy = "Go back to your LMS and open the link again. Nothing you did before is lost."

    def __init__(self, reason: str, message: str, *, detail: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.detail = detail or message
        if status is not None:
            self.status = status


def refuse_request(reason: str, detail: str) -> LaunchRefusedError:
    """What arrived is not a login or launch at all (400)."""
    return LaunchRefusedError(
        reason, "Your LMS sent us something that we cannot read as a launch.", detail=detail, status=400
    )


def refuse_token(reason: str, detail: str) -> LaunchRefusedError:
    """The pass that came with the launch does not hold (401)."""
    return LaunchRefusedError(reason, "The pass that your LMS gave us for this launch does not hold.", detail=detail)


def refuse_stale(reason: str, detail: str) -> LaunchRefusedError:
    """The launch is too old, was used before, or belongs to another browser (401)."""
    return LaunchRefusedError(
        reason,
        "This launch was used before or is too old. This can happen after a page reload, or with the back button.",
        detail=detail,
    )


class KeySetUnavailableError(LaunchRefusedError):
    """The platform's key cannot be had right now (401)."""

    remedy = "Wait a minute and open the link again from your LMS. Nothing you did before is lost."

    def __init__(self, detail: str) -> None:
        super().__init__(
            "key_set_unavailable",
            "We asked your LMS to confirm who you are, and got no usable reply. This is not something you did.",
            detail=detail,
        )
