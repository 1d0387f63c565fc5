"""Refusals of logins and launches: plain words for the person, a reason code for the log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from lms_plugin.errors import LmsPluginError
from lms_plugin.lti.wording import find_fix, find_words

MESSAGE_TYPE = "https://purl.imsglobal.org/spec/lti/claim/message_type"
KNOWN_MESSAGES = frozenset(
    {
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
        "LtiSubmissionReviewRequest",
        "LtiStartProctoring",
        "LtiEndAssessment",
    }
)
MAX_NAMES = 60
MAX_NAME = 120


class LaunchRefusedError(LmsPluginError):
    """A login or launch that we do not accept. `reason` goes to the log; no claim of the token is ever echoed.

    `detail` is for the LMS administrator: which check failed; `fix` is what to change. Where the page can lead back
    (`return_url`) is known from a verified launch alone.
    """

    status = 401
    template = "lti/refused.html"
    icon = "alert"

    def __init__(self, reason: str, message: str, *, detail: str = "", status: int | None = None) -> None:
        words = find_words(reason)
        super().__init__(words.happened or message, remedy=words.remedy)
        self.title = words.title
        self.ask = words.ask
        self.reason = reason
        self.detail = detail or message
        self.fix = find_fix(reason)
        self.registration_id: UUID | None = None
        self.platform: str | None = None
        self.message_type: str | None = None
        self.claim_names: tuple[str, ...] = ()
        self.return_url: str | None = None
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

    icon = "offline"

    def __init__(self, detail: str) -> None:
        super().__init__("key_set_unavailable", "We got no usable reply from your LMS.", detail=detail)


def name_claims(claims: Iterable[str]) -> tuple[str, ...]:
    """The names of claims, for the log."""
    return tuple(sorted(name[:MAX_NAME] for name in list(claims)[:MAX_NAMES]))


def known_message(message_type: object) -> str | None:
    """The message type where it is one of LTI's own: any other text stays in the token."""
    return message_type if isinstance(message_type, str) and message_type in KNOWN_MESSAGES else None


@contextmanager
def concerning(
    *,
    registration_id: UUID | None = None,
    platform: str | None = None,
    claim_names: tuple[str, ...] = (),
    message_type: str | None = None,
    return_url: str | None = None,
) -> Iterator[None]:
    """Tell a refusal raised inside what is known about it. Of the (verified) claims it learns the names alone."""
    try:
        yield
    except LaunchRefusedError as error:
        error.registration_id = registration_id or error.registration_id
        error.platform = platform or error.platform
        error.return_url = return_url or error.return_url
        error.claim_names = claim_names or error.claim_names
        error.message_type = message_type or error.message_type
        raise
