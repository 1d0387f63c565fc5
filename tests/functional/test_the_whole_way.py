"""The whole way without script, on both engines: from the link through five lessons and ten questions to the grade."""

from typing import Any

from tests.harness.answers import right_answers
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Form, Page


def form_values(form: Form, response: dict[str, Any]) -> dict[str, Any]:
    """A response as the fields of its form."""
    if "typed" in response or "text" in response:
        name = "typed" if "typed" in form.fields else "text"
        return {name: response.get("typed") or response.get("text")}
    if "choices" in response:
        return {"choices": response["choices"]}
    name, value = next(iter(response.items()))
    return {name: str(value).lower() if isinstance(value, bool) else value}


def question_key(page: Page) -> str:
    """The key in the address where this page saves by script."""
    return page.body.decode().split("/responses/")[1].split('"')[0]


def read_all_lessons(browser: Browser, page: Page) -> Page:
    """From the module's home to the quiz's start page, pressing the last button of each lesson."""
    page = browser.get(page.link("What counts as patient information"), origin=page.url)
    for _ in range(5):
        page = browser.submit(page, page.form("/done"))
    return page


def answer_all(browser: Browser, page: Page, *, wrong: int = 0) -> Page:
    """From the quiz's start page to the page that lists the answers; the first `wrong` stay unanswered."""
    page = browser.submit(page, page.form("/start"))
    for number in range(1, 11):
        form = page.form("/questions/")
        values = form_values(form, right_answers()[question_key(page)]) if number > wrong else {}
        page = browser.submit(page, form, go="next", **values)
        assert page.status == 200
    return page


def test_from_the_link_to_the_grade(house: House) -> None:
    browser = house.browser()
    page = read_all_lessons(browser, house.launch(browser, "amara"))
    page = answer_all(browser, page)
    assert "All 10 are complete." in page.text
    page = browser.submit(page, page.form("/submit"))
    assert "You passed" in page.text
    assert "Waiting for Lakeside Learning." in page.text
    house.deliver()
    assert "Sent to Lakeside Learning at" in browser.get(page.url, origin=page.url).text
    row = house.gradebook("amara")
    assert (row["score"], row["activity_progress"], row["grading_progress"]) == (100, "Completed", "FullyGraded")


def test_a_score_goes_with_four_exact_decimals(house: House) -> None:
    browser = house.browser()
    start = read_all_lessons(browser, house.launch(browser, "bertil"))
    page = answer_all(browser, start, wrong=3)
    page = browser.submit(page, page.form("/submit"))
    assert "Not passed yet" in page.text
    house.deliver()
    assert house.gradebook("bertil")["score"] == 70


def test_every_answer_survives_a_new_launch_on_another_device(house: House) -> None:
    ward, phone = house.browser(), house.browser()
    page = house.launch(ward, "amara")
    page = ward.get(page.link("Module quiz"), origin=page.url)
    page = ward.submit(page, page.form("/start"))
    for _ in range(4):
        form = page.form("/questions/")
        page = ward.submit(page, form, go="next", **form_values(form, right_answers()[question_key(page)]))
    again = house.launch(phone, "amara")
    assert "Question 5 of 10 · 4 answered" in again.text
    assert question_key(again) == question_key(page)


def test_submitting_again_leads_to_the_same_result(house: House) -> None:
    browser = house.browser()
    start = read_all_lessons(browser, house.launch(browser, "amara"))
    check = answer_all(browser, start)
    form = check.form("/submit")
    first = browser.submit(check, form)
    second = browser.submit(check, form)
    assert first.url == second.url
    house.deliver()
    assert len(house.platform.platform.received) == 1


def test_the_educator_sees_the_score_and_sends_none_of_her_own(house: House) -> None:
    learner, educator = house.browser(), house.browser()
    start = read_all_lessons(learner, house.launch(learner, "amara"))
    page = answer_all(learner, start, wrong=1)
    learner.submit(page, page.form("/submit"))
    people = house.launch(educator, "dana")
    assert "Amara Okafor" in people.text
    assert "90" in people.text
    preview = educator.get(people.link("View as learner"), origin=people.url)
    page = answer_all(educator, read_all_lessons(educator, preview))
    educator.submit(page, page.form("/submit"))
    house.deliver()
    assert [message.json()["userId"] for message in house.platform.platform.received] == ["amara"]


def test_the_session_names_the_platforms_own_ids(house: House) -> None:
    for sub, role in (("amara", "learner"), ("dana", "instructor"), ("rosa", "instructor")):
        browser = house.browser()
        page = house.launch(browser, sub)
        launch = page.url.split("/l/")[1].split("/")[0]
        address = f"{house.tool_url}/l/{launch}/session"
        expected = {"sub": sub, "role": role, "context": "7", "resource_link": "3"}
        assert browser.get(address, Accept="application/json").json() == expected
        assert house.browser().get(address, Accept="application/json").status == 401
