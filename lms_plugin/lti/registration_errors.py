"""Why a dynamic registration did not come about: in words for the LMS's administrator, with a reason for the log."""

from dataclasses import dataclass

from lms_plugin.errors import LmsPluginError

SAFE = "Nothing was stored here, and the link is still good."
AGAIN = f"Open the link in your LMS again. {SAFE}"


@dataclass(frozen=True)
class Words:
    """The page for one reason. 502 and 503 are for what we asked the LMS; all else is 400."""

    status: int
    title: str
    happened: str
    remedy: str


WORDS = {
    "no_configuration": Words(
        400,
        "Please open this link from your LMS",
        "The link alone cannot register anything: your LMS has to open it, and to add its own address.",
        f"Paste the link into your LMS, where it registers a tool. {SAFE}",
    ),
    "address_refused": Words(
        400,
        "We do not ask that address",
        "Your LMS named an address for its configuration that is not public, or not https. We sent nothing there.",
        f"Register from an LMS that has a public https address, or register it by hand. {SAFE}",
    ),
    "wrong_issuer": Words(
        400,
        "Your LMS names another LMS as itself",
        "The address of its configuration and the issuer that it names are on different hosts. That is how one LMS "
        "would pass for another, so we stopped.",
        "Check the address of the LMS in its own settings: the address that people use and the one it is set up with "
        f"must be the same. {SAFE}",
    ),
    "not_reached": Words(
        503,
        "We cannot reach your LMS",
        "We tried to read what your LMS says about itself, and got no connection.",
        f"See that your LMS can be reached from the internet, wait a minute, and open the link there again. {SAFE}",
    ),
    "no_answer": Words(
        503,
        "Your LMS does not answer properly",
        "We asked your LMS what it says about itself. The answer did not come in time, broke off, or was far too long.",
        f"Wait a minute and open the link in your LMS again. {SAFE}",
    ),
    "redirected": Words(
        502,
        "Your LMS sent us on to another address",
        "We asked your LMS what it says about itself, and it named another address instead. We do not follow that.",
        f"Check the address of the LMS in its own settings, also http and https. {SAFE}",
    ),
    "bad_answer": Words(
        502,
        "We cannot read what your LMS says about itself",
        "We asked your LMS for its configuration, and got something else.",
        f"If your LMS shows a maintenance or sign-in page, wait until it is back. Then open the link again. {SAFE}",
    ),
    "bad_configuration": Words(
        502,
        "Your LMS leaves out something that we need",
        "Its configuration lacks an address, or names one that cannot be.",
        f"Show this page to the maker of your LMS, or register it by hand. {SAFE}",
    ),
    "refused": Words(
        502,
        "Your LMS did not accept the registration",
        "We sent your LMS what it needs to know about this tool, and it said no.",
        "A registration link of the LMS is often good for an hour and once only: begin again in your LMS, on the page "
        f"where it registers a tool. {SAFE}",
    ),
    "lost": Words(
        503,
        "The answer of your LMS was lost",
        "We sent your LMS what it needs to know about this tool. Its answer did not reach us, so we do not know "
        "whether it made a tool.",
        "Look at the list of tools in your LMS. If there is a new one, delete it. Then begin again there. " + SAFE,
    ),
    "bad_registration": Words(
        502,
        "We cannot read how your LMS answered",
        "Your LMS took the registration, but its answer names no client id.",
        f"Delete the new tool in your LMS, and begin again there; or register it by hand. {SAFE}",
    ),
}


class RegistrationFailedError(LmsPluginError):
    """A registration that did not come about. `detail` is for the LMS's administrator and may quote the platform."""

    template = "lti/registration_failed.html"
    ask = "Ask the people who run this tool."

    def __init__(self, reason: str, detail: str = "") -> None:
        words = WORDS[reason]
        super().__init__(words.happened, remedy=words.remedy)
        self.status, self.title, self.reason, self.detail = words.status, words.title, reason, detail
