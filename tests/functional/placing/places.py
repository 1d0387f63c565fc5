"""Launches of links and courses that the demo LMS does not hold, as other LMSs would send them."""

from typing import Any

from tests.harness.browser import Browser
from tests.harness.front_door import CLAIM, begin, good_claims, post_launch
from tests.harness.house import House
from tests.harness.pages import Page

COURSE = "social-media-in-healthcare"
MODULE = f"{COURSE}/module/m02-patient-information"
QUIZ = f"{COURSE}/quiz/m02-quiz"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
V2 = "http://purl.imsglobal.org/vocab/lis/v2"


def visit(
    house: House,
    browser: Browser,
    sub: str,
    *,
    link: str = "77",
    title: str = "Week 1",
    course: str = "7",
    custom: dict[str, str] | None = None,
    roles: list[str] | None = None,
    line_item: str | None = None,
    **more: Any,
) -> Page:
    """Open a link as far as its first page; `more` are LTI claims by their short names."""
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce, sub)
    claims[f"{CLAIM}resource_link"] = {"id": link, "title": title}
    claims[f"{CLAIM}context"] = {"id": course, "title": f"Course {course}"}
    claims[f"{CLAIM}custom"] = custom or {}
    if roles is not None:
        claims[f"{CLAIM}roles"] = roles
    claims[ENDPOINT] = {**claims[ENDPOINT], "lineitem": line_item or f"{house.platform.url}/li/{course}/{link}"}
    claims |= {f"{CLAIM}{name}": value for name, value in more.items()}
    token = house.platform.platform.sign(claims)
    page = post_launch(house, browser, begun.state, token)
    return browser.get(house.tool_url + page.headers["location"]) if page.status == 303 else page
