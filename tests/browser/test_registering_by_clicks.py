"""From nothing to a grade in the LMS's gradebook by clicks and typing alone: registered by a link, and by hand."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import MakeWalk
from tests.browser.test_placing import QUIZ, choose
from tests.browser.walk import keep
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

CLIPBOARD = ["clipboard-read", "clipboard-write"]
# What our page for any LMS calls a value, and what the demo LMS calls it.
OURS = {
    "Name": "Tool name",
    "Target link URI": "Tool URL",
    "Initiate login URI": "Login URL",
    "Redirect URI": "Redirect URIs",
    "JSON Web Key Set URL": "Keyset URL",
}
THEIRS = {
    "Issuer (platform ID)": "Issuer",
    "Client ID": "Client ID",
    "Deployment ID": "Deployment ID",
    "Authentication request URL": "Authorization endpoint",
    "Access token URL": "Token endpoint",
    "Public keyset URL": "JSON Web Key Set URL",
}


@dataclass
class Story:
    """Our administrator and the LMS's, each in a browser of their own; `width` is of our own pages."""

    house: House
    make_walk: MakeWalk
    width: int = 1100
    office: Page = field(init=False)
    lms: Page = field(init=False)

    def __post_init__(self) -> None:
        add_administrator(self.house.app)
        self.office = self.make_walk("", width=self.width, permissions=CLIPBOARD).page
        self.lms = self.make_walk("rosa").enter()
        self.lms.get_by_role("link", name="Tools").click()

    def begin(self, lms: str) -> None:
        """Our administrator signs in and goes to the page for this LMS."""
        self.office.goto(f"{self.house.tool_url}/admin")
        self.office.get_by_label("E-mail").fill(EMAIL)
        self.office.get_by_label("Password").fill(PASSWORD)
        self.office.get_by_role("button", name="Sign in").click()
        self.office.get_by_role("link", name="Platforms", exact=True).first.click()
        self.office.get_by_role("link", name="Register a platform").first.click()
        self.office.get_by_role("navigation", name="LMS").get_by_role("link", name=lms).click()

    def copied(self, button: str) -> str:
        """What a copy button of ours puts on the clipboard."""
        found = self.office.get_by_role("button", name=button, exact=True)
        found.click()
        expect(found).to_have_text("Copied")
        text: str = self.office.evaluate("navigator.clipboard.readText()")
        return text

    def place(self) -> None:
        """Dana adds the quiz, for a grade, from the tool that was registered last."""
        dana = self.make_walk("dana")
        page = dana.enter()
        page.get_by_role("link", name="Add an activity").click()
        page.get_by_role("heading", name="Which tool is it from?").wait_for()
        page.locator("main section").get_by_role("link").last.click()
        frame = dana.frame
        choose(frame, QUIZ)
        expect(frame.locator("[data-count]")).to_have_text("1 chosen · 1 sends a grade")
        keep(page, "picker-in-the-lms")
        frame.get_by_role("button", name="Add 1 to the course").click()
        expect(page.get_by_text("1 activity was added to the course.")).to_be_visible()

    def learn(self) -> None:
        """Amara's first launch of it: all answers right, and the grade in the LMS's own gradebook."""
        amara = self.make_walk("amara")
        page = amara.enter()
        page.get_by_role("link", name=QUIZ).click()
        with self.house.worker():
            amara.press("Start the quiz")
            amara.answer_all()
            amara.press("Submit as Amara Okafor")
            expect(amara.place.get_by_role("heading", name="You passed")).to_be_visible()
            expect(amara.place.get_by_text("Sent to Lakeside Learning at")).to_be_visible()
        page.get_by_role("link", name=re.compile("Grade")).first.click()
        column = page.get_by_role("columnheader").all_inner_texts().index(QUIZ)
        row = page.get_by_role("row").filter(has_text="Amara Okafor")
        expect(row.locator("th, td").nth(column)).to_contain_text("100")
        keep(page, "gradebook")

    def check(self) -> None:
        """Our administrator runs the check on its page, sees that it works, and the list says so."""
        self.office.get_by_role("button", name=re.compile("Run")).click()
        steps = self.office.locator(".steps > li")
        for title in ("Their keys", "Launch", "Token for grades", "Roster", "Grade column", "Deep linking", "Cookies"):
            expect(steps.filter(has=self.office.get_by_role("heading", name=title)).last).to_contain_text("Pass")
        expect(self.office.get_by_text("Nothing fails.")).to_be_visible()
        keep(self.office, f"checked-{self.width}")
        self.office.get_by_role("link", name="Platforms", exact=True).click()
        expect(self.office.locator("tr", has_text="1 sent")).to_contain_text("Nothing fails")
        keep(self.office, f"platforms-{self.width}")


@pytest.fixture
def story(make_walk: MakeWalk, sqlite_house: House, width: int) -> Story:
    return Story(sqlite_house, make_walk, width)


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_from_a_link_to_a_grade(story: Story) -> None:
    office, lms = story.office, story.lms
    story.begin("Moodle")
    office.get_by_role("button", name="Make the link").click()
    keep(office, f"link-{story.width}")
    lms.get_by_label("Registration address").fill(story.copied("Copy link"))
    lms.get_by_role("button", name="Register", exact=True).click()
    frame_of(lms).get_by_role("button", name="Register this tool in Moodle").click()
    frame_of(lms).get_by_role("button", name="Close and go back to Moodle").click()
    lms.get_by_role("button", name=re.compile("^Activate")).click()
    expect(lms.get_by_text("registered by its address").locator("..")).to_contain_text("Active")
    keep(lms, "tools-activated")
    office.get_by_role("link", name="See the registration").click()
    expect(office.get_by_text("Not used yet")).to_be_visible()
    story.place()
    story.learn()
    office.get_by_role("link", name="Check").click()
    story.check()


def test_by_hand(make_walk: MakeWalk, sqlite_house: House) -> None:
    story = Story(sqlite_house, make_walk)
    office, lms = story.office, story.lms
    story.begin("Other")
    office.get_by_text("By hand, if the link is not allowed").click()
    hand = lms.get_by_role("region", name="Add a tool by hand")
    for ours, theirs in OURS.items():
        hand.get_by_label(theirs).fill(story.copied(f"Copy {ours}"))
    hand.get_by_role("button", name="Add the tool").click()
    shown = lms.locator("details[open]")
    for theirs, ours in THEIRS.items():
        value = shown.locator("dt", has_text=re.compile(f"^{re.escape(theirs)}$")).locator("+ dd").inner_text()
        office.get_by_role("form", name="Values from your LMS").get_by_label(ours).fill(value)
    office.get_by_role("button", name="Save and check").click()
    expect(office.get_by_text("is registered.")).to_be_visible()
    expect(office.get_by_text("Nobody has opened this tool from there yet")).to_be_visible()
    keep(office, "saved-and-checked")
    story.place()
    story.learn()
    story.check()
