"""An educator pastes thirty questions, sees which are bad, mends one and publishes: by mouse, and by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import look
from tests.browser.by_keys import Keys
from tests.browser.conftest import MakeWalk
from tests.browser.test_writing_a_quiz import FAR, HANDS, Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]

THINGS = ("Hands", "Masks", "Gloves", "Gowns", "Needles", "Linen", "Bedpans", "Probes", "Pumps", "Lines")
PLACES = ("on the ward", "in the lab", "at the door")
LONG = "It is disinfected by whoever used it last, with the wipes that hang beside it, before anybody else touches it"


def question(number: int, stem: str, answers: tuple[str, ...], key: str) -> str:
    lines = [f"{letter}. {answer}" for letter, answer in zip("ABCD", answers, strict=False)]
    return "\n".join([f"{number}. {stem}", *lines, *([f"Answer: {key}"] if key else [])])


def thirty() -> str:
    """Questions as they stand in somebody's Word file; five of them have a flaw that writers of questions know."""
    found = []
    for number in range(1, 31):
        thing, place = THINGS[(number - 1) % 10], PLACES[(number - 1) // 10]
        stem = f"A nurse finds {thing.lower()} soiled {place}. What comes first?"
        answers, key = ("Clean them", "Report them", "Leave them"), "A"
        if number == 4:
            answers, key = ("Clean them", "Report them", "All of the above"), "C"
        if number == 9:
            key = ""
        if number == 14:
            answers = (LONG, "It is put away", "It is thrown out")
        if number == 19:
            stem = f"Which of these is not done with {thing.lower()} {place}?"
        if number == 24:
            answers, key = ("Clean them", "Report them", "None of the above"), "C"
        found.append(question(number, stem, answers, key))
    return "\n\n".join(found)


@pytest.mark.parametrize("hand", HANDS)
def test_thirty_questions_are_pasted_mended_and_published(hand: str, make_walk: MakeWalk) -> None:
    walk = make_walk("dana")
    walk.open()
    desk = Desk(walk.open_in_window(), *HANDS[hand])
    page, problems = desk.page, list[str]()

    def see(where: str) -> None:
        if hand == "mouse":
            problems.extend(look(page, where, "pasted"))

    desk.press("Edit", role="link")
    desk.put("title", "Soiled things")
    desk.press("Make the quiz")
    desk.press("Import", role="link")
    see("import")
    desk.put("text", thirty())
    desk.press("Look at the questions")
    page.get_by_text("30 questions found").wait_for()
    for number, words in (
        (4, "All of the above"),
        (9, "no answer marked as correct"),
        (14, "longest"),
        (19, "not"),
        (24, "None of the above"),
    ):
        seen = page.locator(f"#row-{number - 1} [data-label='What we saw']")
        assert words.lower() in str(seen.text_content()).lower()
    expect(page.get_by_role("button", name="Add 29 questions")).to_be_visible()
    see("review")
    mended = page.locator("tr", has_text="Must fix").get_by_role("radio", name="A. Clean them")
    if hand == "mouse":
        mended.check()
    else:
        keys = Keys(page)
        keys.tab_to(mended, most=FAR)
        keys.press("Space")
    desk.press("Add 30 questions")
    expect(page.get_by_role("heading", name="30 questions")).to_be_visible()
    expect(page.get_by_text("Added 30 questions.")).to_be_visible()
    expect(page.locator(".qlist .is-bad")).to_have_count(0)
    see("quiz of thirty")
    desk.press("Review and publish", role="link")
    see("publish thirty")
    desk.put("note", "Pasted from the old test")
    desk.press("Publish version 1")
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    see("history of thirty")
    assert problems == []
