"""The administration in Chromium: axe on every page, and signing in by keys alone."""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import examine
from tests.browser.by_keys import Keys
from tests.browser.conftest import SCHEMES, STILL
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator
from tests.harness.front_door import launch_with
from tests.harness.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, width: int) -> Iterator[Page]:
    """A ward PC that wants light colors and a phone that wants dark ones; what their pages complain about fails."""
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=SCHEMES[width], **STILL)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # Refusals are what some of these pages are about.
    assert [text for text in complaints if "Failed to load resource" not in text] == []


def sign_in(page: Page, house: House, password: str = PASSWORD) -> None:
    page.goto(f"{house.tool_url}/admin/login")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def press(page: Page, name: str) -> None:
    """Press a button that leads to a page, and wait for that page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_every_page_of_an_account(page: Page, sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    add_administrator(sqlite_house.app, "kim@lakeside.example")
    problems: list[str] = []

    def look(where: str) -> None:
        problems.extend(examine(page, where))

    page.goto(f"{sqlite_house.tool_url}/admin/")
    look("sign in")
    sign_in(page, sqlite_house, "wrong wrong wrong")
    look("sign in, refused")
    sign_in(page, sqlite_house)
    for path in ("account", "administrators", "nothing"):
        page.goto(f"{sqlite_house.tool_url}/admin/{path}")
        look(path)
    page.goto(f"{sqlite_house.tool_url}/admin/administrators")
    press(page, "Add administrator")
    look("administrators, with errors")
    page.goto(f"{sqlite_house.tool_url}/admin/account")
    press(page, "Change password")
    look("account, with errors")
    press(page, "Set up a second factor")
    look("second factor")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Code that the app shows").fill(pyotp.TOTP(secret).now())
    press(page, "Turn the second factor on")
    look("recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("Turn it off").click()
    look("account, second factor on")
    press(page, "Sign out")
    look("signed out")
    sign_in(page, sqlite_house)
    look("code")
    assert problems == []


def test_the_launch_log(page: Page, sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    sign_in(page, sqlite_house)
    page.goto(f"{sqlite_house.tool_url}/admin/launches")
    problems = examine(page, "nobody yet")
    launch_with(sqlite_house, {})
    launch_with(sqlite_house, {"exp": 1_000_000, "iat": 999_000})
    page.goto(f"{sqlite_house.tool_url}/admin/launches")
    for fold in page.locator("details").all():
        fold.evaluate("element => element.open = true")
    problems += examine(page, "launches")
    page.get_by_label("Reference").fill("AAAA-AAAA")
    press(page, "Apply")
    problems += examine(page, "nothing found")
    assert problems == []


def test_signing_in_by_keys_alone(chromium: Browser, sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    page = chromium.new_context(**STILL).new_page()
    page.goto(f"{sqlite_house.tool_url}/admin/account")
    keys = Keys(page)
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    keys.type(EMAIL)
    keys.press("Tab")
    keys.type("wrong wrong wrong")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_focused()
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.context.close()


def test_the_cookie_stays_under_admin(chromium: Browser, sqlite_house: House) -> None:
    """Plain http on the loopback keeps it, and no other page gets it."""
    add_administrator(sqlite_house.app)
    context = chromium.new_context(**STILL)
    page = context.new_page()
    sign_in(page, sqlite_house)
    expect(page.get_by_text(f"Signed in as {EMAIL}")).to_be_visible()
    [cookie] = context.cookies(f"{sqlite_house.tool_url}/admin/account")
    assert (cookie["name"], cookie["path"], cookie["sameSite"]) == ("__Secure-admin", "/admin", "Strict")
    assert (cookie["httpOnly"], cookie["secure"]) == (True, True)
    assert context.cookies(f"{sqlite_house.tool_url}/l/0/") == []
    context.close()
