"""Names and titles that an LMS sends with markup, line ends and terminal codes in them: words, and no more."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.functional.placing.places import QUIZ
from tests.harness.browser import Browser
from tests.harness.front_door import CLAIM, begin, good_claims, post_launch
from tests.harness.house import House
from tests.harness.pages import Page

MARKUP = "</script></title></textarea>\"'><img src=x onerror=alert(1)>{{7*7}}"
CODES = 'Amara\r\n{"event": "forged"}\n\x1b[2J\x1b[31m\u2028\x85'
OWN = {"course": QUIZ.split("/")[0], "quiz": "m02-quiz"}
MOST_PAGES = 60


def launch(house: House, browser: Browser, sub: str, words: str, **custom: str) -> Page:
    """A launch in which everything that an LMS may word is worded so."""
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce, sub)
    claims |= {"name": words, "given_name": words, "family_name": words}
    for name in ("context", "resource_link", "tool_platform"):
        claims[f"{CLAIM}{name}"] = {**claims.get(f"{CLAIM}{name}", {}), "title": words, "label": words, "name": words}
    claims[f"{CLAIM}tool_platform"]["guid"] = "lakeside"
    claims[f"{CLAIM}custom"] = custom or OWN
    page = post_launch(house, browser, begun.state, house.platform.platform.sign(claims))
    return browser.get(house.tool_url + page.headers["location"]) if page.status == 303 else page


def pages_of(browser: Browser, first: Page) -> list[Page]:
    """The pages of a launch that can be reached by its links."""
    root = "/".join(first.url.split("/")[:5])
    found, waiting = {first.url: first}, list(first.links.values())
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0).split("#")[0]
        if address.startswith(root) and address not in found:
            found[address] = browser.get(address)
            waiting += found[address].links.values()
    return list(found.values())


def test_au05_names_and_titles_with_markup_are_words_everywhere(sqlite_house: House) -> None:
    found = []
    for sub in ("amara", "dana"):
        browser = sqlite_house.browser()
        found += pages_of(browser, launch(sqlite_house, browser, sub, MARKUP))
    named = [page for page in found if b"onerror=alert" in page.body]

    assert len(found) > 10
    assert [page.url for page in found if b"<img src=x" in page.body] == []
    assert named
    assert all("<img src=x onerror=alert(1)>{{7*7}}" in page.text for page in named)


class Inline(HTMLParser):
    """What our policy forbids in a page: scripts without a source, styles, and handlers in attributes."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        wrong = [name for name in names if name == "style" or name.startswith("on")]
        if wrong or tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"{tag} {wrong}")


@pytest.mark.parametrize("sub", ["dana", "amara"])
def test_au09_no_page_has_script_or_style_in_it(sqlite_house: House, sub: str) -> None:
    browser = sqlite_house.browser()
    found = pages_of(browser, launch(sqlite_house, browser, sub, "Someone"))
    pages = [page for page in found if page.headers["content-type"].startswith("text/html")]

    assert len(pages) > 5
    assert {page.url: Inline(page).found for page in pages if Inline(page).found} == {}
    policies = {page.headers["content-security-policy"] for page in pages}
    assert [policy for policy in policies if "unsafe" in policy or "script-src 'self'" not in policy] == []


class Talking(House):
    """A house that logs what it does."""

    def settings(self) -> dict[str, Any]:
        return super().settings() | {"LOG_LEVEL": "INFO"}


def test_au08_line_ends_and_terminal_codes_split_no_log_line(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, tmp_path: Path
) -> None:
    with Talking(sqlite_url, tmp_path) as house:
        browser = house.browser()
        page = launch(house, browser, "amara", CODES)
        assert page.status == 200
        launch(house, browser, "amara", CODES, course=CODES, quiz=CODES)
        browser.get(f"{page.url}/x%0d%0a%1b[2J{{}}")
        browser.get(f"{house.tool_url}/lti/login?iss={quote(CODES)}&login_hint={quote(CODES)}&target_link_uri=x")
    out = capsys.readouterr().err
    lines = [json.loads(line) for line in out.splitlines()]  # each line is a whole object

    assert len(lines) > 6
    assert [line for line in lines if line["event"] == "forged"] == []
    assert [sign for sign in out if sign < " " and sign != "\n"] == []
