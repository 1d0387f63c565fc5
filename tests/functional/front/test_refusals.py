"""What a person reads when a login or launch is refused, and what is kept of it."""

import time
from typing import Any

import pytest
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession, Refusal
from tests.harness.front_door import CLAIM, begin, good_claims, launch_with, login, post_launch
from tests.harness.house import House
from tests.harness.pages import Page

SECRET = "Zaphod-Value-4711"


def refusals(house: House) -> list[Refusal]:
    """All that are kept; the row is written after the answer, so a moment may pass."""
    for _ in range(50):
        with house.app.app_context():
            rows = list(db.session.scalars(select(Refusal).order_by(Refusal.at)))
            db.session.remove()
        if rows:
            return rows
        time.sleep(0.02)
    return []


def check_page(page: Page) -> None:
    """Title, what happened, what to do, whom to ask, a reference; the rest in the fold."""
    assert 400 <= page.status < 500
    for part in ("What to do", "Still stuck?", "Give them this reference", "For the LMS administrator"):
        assert part in page.text
    before, _, fold = page.text.partition("For the LMS administrator")
    assert "Check that failed" in fold
    assert "Fix" in fold
    assert not any(word in before for word in ("claim", "token", "JWT", "nonce", "kid", "LTI"))


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"exp": 1_000_000, "iat": 999_000}, "expired", "its pass was too old"),
        ({"iat": 9_000_000_000, "exp": 9_000_000_060}, "from_the_future", "clock and ours do not agree"),
        ({"aud": SECRET}, "wrong_audience", "made out to somebody else"),
        ({"iss": SECRET}, "wrong_issuer", "made out to somebody else"),
        ({"nonce": SECRET}, "wrong_nonce", "used before or is too old"),
        ({"lti:deployment_id": SECRET}, "unknown_deployment", "nobody has switched this place on"),
        ({"lti:message_type": SECRET}, "bad_message_type", "The pass that your LMS gave us"),
        ({"lti:roles": SECRET}, "bad_roles", "The pass that your LMS gave us"),
        ({"sub": None}, "bad_sub", "The pass that your LMS gave us"),
    ],
)
def test_each_class_has_words_of_its_own_and_echoes_nothing(
    sqlite_house: House, changes: dict[str, Any], reason: str, words: str
) -> None:
    page = launch_with(sqlite_house, {"name": SECRET, **changes})
    check_page(page)
    assert words in page.text
    assert SECRET not in page.body.decode()
    assert "Lakeside Learning" in page.text
    (row,) = refusals(sqlite_house)
    assert (row.stage, row.reason, row.count) == ("launch", reason, 1)
    assert row.reference in page.text
    assert f"{CLAIM}roles" in row.claim_names
    assert SECRET not in str(vars(row))


def test_an_unknown_lms_is_told_apart(sqlite_house: House) -> None:
    page = login(sqlite_house, sqlite_house.browser(), iss="https://elsewhere.example.org")
    check_page(page)
    assert page.status == 400
    assert "This LMS is not set up here yet" in page.text
    assert "elsewhere" not in page.body.decode()
    (row,) = refusals(sqlite_house)
    assert (row.registration_id, row.stage, row.reason) == (None, "login", "unknown_platform")


def test_the_lms_is_not_answering(sqlite_house: House) -> None:
    sqlite_house.trouble("status", path="jwks", status=500)
    page = launch_with(sqlite_house, {})
    assert page.status == 401
    assert "Your LMS is not answering" in page.text
    assert "#offline" in page.body.decode()
    assert "Wait a minute" in page.text


def test_a_way_back_is_offered_from_a_verified_launch_only(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    evil = {"lti:launch_presentation": {"return_url": "https://evil.example.org/"}}
    page = launch_with(sqlite_house, {**evil, "exp": 1_000_000, "iat": 999_000}, browser=browser)
    assert "Go to my LMS" not in page.text
    assert "evil" not in page.body.decode()
    assert launch_with(sqlite_house, {}, browser=browser).status == 303
    page = launch_with(sqlite_house, {**evil, "exp": 1_000_000, "iat": 999_000}, browser=browser)
    assert page.link("Go to my LMS") == f"{sqlite_house.platform.url}/course?link=3&closed=1"
    page = launch_with(sqlite_house, {"lti:deployment_id": "other"})
    assert page.link("Go to my LMS") == f"{sqlite_house.platform.url}/course?link=3&closed=1"


def test_a_reload_of_the_launch_says_so_and_leads_back(house: House) -> None:
    browser = house.browser()
    begun = begin(house, browser)
    token = house.platform.platform.sign(good_claims(house, begun.nonce))
    assert post_launch(house, browser, begun.state, token).status == 303
    page = post_launch(house, browser, begun.state, token)
    check_page(page)
    assert "This launch was used before" in page.text
    assert "Go to my LMS" in page.links
    (row,) = refusals(house)
    assert (row.stage, row.reason, row.message_type) == ("launch", "other_browser", "LtiResourceLinkRequest")
    with house.app.app_context():
        assert len(db.session.scalars(select(LaunchSession)).all()) == 1


def test_too_much_is_refused_in_words(sqlite_house: House) -> None:
    page = post_launch(sqlite_house, sqlite_house.browser(), "x", "y" * (3 * 1024 * 1024))
    check_page(page)
    assert page.status == 413


def test_a_good_login_writes_nothing_and_makes_no_statement(house: House) -> None:
    browser = house.browser()
    begin(house, browser)
    with house.statements() as statements:
        begin(house, browser)
    assert statements == []
