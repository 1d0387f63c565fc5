"""The product's errors: each carries an HTTP status and words that a person can act on."""

from collections.abc import Mapping


class LmsPluginError(Exception):
    """Something a person can be told: `status` for HTTP, `title` and the message for reading.

    `remedy` says what to do next; `facts` are for our own scripts. Nothing in either text may come
    from an untrusted source unescaped.
    """

    status = 500
    title = "Something went wrong on our side"
    remedy = "Wait a minute and try again. What you saved is safe."
    facts: Mapping[str, bool] = {}

    def __init__(self, message: str = "", *, remedy: str | None = None) -> None:
        super().__init__(message or self.title)
        if remedy is not None:
            self.remedy = remedy


class InvalidInputError(LmsPluginError):
    """What was sent does not have the shape that this address or command takes."""

    status = 400
    title = "We could not read that"
    remedy = "Go back, check what was typed, and send it again."


class NotAllowedError(LmsPluginError):
    """The person is known and may not do this."""

    status = 403
    title = "This is not open to you"
    remedy = "If you think it should be, ask your educator."


class NotFoundError(LmsPluginError):
    """There is no such thing, or it belongs to somebody else: the answer is the same."""

    status = 404
    title = "There is nothing at this address"
    remedy = "Go back to your LMS and open the link again."


class ConflictError(LmsPluginError):
    """The thing has changed meanwhile, so the request no longer fits."""

    status = 409
    title = "This has changed meanwhile"
    remedy = "Reload the page to see how it stands now."
