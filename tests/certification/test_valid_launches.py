"""VX: more launches that must work."""

import time
from urllib.parse import urlencode

import pytest

from tests.certification.rows import (
    AGS,
    INSTRUCTOR,
    NRPS,
    PII,
    V2,
    Change,
    accept,
    accept_claims,
    both,
    drop,
    put,
    row,
    session,
)
from tests.harness.house import House
from tests.unit.launches import desk

NAMES = "أمارا 山田太郎 👩🏽‍⚕️ Zoe\u0308 Ångström"
OPTIONAL = (
    *("name", "given_name", "family_name", "email", "azp", "nbf", "picture", "locale"),
    *("lti:context", "lti:custom", "lti:launch_presentation", "lti:tool_platform", "lti:lis", "lti:role_scope_mentor"),
    *(AGS, NRPS),
)


def ahead(seconds: int, *names: str) -> Change:
    moment = int(time.time()) + seconds
    return both(*(put(name, moment) for name in names), put("exp", moment + 60))


@pytest.mark.parametrize(
    "change",
    [
        row("VX01", lambda claims: {**claims, "aud": [claims["aud"]]}),
        row("VX02", lambda claims: {**claims, "aud": [claims["aud"]], "azp": claims["aud"]}),
        row("VX04", lambda claims: ahead(5, "iat")(claims)),
        row("VX05", lambda claims: ahead(45, "iat", "nbf")(claims)),
        row("VX07", drop(*PII, "lti:context", "lti:custom", "lti:launch_presentation", "lti:tool_platform", AGS, NRPS)),
        row("VX08", both(put("https://vendor.example/claim", {"a": [1, None, {}]}), put("vendor", "x"))),
        row("VX11", put("sub", "s" * 255)),
        row("VX13", put("lti:context", {"id": "7"})),
        row("VX14", lambda claims: {**claims, AGS: {k: v for k, v in claims[AGS].items() if k != "lineitem"}}),
        row("VX14-null", lambda claims: {**claims, AGS: {**claims[AGS], "lineitem": None}}),
        row(
            "VX16",
            put(NRPS, {"context_memberships_url": "https://lms.example/m", "service_versions": ["2.0"]}),
        ),
        row("VX17", both(drop("lti:custom"), put("lti:launch_presentation", {"locale": "xx-YY-unknown"}))),
        row("VX18", put("lti:custom", {f"parameter_{i:02}": "x" * 152 for i in range(100)})),
        row("VX25", both(*(put(name, None) for name in OPTIONAL))),
        row("VX26", put("lti:resource_link", {"id": "without-title"})),
    ],
)
def test_launch(house: House, change: Change) -> None:
    _, opened = accept_claims(house, change)
    assert opened["role"] == "learner"


@pytest.mark.parametrize("change", [row("VX22", put("lti:roles", [f"{V2}/membership/Instructor#Grader", INSTRUCTOR]))])
def test_sub_role(house: House, change: Change) -> None:
    _, opened = accept_claims(house, change, "dana")
    assert opened["role"] == "instructor"


@pytest.mark.parametrize("name", [row("VX09", NAMES)])
def test_name_in_any_script(house: House, name: str) -> None:
    page, _ = accept_claims(house, put("name", name))
    assert name in page.text


@pytest.mark.parametrize("name", [row("VX10", "<script>alert(1)</script>\"'&{{7*7}}")])
def test_markup_in_the_name(house: House, name: str) -> None:
    page, _ = accept_claims(house, put("name", name))
    assert b"<script>alert" not in page.body
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page.body
    assert name in page.text


@pytest.mark.parametrize("method", [row("VX19", "GET")])
def test_login_through_get(house: House, method: str) -> None:
    browser = house.browser()
    address = f"{house.tool_url}/lti/login?{urlencode(desk.login_form(house))}"
    page = browser.get(address, origin=house.platform.url, follow=False)
    while page.headers["location"].startswith("/"):
        page = browser.get(house.tool_url + page.headers["location"], follow=False)
    query = dict(pair.split("=", 1) for pair in page.headers["location"].split("?")[1].split("&"))
    claims = desk.claims_for(house, query["nonce"])
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, query["state"]))


@pytest.mark.parametrize("left_out", [row("VX20", {"client_id": None, "lti_deployment_id": None})])
def test_login_without_client_id(house: House, left_out: dict[str, None]) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser, **left_out)
    claims = desk.claims_for(house, begun.nonce)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))


@pytest.mark.parametrize("links", [row("VX23", ("left", "right"))])
def test_two_frames_on_a_page(house: House, links: tuple[str, str]) -> None:
    browser = house.browser()
    first, second = (desk.begin(house, browser) for _ in links)
    for begun, link in ((second, links[1]), (first, links[0])):
        claims = desk.claims_for(house, begun.nonce, link=link)
        accept(house, browser, lambda c=claims, b=begun: desk.launch_with(house, browser, c, b.state))  # type: ignore[misc]
        assert session(house, browser)["resource_link"] == link
    launches = {page.url for page in browser.visited if page.url.endswith("/session")}
    assert [browser.get(url).status for url in launches] == [200, 200]
