"""LG: login initiation."""

import base64

import pytest

from tests.certification.rows import accept, refuse, row
from tests.harness.house import House
from tests.unit.launches import desk

UNSAFE = "\"><script>alert(1)</script>&nonce=x#'"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        row("LG01", {"iss": None}, "bad_iss"),
        row("LG02", {"iss": "https://unknown.example"}, "unknown_platform"),
        row("LG03", {"login_hint": None}, "bad_login_hint"),
        row("LG04", {"target_link_uri": None}, "bad_target_link_uri"),
        row("LG05", {"client_id": "unknown"}, "unknown_platform"),
        row("LG06", {"target_link_uri": "https://evil.example/lti/launch"}, "bad_target_link_uri"),
        row("LG07", {"target_link_uri": "javascript:alert(1)"}, "bad_target_link_uri"),
        row("LG14-iss", {"iss": "x" * 100_000}, "bad_iss"),
        row("LG14-login_hint", {"login_hint": "x" * 100_000}, "bad_login_hint"),
        row("LG14-lti_message_hint", {"lti_message_hint": "x" * 100_000}, "bad_lti_message_hint"),
        row("LG14-target_link_uri", {"target_link_uri": "x" * 100_000}, "bad_target_link_uri"),
        row("LG14-client_id", {"client_id": "x" * 100_000}, "unknown_platform"),
    ],
)
def test_refused(house: House, changes: dict[str, str | None], reason: str) -> None:
    browser = house.browser()
    refuse(house, browser, lambda: desk.send_login(house, browser, desk.login_form(house, **changes)), reason)
    assert browser.cookies == {}


@pytest.mark.parametrize("slash", [row("LG18", "/")])
def test_an_issuer_that_looks_alike(house: House, slash: str) -> None:
    browser = house.browser()
    form = desk.login_form(house, iss=house.platform.settings.issuer + slash)
    refuse(house, browser, lambda: desk.send_login(house, browser, form), "unknown_platform")


@pytest.mark.parametrize("path", [row("LG06b", "/deep/link?a=b")])
def test_the_target_is_no_redirect_uri(house: House, path: str) -> None:
    begun = desk.begin(house, house.browser(), target_link_uri=house.tool_url + path)
    assert begun.query["redirect_uri"] == f"{house.tool_url}/lti/launch"


@pytest.mark.parametrize("hint", [row("LG09", UNSAFE)])
def test_markup_in_hints(house: House, hint: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser, login_hint=hint, lti_message_hint=hint)
    assert begun.query["login_hint"] == begun.query["lti_message_hint"] == hint
    assert not set(begun.address) & set("<>\"'# ")
    claims = desk.claims_for(house, begun.nonce)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))


def test_markup_in_hints_of_a_browser_that_keeps_no_cookie(house: House) -> None:
    browser = house.browser()
    form = desk.login_form(house, login_hint=UNSAFE, lti_message_hint=UNSAFE)
    page = browser.post(f"{house.tool_url}/lti/login", form, origin=house.platform.url, follow=False)
    browser.cookies.clear()
    page = browser.get(house.tool_url + page.headers["location"], follow=False)
    assert page.status == 200
    assert b"<script>alert" not in page.body
    assert page.link("Open in a new window").startswith(f"{house.tool_url}/lti/login?")


@pytest.mark.parametrize("left_out", [row("LG10", ())])
def test_every_parameter(house: House, left_out: tuple[str, ...]) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser, login_hint="42", lti_message_hint='{"cmid":3}')
    settings = house.platform.settings
    assert begun.address.startswith(f"{settings.auth_url}?")
    assert begun.query == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": settings.client_id,
        "redirect_uri": settings.tool_launch_url,
        "login_hint": "42",
        "lti_message_hint": '{"cmid":3}',
        "state": begun.state,
        "nonce": begun.nonce,
    }
    claims = desk.claims_for(house, begun.nonce)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))


@pytest.mark.parametrize("logins", [row("LG11", 20)])
def test_state_and_nonce_are_new_each_time(house: House, logins: int) -> None:
    browser = house.browser()
    begun = [desk.begin(house, browser) for _ in range(logins)]
    assert len({each.state for each in begun}) == len({each.nonce for each in begun}) == logins
    assert all(len(base64.urlsafe_b64decode(each.nonce + "=" * (-len(each.nonce) % 4))) >= 16 for each in begun)
    last = begun[-1]
    claims = desk.claims_for(house, last.nonce)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, last.state))
