"""Chromium for the browser stories: Debian's package, third-party cookies blocked, a complaint of a page a failure."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser.walk import Walk
from tests.harness.chromium import FLAGS
from tests.harness.house import House

WIDTHS = (1100, 390)
# The colors that each device asks for; axe looks at the other ones, too.
SCHEMES: dict[int, Literal["light", "dark"]] = {1100: "light", 390: "dark"}
# A click lands beside what a page is still scrolling to, and a button that is changing its color has neither.
STILL: dict[str, Any] = {"reduced_motion": "reduce"}

MakeWalk = Callable[..., Walk]
MakeProfile = Callable[..., Walk]


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    """A ward PC, and a phone."""
    width: int = request.param
    return width


@pytest.fixture
def make_walk(chromium: Browser, sqlite_house: House) -> Iterator[MakeWalk]:
    """A person with a browser profile of their own; what the pages complain about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))

    def make(sub: str = "amara", *, width: int = 1100, **options: Any) -> Walk:
        height = 900 if width > 600 else 844
        options = {"has_touch": width < 600} | STILL | options
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.on("page", listen)
        return Walk(sqlite_house, context, sub)

    yield make
    for context in contexts:
        context.close()
    # A refused save or a lost connection is what some stories are about; Chromium reports it as an error of its own.
    unexpected = [text for text in complaints if "Failed to load resource" not in text]
    assert unexpected == []


def refuse_cookies(house: House) -> dict[str, Any]:
    """Preferences of a browser that keeps no cookie of the tool inside pages of the LMS, partitioned or not."""
    pattern = f"http://localhost:*,{house.platform.url}"
    return {"content_settings": {"exceptions": {"cookies": {pattern: {"setting": 2}}}}}


@pytest.fixture
def make_profile(
    playwright_driver: Playwright, chromium_path: str, sqlite_house: House, tmp_path: Path
) -> Iterator[MakeProfile]:
    """A person in a browser of their own with these preferences; `dropped` are Playwright's arguments or ours."""
    contexts: list[BrowserContext] = []

    def make(
        sub: str,
        preferences: dict[str, Any],
        *,
        width: int = 1100,
        added: Sequence[str] = (),
        dropped: Sequence[str] = (),
    ) -> Walk:
        folder = tmp_path / f"profile-{len(contexts)}"
        (folder / "Default").mkdir(parents=True)
        (folder / "Default" / "Preferences").write_text(json.dumps({"profile": preferences}))
        context = playwright_driver.chromium.launch_persistent_context(
            str(folder),
            executable_path=chromium_path,
            args=[*(flag for flag in FLAGS if flag not in dropped), *added],
            ignore_default_args=list(dropped),
            viewport={"width": width, "height": 900 if width > 600 else 844},
            reduced_motion="reduce",
        )
        contexts.append(context)
        return Walk(sqlite_house, context, sub)

    yield make
    for context in contexts:
        context.close()
