"""What axe finds on a page, in light and in dark, and whether it scrolls sideways (WCAG 1.4.10)."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.walk import keep

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All that depends on colors: no other rule finds more in the other theme.
OF_COLORS = ["color-contrast", "link-in-text-block"]
# Only what is wrong leaves the page: to hand over all that is right took longer than to look at it.
IN_ITS_THEME = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations;
}"""
IN_THE_OTHER_THEME = """async (rules) => {
  const root = document.documentElement, theme = root.dataset.bsTheme;
  root.dataset.bsTheme = theme === "dark" ? "light" : "dark";
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  root.dataset.bsTheme = theme;
  return found.violations;
}"""


def examine(page: Page, where: str, *, themes: int = 2) -> list[str]:
    """What is wrong with a page as it stands; every rule in its theme, those of colors in the other one, too."""
    page.wait_for_load_state()
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    problems = [_line(where, each) for each in page.evaluate(IN_ITS_THEME, TAGS)]
    if themes > 1:
        problems += [_line(f"{where}, other theme", each) for each in page.evaluate(IN_THE_OTHER_THEME, OF_COLORS)]
    size = page.viewport_size or {"width": 1100, "height": 900}
    page.set_viewport_size({"width": 320, "height": size["height"]})
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > 320:
        problems.append(f"{where}: {wide} px wide at 320 px")
    page.set_viewport_size(size)
    return problems


def _line(where: str, violation: dict[str, Any]) -> str:
    return f"{where}: {violation['id']} {violation['nodes'][0]['html'][:120]}"


SIZES = {"ward": (1100, 900), "phone": (390, 844)}


def look(page: Page, where: str, picture: str = "", *, themes: int = 2) -> list[str]:
    """What is wrong at both widths, in both themes; `picture` begins the names of the pictures that are kept.

    One walk shows a page to a ward PC and to a phone: what a hand does on a phone has tests of its own.
    """
    page.wait_for_load_state()
    before = page.viewport_size
    problems = []
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        keep(page, f"{picture}{'-' if picture else ''}{where.replace(' ', '-')}-{name}")
        problems += examine(page, f"{where}, {name}", themes=themes)
    if before:
        page.set_viewport_size(before)
    return problems
