"""The second factor: set up, asked for, each code good once, turned off."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from lms_plugin.accounts import views
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator, sign_in, signed_in, verbs
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def code_of(secret: str, *, step: int = 0) -> str:
    """A code of now, or of the next step: a code is good once, and the next one is good already."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * step))


def secret_on(page: Page) -> str:
    words = page.text.partition("kind “time based”: ")[2].split()
    return "".join(words[:8])


def set_up(house: House, browser: Browser) -> tuple[str, list[str]]:
    """Turn it on; the secret and the recovery codes."""
    page = browser.get(f"{house.tool_url}/admin/account")
    page = browser.submit(page, page.form("/second-factor"))
    secret = secret_on(page)
    page = browser.submit(page, page.form("/second-factor/confirm"), code=code_of(secret))
    assert page.status == 200, page.text
    words = page.text.partition("password safe. ")[2].split()[:10]
    return secret, words


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REFUSAL_SECONDS", 0)


def test_set_up_and_asked_for(house: House) -> None:
    secret, _ = set_up(house, signed_in(house))
    browser = house.browser()
    page = sign_in(house, browser)
    assert page.url.endswith("/admin/login/code")
    assert browser.get(f"{house.tool_url}/admin/account", follow=False).status == 303
    page = browser.submit(page, page.form("/login/code"), code=code_of(secret, step=1))
    assert f"Signed in as {EMAIL}" in page.text
    assert "administrator.second_factor_on" in verbs(house.app)


def test_where_one_wanted_to_go(sqlite_house: House) -> None:
    secret, _ = set_up(sqlite_house, signed_in(sqlite_house))
    browser = sqlite_house.browser()
    wanted = f"{sqlite_house.tool_url}/admin/launches?outcome=refused"
    page = browser.get(wanted)
    page = browser.submit(page, page.form("/admin/login"), email=EMAIL, password=PASSWORD)
    page = browser.submit(page, page.form("/login/code"), code=code_of(secret, step=1))
    assert page.url == wanted


def test_a_code_is_good_once(house: House) -> None:
    secret, _ = set_up(house, signed_in(house))
    code = code_of(secret, step=1)
    for expected in (200, 401):
        browser = house.browser()
        page = sign_in(house, browser)
        page = browser.submit(page, page.form("/login/code"), code=code)
        assert page.status == expected


def test_a_recovery_code_is_good_once(house: House) -> None:
    _, codes = set_up(house, signed_in(house))
    for expected in (200, 401):
        browser = house.browser()
        page = sign_in(house, browser)
        page = browser.submit(page, page.form("/login/code"), code=codes[3].lower())
        assert page.status == expected
    assert verbs(house.app).count("administrator.recovery_code_used") == 1


def test_guessing_codes_locks_also_with_the_right_password(sqlite_house: House) -> None:
    """Typing the password anew gives no fresh tries at the code."""
    secret, _ = set_up(sqlite_house, signed_in(sqlite_house))
    for _ in range(5):
        browser = sqlite_house.browser()
        page = sign_in(sqlite_house, browser)
        page = browser.submit(page, page.form("/login/code"), code="000000")
        assert page.status == 401
    page = browser.submit(page, page.form("/login/code"), code=code_of(secret, step=1))
    assert page.status == 401
    assert sign_in(sqlite_house, sqlite_house.browser()).status == 401
    assert verbs(sqlite_house.app).count("administrator.locked") == 1


def test_no_code_without_the_password(sqlite_house: House) -> None:
    set_up(sqlite_house, signed_in(sqlite_house))
    browser = sqlite_house.browser()
    answer = browser.get(f"{sqlite_house.tool_url}/admin/login/code", follow=False)
    assert (answer.status, answer.headers["location"]) == (303, "/admin/login")
    answer = browser.post(f"{sqlite_house.tool_url}/admin/login/code", {"code": "000000"}, follow=False)
    assert (answer.status, answer.headers["location"]) == (303, "/admin/login")


def test_an_unconfirmed_secret_is_not_asked_for(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = browser.get(f"{sqlite_house.tool_url}/admin/account")
    page = browser.submit(page, page.form("/second-factor"))
    page = browser.submit(page, page.form("/second-factor/confirm"), code="000")
    assert page.status == 400
    assert "nothing was turned on" in page.text
    assert "Sign in" not in sign_in(sqlite_house, sqlite_house.browser()).text


def test_turning_it_off_asks_for_both(house: House) -> None:
    browser = signed_in(house)
    secret, codes = set_up(house, browser)
    page = browser.get(f"{house.tool_url}/admin/account")
    form = page.form("/second-factor/off")
    assert browser.submit(page, form, password="wrong wrong wrong", code=codes[0]).status == 400
    assert browser.submit(page, form, password=PASSWORD, code="000000").status == 400
    assert "10 recovery codes left" in browser.get(f"{house.tool_url}/admin/account").text
    page = browser.submit(page, form, password=PASSWORD, code=code_of(secret, step=1))
    assert "The second factor is off" in page.text
    assert sign_in(house, house.browser()).status == 200
    assert verbs(house.app)[-2:] == ["administrator.second_factor_off", "administrator.signed_in"]


def test_a_password_changed_meanwhile_ends_the_first_step(sqlite_house: House) -> None:
    owner = signed_in(sqlite_house)
    secret, _ = set_up(sqlite_house, owner)
    browser = sqlite_house.browser()
    page = sign_in(sqlite_house, browser)
    account = owner.get(f"{sqlite_house.tool_url}/admin/account")
    new = "five lamps on a quay"
    assert owner.submit(account, account.form("/password"), old=PASSWORD, new=new, again=new).status == 200
    page = browser.submit(page, page.form("/login/code"), code=code_of(secret, step=1))
    assert page.url.endswith("/admin/login")


def test_the_account_alone_can_be_made(sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    page = sign_in(sqlite_house, sqlite_house.browser())
    assert page.status == 200
