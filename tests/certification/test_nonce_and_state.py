"""NS: nonce and state."""

import pytest

from lms_plugin.lti.state import make_state
from tests.certification.rows import (
    Change,
    accept,
    drop,
    put,
    refuse,
    refuse_claims,
    row,
)
from tests.harness.house import House
from tests.unit.launches import desk


@pytest.mark.parametrize(
    "change",
    [
        row("NS01", drop("nonce")),
        row("NS02", put("nonce", "never-issued")),
        row("NS03", put("nonce", "")),
        row("NS04", put("nonce", 12345)),
    ],
)
def test_nonce(house: House, change: Change) -> None:
    refuse_claims(house, change, "wrong_nonce")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        row("NS07", None, "no_state"),
        row("NS08", "", "no_state"),
        row("NS09", "never.issued.here", "bad_state"),
        row("NS10", "s" * 100_000, "bad_state"),
    ],
)
def test_state(house: House, state: str | None, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    token = house.platform.platform.sign(desk.claims_for(house, begun.nonce))
    fields = {"id_token": token} | ({} if state is None else {"state": state})
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)


@pytest.mark.parametrize("secret", [row("NS09b", "another secret of somebody else's tool")])
def test_state_signed_by_somebody_else(house: House, secret: str) -> None:
    browser = house.browser()
    desk.begin(house, browser)
    registration = next(iter(house.app.extensions["registrations"].all()))
    new = make_state(secret, registration)
    claims = desk.claims_for(house, new.state.nonce)
    refuse(house, browser, lambda: desk.launch_with(house, browser, claims, new.signed), "bad_state")


@pytest.mark.parametrize("reason", [row("NS12", "wrong_nonce")])
def test_nonce_of_another_login(house: House, reason: str) -> None:
    browser = house.browser()
    first, second = desk.begin(house, browser), desk.begin(house, browser)
    claims = desk.claims_for(house, first.nonce)
    refuse(house, browser, lambda: desk.launch_with(house, browser, claims, second.state), reason)


@pytest.mark.parametrize("reason", [row("NS13", "other_browser")])
def test_carried_to_another_browser(house: House, reason: str) -> None:
    attacker, victim = house.browser(), house.browser()
    begun = desk.begin(house, attacker)
    claims = desk.claims_for(house, begun.nonce)
    refuse(house, victim, lambda: desk.launch_with(house, victim, claims, begun.state), reason)
    desk.begin(house, victim)  # also one that has cookies of its own
    refuse(house, victim, lambda: desk.launch_with(house, victim, claims, begun.state), reason)


@pytest.mark.parametrize(
    ("same_browser", "reason"), [row("NS14", True, "replayed"), row("NS15", False, "other_browser")]
)
def test_posted_again(house: House, same_browser: bool, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    claims = desk.claims_for(house, begun.nonce)
    again = house.browser()
    if same_browser:
        again.cookies = dict(browser.cookies)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))
    refuse(house, again, lambda: desk.launch_with(house, again, claims, begun.state), reason)


@pytest.mark.parametrize("reason", [row("NS17", "wrong_nonce")])
def test_an_old_token_after_a_new_login(house: House, reason: str) -> None:
    browser = house.browser()
    old = desk.claims_for(house, desk.begin(house, browser).nonce)
    begun = desk.begin(house, browser)
    refuse(house, browser, lambda: desk.launch_with(house, browser, old, begun.state), reason)


@pytest.mark.parametrize("reason", [row("NS18", "no_state")])
def test_no_login_before(house: House, reason: str) -> None:
    browser = house.browser()
    token = house.platform.platform.sign(desk.claims_for(house, "made-up"))
    refuse(house, browser, lambda: desk.post_launch(house, browser, {"id_token": token}), reason)
