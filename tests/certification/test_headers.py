"""HD: headers and cookies of a launch."""

import pytest

from tests.certification.rows import Change, accept, accept_claims, put, row, same
from tests.harness.house import House
from tests.unit.launches import desk


@pytest.mark.parametrize("change", [row("HD01", same)])
def test_only_the_platform_may_frame(house: House, change: Change) -> None:
    page, _ = accept_claims(house, change)
    policy = page.headers["content-security-policy"]
    assert f"frame-ancestors 'self' {house.platform.url}" in policy
    assert "*" not in policy
    assert "unsafe" not in policy


def test_the_site_that_really_frames_us_is_the_return_url_s(house: House) -> None:
    page, _ = accept_claims(house, put("lti:launch_presentation", {"return_url": "https://campus.example/course?id=1"}))
    policy = page.headers["content-security-policy"]
    assert f"frame-ancestors 'self' {house.platform.url} https://campus.example" in policy


@pytest.mark.parametrize("header", [row("HD02", "x-frame-options")])
def test_no_header_that_blocks_frames(house: House, header: str) -> None:
    page, _ = accept_claims(house, same)
    assert header not in page.headers


@pytest.mark.parametrize("value", [row("HD03", "no-store")])
def test_not_kept_by_caches(house: House, value: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    claims = desk.claims_for(house, begun.nonce)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))
    assert [page.headers["cache-control"] for page in browser.visited] == [value] * len(browser.visited)


@pytest.mark.parametrize("names", [row("HD05", ("id_token", "state", "nonce"))])
def test_no_secret_in_an_address(house: House, names: tuple[str, ...]) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    token = house.platform.platform.sign(desk.claims_for(house, begun.nonce))
    fields = {"state": begun.state, "id_token": token}
    before = len(browser.visited)
    accept(house, browser, lambda: desk.post_launch(house, browser, fields))
    secrets = (token, begun.state, begun.nonce, *browser.cookies.values())
    for page in browser.visited[before:]:
        addresses = [page.url, page.headers.get("location", ""), *page.links.values()]
        assert not [a for a in addresses if any(secret in a for secret in secrets)]
        assert not [a for a in addresses if any(f"{name}=" in a for name in names)]


@pytest.mark.parametrize("attributes", [row("HD06", {"Secure", "HttpOnly", "Partitioned", "SameSite=None"})])
def test_cookies(house: House, attributes: set[str]) -> None:
    found: list[str] = []
    with house.app.test_client() as client:
        address = "/lti/login"
        answer = client.post(address, base_url=house.tool_url, data=desk.login_form(house))
        found += answer.headers.getlist("Set-Cookie")
        answer = client.get(answer.location, base_url=house.tool_url)
        found += answer.headers.getlist("Set-Cookie")
        query = dict(pair.split("=", 1) for pair in answer.location.split("?")[1].split("&"))
        token = house.platform.platform.sign(desk.claims_for(house, query["nonce"]))
        fields = {"state": query["state"], "id_token": token}
        answer = client.post("/lti/launch", base_url=house.tool_url, data=fields)
        assert answer.status_code == 303
        found += answer.headers.getlist("Set-Cookie")
    names = [cookie.split("=")[0] for cookie in found]
    assert [name for name in names if not name.startswith("__Host-login-")] == [
        "__Host-browser",
        "__Secure-launch",
        "__Host-browser",
    ]
    assert len([name for name in names if name.startswith("__Host-login-")]) == 2  # set, and taken away again
    for cookie in found:
        assert attributes <= {part.strip() for part in cookie.split(";")}, cookie
        path = answer.location if cookie.startswith("__Secure-launch") else "/"
        assert cookie.split("Path=")[1].split(";")[0] == path
