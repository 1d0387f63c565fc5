"""Launches made by hand: the steps of a login with a token that the test chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lms_plugin.demo.platform.people import find_person
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"


@dataclass(frozen=True)
class BegunLogin:
    """What the tool sent to the platform with the browser."""

    state: str
    nonce: str


def login_parameters(house: House, **changes: str | None) -> dict[str, str]:
    settings = house.platform.settings
    parameters: dict[str, str | None] = {
        "iss": settings.issuer,
        "login_hint": "amara",
        "target_link_uri": settings.tool_launch_url,
        "client_id": settings.client_id,
        **changes,
    }
    return {name: value for name, value in parameters.items() if value is not None}


def login(house: House, browser: Browser, **changes: str | None) -> Page:
    """The first step, as far as the tool itself leads: its last answer before the platform is asked."""
    url = f"{house.tool_url}/lti/login?{urlencode(login_parameters(house, **changes))}"
    for _ in range(2):
        page = browser.get(url, follow=False)
        if page.status != 303 or not page.headers["location"].startswith("/"):
            return page
        url = house.tool_url + page.headers["location"]
    return page


def begin(house: House, browser: Browser) -> BegunLogin:
    page = login(house, browser)
    query = parse_qs(urlsplit(page.headers["location"]).query)
    return BegunLogin(query["state"][0], query["nonce"][0])


def good_claims(house: House, nonce: str, sub: str = "amara") -> dict[str, Any]:
    """The claims of a good launch by this person."""
    platform, person = house.platform.platform, find_person(sub)
    assert person is not None
    return platform.launch_claims(person, platform.settings.links[0], nonce)


def post_launch(house: House, browser: Browser, state: str, token: str) -> Page:
    """The last step; no redirect is followed."""
    data = {"state": state, "id_token": token}
    return browser.post(f"{house.tool_url}/lti/launch", data, origin=house.platform.url, follow=False)


def launch_with(
    house: House,
    changes: Mapping[str, Any],
    *,
    browser: Browser | None = None,
    headers: Mapping[str, Any] | None = None,
) -> Page:
    """A whole launch with some claims changed ("lti:roles" stands for LTI's own) and signed by the platform."""
    browser = browser or house.browser()
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce)
    claims |= {name.replace("lti:", CLAIM): value for name, value in changes.items()}
    return post_launch(house, browser, begun.state, house.platform.platform.sign(claims, headers))
