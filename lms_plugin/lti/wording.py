"""What a refused login or launch says: to the person in plain words, to the LMS's administrator what to change.

One table for each; a reason that stands in neither has the general words.
"""

from dataclasses import dataclass

AGAIN = "Go back to your LMS and open the link again. Nothing you did before is lost."
NOTHING_TO_DO = "There is nothing that you can put right yourself. Nothing you did before is lost."
HELP_DESK = "Ask your LMS help desk."


@dataclass(frozen=True, kw_only=True)
class Words:
    """The parts of the page. Without `happened` the refusal's own message stands there."""

    title: str = "We could not open this activity"
    happened: str | None = None
    remedy: str = AGAIN
    ask: str = HELP_DESK


TOO_OLD = Words(
    happened="Your LMS sent us here, but its pass was too old. A pass is good for a short time only. "
    "This can happen after a page reload, or with the back button."
)
AHEAD = Words(
    happened="Your LMS sent us here with a pass that is not good yet. Its clock and ours do not agree.",
    remedy="Wait a minute, go back to your LMS and open the link again. Nothing you did before is lost.",
)
NOT_CONFIRMED = Words(
    happened="We could not confirm that your LMS sent this, so we did not open it. "
    "This keeps others from using your name."
)
NOT_FOR_US = Words(
    happened="Your LMS gave us a pass that was made out to somebody else, so we did not open it.",
)
NOT_FROM_THE_LMS = Words(
    title="Please open the link in your LMS",
    happened="This page opens only from a link in your LMS. A bookmark or a copied address does not lead here.",
    remedy="Go to your LMS and open the link there. Nothing you did before is lost.",
)
NOT_SWITCHED_ON = Words(
    title="This tool is not switched on in your LMS yet",
    happened="Your LMS leads here, but nobody has switched this place on for your hospital.",
    remedy=NOTHING_TO_DO,
)

WORDS: dict[str, Words] = {
    "expired": TOO_OLD,
    "too_old": TOO_OLD,
    "state_expired": TOO_OLD,
    "from_the_future": AHEAD,
    "not_yet": AHEAD,
    "other_browser": Words(
        happened="This launch was used before, or it began in another browser or window. "
        "This can happen after a page reload, with the back button, or where the browser keeps no cookies.",
    ),
    "replayed": Words(
        happened="This launch was used before. This can happen after a page reload, or with the back button."
    ),
    "bad_signature": NOT_CONFIRMED,
    "unknown_kid": NOT_CONFIRMED,
    "no_kid": NOT_CONFIRMED,
    "bad_algorithm": NOT_CONFIRMED,
    "wrong_issuer": NOT_FOR_US,
    "wrong_audience": NOT_FOR_US,
    "unknown_audience": NOT_FOR_US,
    "wrong_presenter": NOT_FOR_US,
    "no_state": NOT_FROM_THE_LMS,
    "bad_state": NOT_FROM_THE_LMS,
    "bad_iss": NOT_FROM_THE_LMS,
    "bad_login_hint": NOT_FROM_THE_LMS,
    "not_a_form": NOT_FROM_THE_LMS,
    "platform_error": Words(
        title="Your LMS did not let this go on",
        happened="We asked your LMS who you are, and it did not say. You may not be signed in there any more.",
        remedy="Go back to your LMS, sign in, and open the link again. Nothing you did before is lost.",
    ),
    "unknown_platform": Words(
        title="This LMS is not set up here yet",
        happened="The link leads here from an LMS that we do not know.",
        remedy=NOTHING_TO_DO,
    ),
    "unknown_deployment": NOT_SWITCHED_ON,
    "deployment_off": NOT_SWITCHED_ON,
    "registration_off": Words(
        title="This tool is switched off for your LMS", happened="Your LMS leads here, but may not at the moment."
    ),
    "hospital_off": Words(
        title="Your hospital's access is paused",
        happened="Your hospital's access to this tool has been paused.",
        remedy=NOTHING_TO_DO,
        ask="Ask the people who run learning at your hospital.",
    ),
    "person_suspended": Words(
        title="Your access is paused",
        happened="Your access to this tool has been paused.",
        remedy=NOTHING_TO_DO,
        ask="Ask your educator.",
    ),
    "key_set_unavailable": Words(
        title="Your LMS is not answering",
        happened="We asked your LMS to confirm who you are, and got no usable reply. This is not something you did.",
        remedy="Wait a minute and open the link again from your LMS. Nothing you did before is lost.",
    ),
    "too_large": Words(happened="Your LMS sent us more than we take in at once, so we did not open it."),
}

CLOCKS = "If every launch fails like this, compare the clocks of both servers. They may differ by 60 s at most."
ISSUER = (
    "Compare issuer and client id of the registration (lms-plugin platforms list) with the LMS's own, "
    "letter by letter, also a slash at the end."
)
KEYS = (
    "Open the public keyset URL of the registration in a browser: it must show the key (kid) that the LMS signs with. "
    "If the LMS's address or keys have changed, register it anew."
)
ADDRESSES = (
    "In the LMS, the login URL, redirect URL and target link URI of this tool must be this tool's own addresses, "
    "with the same scheme, host and port."
)
LAUNCHED_ANEW = "Nothing, if it was a reload. If every launch fails like this, the browser may refuse all cookies."

FIXES: dict[str, str] = {
    **dict.fromkeys(("expired", "too_old", "from_the_future", "not_yet", "state_expired", "bad_life"), CLOCKS),
    **dict.fromkeys(("unknown_platform", "wrong_issuer", "wrong_audience", "wrong_presenter"), ISSUER),
    **dict.fromkeys(("bad_signature", "unknown_kid"), KEYS),
    **dict.fromkeys(("bad_target_link_uri", "no_state", "bad_state", "not_a_form", "no_token"), ADDRESSES),
    **dict.fromkeys(("other_browser", "replayed", "wrong_nonce"), LAUNCHED_ANEW),
    "unknown_audience": "The LMS must make the token out to this tool's client id alone.",
    "no_kid": "The LMS must name the key that it signed with (kid) in the token's header.",
    "bad_algorithm": "Set the signing algorithm of this tool in the LMS to RS256.",
    "no_client_id": "Let the LMS send client_id with the login, or register one client id for this issuer.",
    "unknown_deployment": "It waits for approval now, as lms-plugin platforms list shows. Let it in with: "
    "lms-plugin platforms approve. A deployment id is made anew when the tool is added to the LMS a second time.",
    "deployment_off": "Switch the deployment on for a hospital: lms-plugin platforms approve.",
    "registration_off": "Switch the registration on again (lms-plugin platforms approve, where it waits for that), or "
    "remove the tool from the LMS.",
    "hospital_off": "Switch the hospital on again.",
    "person_suspended": "Switch the person on again.",
    "platform_error": "Look into the LMS's own log at this time. Redirect URL and client id of this tool must be "
    "registered there to the letter.",
    "key_set_unavailable": "Open the public keyset URL from this server. It must answer within ten seconds over https, "
    "without a redirect, with at least one RSA key of 2048 bits.",
    "bad_message_type": "Place a plain link (resource link), or choose content (deep linking). This tool answers no "
    "other message.",
    "too_large": "Send fewer or shorter custom parameters.",
    "token_too_large": "Send fewer or shorter custom parameters.",
}
ANY_CLAIM = (
    "The LMS must send what LTI 1.3 asks for. Check the settings of this tool in the LMS; if they are right, "
    "show this page to the maker of the LMS."
)


def find_words(reason: str) -> Words:
    """The words for a reason; the general ones where it has none of its own."""
    return WORDS.get(reason, Words())


def find_fix(reason: str) -> str:
    """What an LMS administrator can change."""
    return FIXES.get(reason, ANY_CLAIM)
