"""The reader's own display settings."""

from urllib.parse import unquote

import pytest

from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk


def save(browser: Browser, pages: str, **changes: str | None) -> Page:
    page = browser.get(f"{pages}display")
    values = {"theme": "dark", "text": "large", "shortcuts": None, **changes}
    return browser.submit(page, page.form("/display"), follow=False, **values)


def test_they_are_kept_with_the_person(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    assert b'data-bs-theme="light"' in browser.get(f"{pages}display").body
    saved = save(browser, pages)
    assert saved.status == 303
    elsewhere = sqlite_house.browser()
    shown = elsewhere.get(f"{desk.launch(sqlite_house, elsewhere)}display")
    assert b'data-bs-theme="dark"' in shown.body
    assert b'data-text="large"' in shown.body
    form = shown.form("/display")
    assert (form.fields["theme"], form.fields["text"], form.fields.get("shortcuts")) == (["dark"], ["large"], None)


def test_they_are_nobody_else_s(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    save(browser, desk.launch(sqlite_house, browser))
    other = sqlite_house.browser()
    shown = other.get(f"{desk.launch(sqlite_house, other, 'bertil')}display")
    assert b'data-bs-theme="light"' in shown.body


def test_the_device_s_own_colors(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    save(browser, pages, theme="device", text="normal", shortcuts="y")
    body = browser.get(f"{pages}display").body
    assert b'data-theme="device"' in body
    assert b"theme.js" in body


@pytest.mark.parametrize("changes", [{"theme": "pink"}, {"theme": None}, {"text": "tiny"}, {"text": None}])
def test_what_is_not_offered(sqlite_house: House, changes: dict[str, str | None]) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    page = save(browser, pages, **changes)
    assert page.status == 400
    assert page.form("/display")
    assert b'data-bs-theme="light"' in browser.get(f"{pages}display").body


def test_leads_back_to_where_one_was(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    back = pages.removeprefix(sqlite_house.tool_url) + "not-you"
    page = browser.get(f"{pages}display?back={back}")
    assert page.form("/display").fields["back"] == [back]
    saved = browser.submit(page, page.form("/display"), follow=False, theme="dark", text="normal")
    assert saved.headers["location"] == back


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/l/other/",
        "javascript:alert(1)",
        "{own}../../lti/jwks",
        "{own}%2e%2E/%2e%2e/lti/jwks",
        "{own}\\..\\..\\evil",
        "{own}@evil.example",
    ],
)
def test_leads_nowhere_else(sqlite_house: House, back: str) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    own = pages.removeprefix(sqlite_house.tool_url)
    page = browser.get(f"{pages}display")
    saved = browser.submit(
        page, page.form("/display"), follow=False, theme="dark", text="normal", back=back.replace("{own}", own)
    )
    assert saved.status == 303
    assert saved.headers["location"].startswith(own)
    assert ".." not in unquote(saved.headers["location"])
