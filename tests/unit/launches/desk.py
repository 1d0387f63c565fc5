"""A launch taken apart: the login through the tool's own pages, then whatever id_token a test wants to post."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lms_plugin.demo.platform.people import find_person
from lms_plugin.demo.platform.settings import Link
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


@dataclass(frozen=True)
class Begun:
    """What a login told the platform."""

    address: str
    query: dict[str, str]

    @property
    def state(self) -> str:
        return self.query["state"]

    @property
    def nonce(self) -> str:
        return self.query["nonce"]


def login_form(house: House, **changes: str | None) -> dict[str, str]:
    """The platform's third-party initiated login; a change to None leaves a parameter out."""
    settings = house.platform.settings
    form: dict[str, str | None] = {
        "iss": settings.issuer,
        "client_id": settings.client_id,
        "login_hint": "amara",
        "target_link_uri": settings.tool_launch_url,
        "lti_message_hint": "hint",
        "lti_deployment_id": settings.deployment_id,
        **changes,
    }
    return {name: value for name, value in form.items() if value is not None}


def send_login(house: House, browser: Browser, form: dict[str, str]) -> Page:
    """Post a login and follow the tool's own redirect, as far as the platform's address or a refusal."""
    page = browser.post(f"{house.tool_url}/lti/login", form, origin=house.platform.url, follow=False)
    if page.status == 303 and page.headers["location"].startswith("/"):
        page = browser.get(house.tool_url + page.headers["location"], origin=house.platform.url, follow=False)
    return page


def begin(house: House, browser: Browser, **changes: str | None) -> Begun:
    page = send_login(house, browser, login_form(house, **changes))
    assert page.status == 303, page.text
    address = page.headers["location"]
    return Begun(address, {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()})


def claims_for(house: House, nonce: str, sub: str = "amara", link: str = "3") -> dict[str, Any]:
    person = find_person(sub)
    assert person is not None
    found = house.platform.settings.find_link(link) or Link(link, "Another activity", {})
    return house.platform.platform.launch_claims(person, found, nonce)


def post_launch(house: House, browser: Browser, fields: dict[str, str], *, follow: bool = False) -> Page:
    return browser.post(f"{house.tool_url}/lti/launch", fields, origin=house.platform.url, follow=follow)


def launch_with(house: House, browser: Browser, claims: dict[str, Any], state: str, *, follow: bool = False) -> Page:
    token = house.platform.platform.sign(claims)
    return post_launch(house, browser, {"state": state, "id_token": token}, follow=follow)


def launch(house: House, browser: Browser, sub: str = "amara", link: str = "3") -> str:
    """A good launch; the address of its pages, ending in a slash."""
    begun = begin(house, browser, login_hint=sub)
    page = launch_with(house, browser, claims_for(house, begun.nonce, sub, link), begun.state)
    assert page.status == 303, page.text
    return house.tool_url + page.headers["location"]
