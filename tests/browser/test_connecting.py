"""The pages of platforms in Chromium: axe, copying, a link used while its page waits, and all of it by keys."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import look
from tests.browser.by_keys import Keys
from tests.browser.conftest import STILL
from tests.functional.connecting.office import another_hospital, change_rows, demo, knock
from tests.functional.registering.clinic_lms import register
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator
from tests.harness.house import House

pytestmark = pytest.mark.browser

MakePage = Callable[..., Page]


@pytest.fixture
def make_page(chromium: Browser, sqlite_house: House) -> Iterator[MakePage]:
    """A signed-in administrator; what the pages complain about fails the test, refusals of forms apart."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    add_administrator(sqlite_house.app)

    def make(*, width: int = 1100, script: str = "", **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 844}, **STILL, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(f"{sqlite_house.tool_url}/admin/login")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield make
    for context in contexts:
        context.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


def open_all(page: Page) -> None:
    """Every fold, also those inside folds."""
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def go(page: Page, house: House, path: str) -> None:
    page.goto(f"{house.tool_url}/admin/{path}")


def test_every_page(make_page: MakePage, sqlite_house: House) -> None:
    page, problems = make_page(), []
    another_hospital(sqlite_house)
    knock(sqlite_house, "new-ward", times=2)
    for family in ("moodle", "canvas", "blackboard", "brightspace", "sakai", "openedx", "other"):
        go(page, sqlite_house, f"platforms/register/{family}")
        open_all(page)
        problems += look(page, family)
    page.get_by_role("button", name="Save").click()
    problems += look(page, "what does not fit")
    page.get_by_role("button", name="Make the link").click()
    problems += look(page, "no hospital")
    page.locator("#link-tenant").select_option(label="Harbor")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    problems += look(page, "the link")
    for path in ("platforms", "tenants", "extra-time", "keys"):
        go(page, sqlite_house, path)
        open_all(page)
        problems += look(page, path)
    change_rows(sqlite_house, status="pending", unusual=["Its token endpoint is not https: http://a.example/"])
    go(page, sqlite_house, f"platforms/{demo(sqlite_house)}")
    open_all(page)
    problems += look(page, "one, held")
    page.get_by_role("button", name="Approve deployment new-ward").click()
    problems += look(page, "no hospital for a deployment")
    change_rows(sqlite_house, status="active")
    go(page, sqlite_house, f"platforms/{demo(sqlite_house)}")
    open_all(page)
    page.get_by_label("JSON Web Key Set URL").first.fill("http://127.0.0.1/keys")
    page.get_by_role("button", name="See what changes").click()
    problems += look(page, "asks before it changes")
    assert problems == []


def test_copying(make_page: MakePage, sqlite_house: House) -> None:
    page = make_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, sqlite_house, "platforms/register/moodle")
    open_all(page)
    page.get_by_role("button", name="Copy Initiate login URL").click()
    expect(page.get_by_role("button", name="Copy Initiate login URL")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{sqlite_house.tool_url}/lti/login"
    page.get_by_role("button", name="Copy Tool URL").click()
    expect(page.get_by_role("button", name="Copy Initiate login URL")).to_have_text("Copy")


def test_where_the_browser_does_not_let_us_copy(make_page: MakePage, sqlite_house: House) -> None:
    page = make_page(script="Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    go(page, sqlite_house, "platforms/register/moodle")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copy link")).to_have_text("Press Ctrl C")
    link = page.get_by_label("Link, works once")
    expect(link).to_be_focused()
    assert page.evaluate("getSelection().toString()") == link.input_value()


def test_addresses_follow_from_what_is_typed(make_page: MakePage, sqlite_house: House) -> None:
    page = make_page()
    go(page, sqlite_house, "platforms/register/moodle")
    open_all(page)
    keyset, token = page.get_by_label("Public keyset URL"), page.get_by_label("Access token URL")
    page.get_by_label("Platform ID").fill("https://moodle.example/")
    expect(keyset).to_have_value("https://moodle.example/mod/lti/certs.php")
    token.fill("https://moodle.example/other")
    page.get_by_label("Platform ID").fill("https://learn.example")
    expect(keyset).to_have_value("https://learn.example/mod/lti/certs.php")
    expect(token).to_have_value("https://moodle.example/other")


def test_the_page_shows_when_the_link_is_used(make_page: MakePage, sqlite_house: House) -> None:
    page = make_page()
    go(page, sqlite_house, "platforms/register/moodle")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("Waiting for Moodle to use the link.")).to_be_visible()
    assert register(sqlite_house, page.get_by_label("Link, works once").input_value()).status == 200
    page.get_by_role("link", name="See the registration").click()
    expect(page.get_by_role("heading", name="Health")).to_be_visible()


def test_by_keys_alone(make_page: MakePage, sqlite_house: House) -> None:
    """Register by hand, be told what does not fit, put it right, and switch it off."""
    page = make_page()
    keys = Keys(page)
    go(page, sqlite_house, "platforms/register/openedx")
    page.get_by_label("Issuer").focus()
    keys.type("edx.example")
    page.get_by_role("button", name="Save").press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    keys.press("Tab")
    expect(summary.get_by_role("link", name="Issuer")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    page.get_by_label("Issuer").focus()
    for typed in ("https://edx.example", "block-1", None, "https://edx.example/1/keys", "https://edx.example/1/token"):
        if typed is not None:
            keys.press("Control+A")
            keys.type(typed)
        keys.press("Tab")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("edx.example is registered.")).to_be_visible()
    page.get_by_role("link", name="edx.example", exact=True).press("Enter")
    page.locator("summary", has_text="Switch it off").focus()
    keys.press("Enter")
    keys.press("Tab")
    expect(page.get_by_role("button", name="Switch edx.example off")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text(re.compile("edx.example is switched off"))).to_be_visible()
