"""SE: whose session it is."""

import pytest

from tests.certification.rows import has_session, refuse, row
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.unit.launches import desk
from tests.unit.lti.keys import make_token, rsa_key


def forged(house: House, nonce: str) -> str:
    kid = house.platform.platform.keys.current.kid
    return make_token({"alg": "RS256", "kid": kid}, desk.claims_for(house, nonce, "dana"), rsa_key(3))


def who(browser: Browser, pages: str) -> tuple[str, str]:
    session = browser.get(f"{pages}session").json()
    return session["sub"], session["role"]


@pytest.mark.parametrize(("first", "second"), [row("SE01", "amara", "bertil")])
def test_the_second_person_s(house: House, first: str, second: str) -> None:
    browser = house.browser()
    earlier, later = desk.launch(house, browser, first), desk.launch(house, browser, second)
    assert who(browser, later) == (second, "learner")
    locked = browser.get(earlier)
    assert locked.status == 401
    assert "This page is locked" in locked.text
    assert "Amara" not in locked.text


@pytest.mark.parametrize("role", [row("SE02", "learner")])
def test_a_forged_token_changes_nothing(house: House, role: str) -> None:
    browser = house.browser()
    pages = desk.launch(house, browser)
    begun = desk.begin(house, browser)
    cookies = {key: value for key, value in browser.cookies.items() if key[2] == "__Secure-launch"}
    page = desk.post_launch(house, browser, {"state": begun.state, "id_token": forged(house, begun.nonce)})
    assert page.status == 401
    assert {key: value for key, value in browser.cookies.items() if key[2] == "__Secure-launch"} == cookies
    assert who(browser, pages) == ("amara", role)
    assert browser.get(f"{pages}people").status == 403


@pytest.mark.parametrize(("teacher", "learner"), [row("SE04", "dana", "amara")])
def test_no_rights_are_left_over(house: House, teacher: str, learner: str) -> None:
    browser = house.browser()
    of_teacher = desk.launch(house, browser, teacher)
    assert browser.get(f"{of_teacher}people").status == 200
    of_learner = desk.launch(house, browser, learner)
    assert who(browser, of_learner) == (learner, "learner")
    assert browser.get(f"{of_learner}people").status == 403
    assert browser.get(f"{of_teacher}people").status == 401


@pytest.mark.parametrize("reason", [row("SE05", "bad_signature")])
def test_a_bad_launch_leaves_nobody_logged_in(house: House, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    fields = {"state": begun.state, "id_token": forged(house, begun.nonce)}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)
    assert not has_session(browser)
    stranger = desk.launch(house, house.browser())
    assert browser.get(stranger).status == 401
