"""An educator adds activities from inside the LMS; learners open them, and grades land in their own columns."""

from typing import Any

import jwt
import pytest

from lms_plugin.demo.platform.people import find_person
from tests.functional.test_the_whole_way import answer_all
from tests.harness.browser import Browser
from tests.harness.front_door import CLAIM, begin, post_launch
from tests.harness.house import House
from tests.harness.pages import Page

SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
COURSE = "social-media-in-healthcare"
MODULE = f"{COURSE}/module/m02-patient-information"
QUIZ = f"{COURSE}/quiz/m02-quiz"


def lesson_of(page: Page) -> str:
    return next(value for value in page.form("/picker").choices["item"] if value.startswith(f"{COURSE}/lesson/"))


def add(browser: Browser, page: Page, **picks: Any) -> Page:
    """Choose, and let the answer go back to the LMS; the LMS's page after that."""
    answer = browser.submit(page, page.form("/picker"), **picks)
    assert answer.status == 200, answer.text
    return browser.submit(answer, answer.form("/content/return"))


def test_a_quiz_is_placed_taken_and_graded_in_its_own_column(house: House) -> None:
    dana, amara = house.browser(), house.browser()
    course = add(dana, house.choose(dana), item=[QUIZ], **{f"points:{QUIZ}": 20})
    assert "1 activity was added to the course." in course.text
    link = course.url.split("link=")[1].split("&")[0]
    start = house.launch(amara, "amara", link)
    check = answer_all(amara, start, wrong=2)
    amara.submit(check, check.form("/submit"))
    house.deliver()
    rows = amara.get(f"{house.platform.url}/api/gradebook").json()
    scores = {row["label"]: (row["score"], row["maximum"]) for row in rows if row["user"] == "amara"}
    title = "Module quiz: patient information online"
    assert scores[title] == (16, 20)
    assert title in amara.get(f"{house.platform.url}/course").text


def test_several_at_once_with_and_without_a_grade(house: House) -> None:
    dana, amara = house.browser(), house.browser()
    page = house.choose(dana)
    lesson = lesson_of(page)
    course = add(dana, page, item=[lesson, MODULE, QUIZ], graded=[MODULE])
    assert "3 activities were added to the course." in course.text
    links = house.platform.platform.links[1:]
    histories = {"context_history": "$Context.id.history", "link_history": "$ResourceLink.id.history"}
    histories["submission_end"] = "$ResourceLink.submission.endDateTime"
    assert [link.custom for link in links] == [
        {"course": COURSE, "module": "m02-patient-information", **histories},
        {"course": COURSE, "lesson": lesson.rsplit("/", 1)[1], **histories},
        {"course": COURSE, "quiz": "m02-quiz", **histories},
    ]
    assert [link.maximum for link in links] == [100, None, None]
    opened = house.launch(amara, "amara", links[1].id)
    assert opened.status == 200
    assert links[1].title in opened.text


def test_an_answer_posted_twice_adds_once(house: House) -> None:
    dana = house.browser()
    page = house.choose(dana)
    answer = dana.submit(page, page.form("/picker"), item=[MODULE])
    form = answer.form("/content/return")
    first, second = dana.submit(answer, form), dana.submit(answer, form)
    assert first.url == second.url
    assert len(house.platform.platform.links) == 2


def test_cancelling_goes_back_with_nothing(house: House) -> None:
    dana = house.browser()
    page = house.choose(dana)
    cancel = next(form for form in page.forms if "cancel" in form.fields)
    answer = dana.submit(page, cancel)
    assert "Nothing was chosen" in answer.text
    assert dana.submit(answer, answer.form("/content/return")).url == f"{house.platform.url}/course"
    assert len(house.platform.platform.links) == 1


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ({}, "Choose at least one."),
        ({"item": [QUIZ], f"points:{QUIZ}": "0"}, "Write a whole number from 1 to 100."),
        ({"item": [QUIZ], f"points:{QUIZ}": "12.5"}, "Write a whole number from 1 to 100."),
        ({"item": [QUIZ], f"points:{QUIZ}": "101"}, "Write a whole number from 1 to 100."),
    ],
)
def test_what_does_not_fit_is_said_and_kept(sqlite_house: House, picks: dict[str, Any], words: str) -> None:
    dana = sqlite_house.browser()
    page = sqlite_house.choose(dana)
    again = dana.submit(page, page.form("/picker"), **picks)
    assert again.status == 400
    assert words in again.text
    kept = again.form("/picker").fields
    assert kept.get("item", []) == picks.get("item", [])
    assert kept[f"points:{QUIZ}"] == [picks.get(f"points:{QUIZ}", "100")]


def test_what_is_not_offered_is_refused(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = sqlite_house.choose(dana)
    answer = dana.submit(page, page.form("/picker"), item=["another-course/module/m01"])
    assert answer.status == 404
    assert "not offered to your hospital" in answer.text


def test_the_policy_lets_the_answer_go_to_the_lms_alone(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = sqlite_house.choose(dana)
    assert "form-action 'self';" in page.headers["content-security-policy"]
    answer = dana.submit(page, page.form("/picker"), item=[MODULE])
    policy = answer.headers["content-security-policy"]
    assert f"form-action 'self' https: {sqlite_house.platform.url};" in policy
    assert f"frame-ancestors 'self' {sqlite_house.platform.url}" in policy


def test_a_form_without_the_token_is_refused(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = sqlite_house.choose(dana)
    assert dana.submit(page, page.form("/picker"), item=[MODULE], csrf_token="").status == 403


def test_no_picker_in_a_launch_of_another_kind(sqlite_house: House) -> None:
    for sub, status in (("dana", 404), ("amara", 403)):
        browser = sqlite_house.browser()
        launch = sqlite_house.launch(browser, sub).url.split("/l/")[1].split("/")[0]
        assert browser.get(f"{sqlite_house.tool_url}/l/{launch}/picker").status == status


def test_learners_cannot_ask_for_content(sqlite_house: House) -> None:
    amara = sqlite_house.browser()
    amara.post(f"{sqlite_house.platform.url}/become/amara", {})
    assert amara.get(f"{sqlite_house.platform.url}/content/select").status == 403
    assert "Add an activity" not in amara.get(f"{sqlite_house.platform.url}/course").text


def test_a_warm_request_makes_two_statements_and_its_picker_few(house: House) -> None:
    dana = house.browser()
    house.choose(dana)
    with house.statements() as seen:
        page = house.choose(dana, follow=False)
    assert len(seen) == 2, seen
    with house.statements() as seen:
        assert dana.get(house.tool_url + page.headers["location"] + "picker").status == 200
    assert len(seen) <= 3, seen


def test_what_was_chosen_stays_while_looking_around(house: House) -> None:
    dana = house.browser()
    page = house.choose(dana)
    typed: dict[str, Any] = {f"points:{QUIZ}": "20"}
    found = dana.submit(page, page.form("/picker"), item=[QUIZ], q="groups", go="search", **typed)
    assert "1 found." in found.text
    assert "Also chosen: Module quiz: patient information online ." in found.text
    lesson = next(value for value in found.form("/picker").choices["item"])
    course = add(dana, found, item=[QUIZ, lesson], go="add")
    assert "2 activities were added to the course." in course.text
    assert sorted(link.maximum or 0 for link in house.platform.platform.links[1:]) == [0, 20]


def claims_for(house: House, browser: Browser, **asked: Any) -> Page:
    """The picker for a request whose settings are changed."""
    begun = begin(house, browser)
    platform = house.platform.platform
    person = find_person("dana")
    assert person is not None
    claims = platform.content_claims(person, "1", begun.nonce)
    custom = asked.pop("custom", {})
    claims[SETTINGS] = {**claims[SETTINGS], **asked}
    claims[f"{CLAIM}custom"] = custom
    page = post_launch(house, browser, begun.state, platform.sign(claims))
    return browser.get(house.tool_url + page.headers["location"])


def test_one_only_without_a_grade_and_the_earlier_choice(sqlite_house: House) -> None:
    earlier = {"course": COURSE, "quiz": "m02-quiz", "context_history": "1"}
    page = claims_for(
        sqlite_house, sqlite_house.browser(), accept_multiple=False, accept_lineitem=False, custom=earlier
    )
    assert "takes one at a time. It takes no grades for what is added here." in page.text
    assert b'type="radio" name="item"' in page.body
    assert b'type="checkbox"' not in page.body
    assert page.form("/picker").fields["item"] == [QUIZ]


def test_moodle_is_asked_to_open_answers_from_its_gradebook(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = sqlite_house.choose(dana)
    answer = dana.submit(page, page.form("/picker"), item=[QUIZ])
    [token] = answer.form("/content/return").fields["JWT"]
    claims = jwt.decode(token, options={"verify_signature": False})
    [item] = claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
    assert item["lineItem"]["submissionReview"]["url"] == f"{sqlite_house.tool_url}/lti/launch"
    assert (item["lineItem"]["resourceId"], item["lineItem"]["scoreMaximum"]) == (QUIZ, 100)
    assert not {"available", "submission"} & set(item)
