"""An educator adds pictures to questions with a mouse, is told to say what they show, and a learner sees them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.test_writing_a_quiz import TITLE, place
from tests.functional.authoring.images import SVG_WITH_SCRIPT, png

pytestmark = pytest.mark.browser


def choose(page: Page, field: str, name: str, data: bytes) -> None:
    page.locator(f'[id="{field}.file"]').set_input_files({"name": name, "mimeType": "image/png", "buffer": data})


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f'[id="{name}"]').fill(text)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Saved")


def test_a_picture_is_added_described_placed_in_and_seen(make_walk: MakeWalk) -> None:
    dana = make_walk("dana", width=1100)
    dana.open()
    page = dana.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Name").fill(TITLE)
    page.get_by_role("button", name="Make the quiz").click()
    problems: list[str] = []

    page.get_by_role("button", name="Add question").click()
    fill(page, **{"stem": "What is wrong here?", "options.0.text": "The door", "options.1.text": "The bottle"})
    page.locator('[id="options.1.correct"]').check()
    page.get_by_text("A picture", exact=True).click()
    choose(page, "figure.src", "door.svg", SVG_WITH_SCRIPT)
    expect(page.locator('[id="figure.src"]')).to_contain_text("The SVG holds <script>", ignore_case=True)
    choose(page, "figure.src", "Door.png", png(300, 200))
    expect(page.get_by_label("door.png")).to_be_checked()
    expect(page.locator('[id="figure.alt-error"]')).to_contain_text("No alternative text.")
    expect(page.locator("[data-told]")).to_contain_text("1 must fix")
    problems += examine(page, "alternative text is missing")
    fill(page, **{"figure.alt": "A bottle by the door"})
    expect(page.locator("[data-told]")).not_to_contain_text("must fix")
    expect(page.locator('[id="figure.alt-error"]')).to_have_count(0)
    expect(page.locator("[data-told] img")).to_have_attribute("alt", "A bottle by the door")
    expect(page.locator('[id="stem"]')).to_have_value("What is wrong here?")

    page.get_by_role("button", name="Add a reference").click()
    fill(page, text="WHO (2009). Hand hygiene.", url="https://www.who.int/")
    problems += examine(page, "references")
    page.get_by_role("button", name="Save the reference").click()
    page.get_by_role("link", name="Back to the question").click()
    page.get_by_label("WHO (2009). Hand hygiene.").check()
    saved(page)
    page.get_by_role("link", name="All questions").click()

    page.get_by_label("Kind of question").select_option("hotspot")
    page.get_by_role("button", name="Add question").click()
    fill(page, stem="Where is the bottle?", alt="A door and a bottle")
    page.locator('[id="image"]').get_by_label("door.png").check()
    fill(page, **{"regions.0.label": "Left of the door", "regions.1.label": "On the door"})
    page.locator('[id="regions.0.correct"]').check()
    drag(page, "regions.0.label", (0.1, 0.2), (0.4, 0.7))
    drag(page, "regions.1.label", (0.6, 0.6), (0.6, 0.6))
    expect(page.locator('[id="regions.1.at"]')).not_to_have_value("")
    assert [float(each) for each in page.locator('[id="regions.0.at"]').input_value().split(",")] == pytest.approx(
        [10, 20, 30, 50], abs=1
    )
    expect(page.locator("[data-told] .hotspot .place")).to_have_count(2)
    expect(page.locator("[data-told]")).not_to_contain_text("must fix")
    problems += examine(page, "places in a picture")
    page.get_by_role("link", name="All questions").click()
    page.get_by_role("link", name="Pictures").click()
    expect(page.get_by_text("“A bottle by the door”")).to_be_visible()
    problems += examine(page, "pictures")
    page.go_back()
    page.get_by_role("link", name="Review and publish").click()
    fill(page, note="First version")
    page.get_by_role("button", name="Publish version 1").click()
    place(make_walk("dana", width=1100))

    amara = make_walk("amara", width=390)
    amara.open()
    amara.page.get_by_role("link", name=TITLE).first.click()
    amara.move_to_window()
    amara.press("Start the quiz")
    picture = amara.page.get_by_role("img", name="A bottle by the door")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    problems += examine(amara.page, "the picture, for a learner")
    assert problems == []


def drag(page: Page, focused: str, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """From one part of the picture to another, for the place whose field has the focus; a click where they are one."""
    page.locator(f'[id="{focused}"]').focus()
    page.locator("[data-placing] svg").scroll_into_view_if_needed()
    box = page.locator("[data-placing] svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + begin[0] * box["width"], box["y"] + begin[1] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"])
    page.mouse.up()
