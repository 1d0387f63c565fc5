"""The words for a request that did not end well: what happened, by kind. Pure."""

from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError, OutboundError
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.preflight.wire import OutOfTimeError, find_error_code

Trouble = ServiceRefusedError | OutboundError

REACH = (
    "Open this address from the server that runs this tool. Its name must resolve to a public address, a firewall must "
    "let us through, and the certificate must be valid."
)


def say_what_happened(error: Trouble) -> str:
    """One sentence; of what the platform wrote only its error code is repeated."""
    if isinstance(error, ServiceRefusedError):
        code = find_error_code(error.answer)
        if 200 <= error.answer.status < 300:
            return f"They answered {error.answer.status}, but with nothing that we can read"
        return f"They answered {error.answer.status} {code}".strip()
    if isinstance(error, OutOfTimeError):
        return "Not asked, because the steps before took too long"
    if isinstance(error, AddressRefusedError):
        return f"Not asked, because {error}"
    if isinstance(error, NotReachedError):
        return "No connection could be made"
    return "The connection broke off, or no whole answer came in time"


def say_what_to_do(error: Trouble, otherwise: str) -> str:
    """What to change about the way there; `otherwise` where the platform did answer."""
    if isinstance(error, ServiceRefusedError):
        if error.answer.status in (429, 502, 503, 504):
            return "The LMS is overloaded or being serviced. Run this check again in some minutes."
        return otherwise
    if isinstance(error, OutOfTimeError):
        return "Run this check again. If the LMS stays this slow, ask those who run it."
    if isinstance(error, AddressRefusedError):
        return "Correct the address in the registration: it must begin with https:// and be on the public internet."
    return REACH
