"""From the LMS's own gradebook to what somebody handed in, in the course and in its copy."""

from urllib.parse import urlencode

from tests.functional.placing.lms_course import QUIZ_TITLE, copy_course, take_quiz
from tests.functional.placing.places import QUIZ
from tests.functional.placing.test_placing import add
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def place_quiz(house: House) -> str:
    """By the picker, which asks the LMS for reviews; the new activity's id."""
    dana = house.browser()
    course = add(dana, house.choose(dana), item=[QUIZ])
    return course.url.split("link=")[1].split("&")[0]


def review(house: House, browser: Browser, sub: str = "dana", course: str = "7") -> Page:
    """Press Amara's grade in the gradebook of the LMS, as far as the tool's page."""
    base = house.platform.url
    browser.post(f"{base}/become/{sub}", {})
    book = browser.get(f"{base}/gradebook?{urlencode({'course': course})}")
    [address] = [address for address in book.links.values() if "/review/" in address]
    login = browser.get(address)
    auth = browser.submit(login, login.form("/lti/login"))
    return browser.submit(auth, auth.form("/lti/launch"))


def test_a_grade_opens_what_was_handed_in_and_nothing_can_be_changed(house: House) -> None:
    take_quiz(house, house.browser(), "amara", place_quiz(house), wrong=2)
    house.deliver()
    page = review(house, house.browser())
    assert "The answers of Amara Okafor" in page.text
    assert QUIZ_TITLE in page.text
    assert "8 of 10 points" in page.text
    assert "You can read and not change anything." in page.text
    assert not [form for form in page.forms if "/start" in form.action or "/attempts/" in form.action]


def test_an_assistant_may_look_too(house: House) -> None:
    take_quiz(house, house.browser(), "amara", place_quiz(house), wrong=2)
    house.deliver()
    assert "The answers of Amara Okafor" in review(house, house.browser(), "tariq").text


def test_in_a_copy_it_opens_the_copy_s_answers(house: House) -> None:
    link = place_quiz(house)
    amara = house.browser()
    take_quiz(house, amara, "amara", link, wrong=2)
    copy = copy_course(house, house.browser())
    take_quiz(house, amara, "amara", copy.links[QUIZ_TITLE], wrong=5)
    house.deliver()
    there = review(house, house.browser(), course=copy.context_id)
    assert "5 of 10 points" in there.text
    assert "8 of 10 points" not in there.text
    assert "8 of 10 points" in review(house, house.browser()).text


def test_a_learner_has_no_way_to_others(sqlite_house: House) -> None:
    house = sqlite_house
    take_quiz(house, house.browser(), "amara", place_quiz(house), wrong=2)
    house.deliver()
    bertil = house.browser()
    bertil.post(f"{house.platform.url}/become/bertil", {})
    book = bertil.get(f"{house.platform.url}/gradebook")
    assert not [address for address in book.links.values() if "/review/" in address]
