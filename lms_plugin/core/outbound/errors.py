"""How a request to another machine can fail."""


class OutboundError(Exception):
    """The request did not end in an answer. `sent` tells whether the other side may have acted on it."""

    sent = False


class AddressRefusedError(OutboundError):
    """We do not send requests there: not https, or not a public address."""


class NotReachedError(OutboundError):
    """No connection could be made, so nothing was sent."""


class UnknownEndError(OutboundError):
    """The connection broke or went silent after we began to send: the other side may have acted."""

    sent = True
