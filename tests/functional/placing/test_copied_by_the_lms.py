"""Courses that the LMS itself copied: the copy works on its first launch, with columns and grades of its own."""

import pytest
from sqlalchemy import select

from lms_plugin.demo.platform.scopes import NOTICES
from lms_plugin.roster.models import Context
from tests.functional.launches.test_notices import run_job
from tests.functional.placing.lms_course import (
    BY_HAND,
    HISTORIES,
    QUIZ_TITLE,
    add_by_hand,
    copy_course,
    grades,
    take_quiz,
    teach,
)
from tests.functional.placing.places import COURSE
from tests.functional.placing.test_copied_courses import ask
from tests.harness.house import House

OLD = {("amara", BY_HAND): 80}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(HISTORIES, id="both-histories"),
        pytest.param({"link_history": HISTORIES["link_history"]}, id="link-history"),
        pytest.param({"context_history": HISTORIES["context_history"]}, id="course-history"),
    ],
)
def test_a_copy_works_at_once_and_has_grades_of_its_own(house: House, told: dict[str, str]) -> None:
    house.order("tools/lakeside-demo", custom=told)
    teach(house, add_by_hand(house))
    assert grades(house) == OLD
    copy = copy_course(house, house.browser())
    amara = house.browser()
    opened = house.launch(amara, "amara", copy.links[BY_HAND])
    assert QUIZ_TITLE in opened.text
    assert "Your tries" not in opened.text
    take_quiz(house, amara, "amara", copy.links[BY_HAND], wrong=4)
    house.deliver()
    assert grades(house, copy.context_id) == {("amara", BY_HAND): 60}
    assert grades(house) == OLD


def test_a_copy_of_a_copy_leads_to_the_same_content(house: House) -> None:
    house.order("tools/lakeside-demo", custom=HISTORIES)
    teach(house, add_by_hand(house))
    first = copy_course(house, house.browser())
    house.order("courses", **{"from": first.context_id, "title": "Autumn course"})
    courses = house.browser().get(f"{house.platform.url}/api/courses").json()
    again = next(course for course in courses if course["title"] == "Autumn course")
    link = next(each["id"] for each in again["links"] if each["title"] == BY_HAND)
    # Nobody opened the course between.
    assert QUIZ_TITLE in house.launch(house.browser(), "amara", link).text


def test_links_say_it_themselves_where_the_lms_tells_no_histories(house: House) -> None:
    house.order("histories", on=False)
    house.order("tools/lakeside-demo", custom=HISTORIES)
    own = add_by_hand(house, {"course": COURSE, "quiz": "m02-quiz"})
    amara = house.browser()
    take_quiz(house, amara, "amara", own, wrong=2)
    house.deliver()
    copy = copy_course(house, house.browser())
    take_quiz(house, amara, "amara", copy.links[BY_HAND], wrong=4)
    house.deliver()
    assert (grades(house), grades(house, copy.context_id)) == (OLD, {("amara", BY_HAND): 60})


def test_where_nothing_tells_an_educator_is_asked(sqlite_house: House) -> None:
    house = sqlite_house
    house.order("histories", on=False)
    house.order("tools/lakeside-demo", custom=HISTORIES)
    teach(house, add_by_hand(house))
    copy = copy_course(house, house.browser())
    assert "not set up yet" in house.launch(house.browser(), "amara", copy.links[BY_HAND]).text
    assert "What should this link open?" in house.launch(house.browser(), "dana", copy.links[BY_HAND]).text


def test_a_notice_alone_makes_the_copy_work(house: House) -> None:
    house.platform.platform.granted |= {NOTICES}
    house.order("histories", on=False)
    teach(house, add_by_hand(house))
    assert [row.outcome for row in run_job(house)] == ["subscribed"]
    copy = copy_course(house, house.browser())
    house.platform.platform.sender.wait()
    [sent] = house.browser().get(f"{house.platform.url}/api/notices").json()
    assert sent == {"handler": f"{house.tool_url}/lti/notices", "status": 204, "attempts": 1}
    known = ask(house, select(Context.lti_id).where(Context.copied_from.is_not(None)))
    assert [row.lti_id for row in known] == [copy.context_id]
    assert grades(house, copy.context_id) == {}
    amara = house.browser()
    assert QUIZ_TITLE in house.launch(amara, "amara", copy.links[BY_HAND]).text
    take_quiz(house, amara, "amara", copy.links[BY_HAND], wrong=0)
    house.deliver()
    assert (grades(house), grades(house, copy.context_id)) == (OLD, {("amara", BY_HAND): 100})


def test_the_lms_s_copied_people_are_listed_in_the_copy(house: House) -> None:
    house.order("tools/lakeside-demo", custom=HISTORIES)
    house.order("people", sub="nia", given_name="Nia", family_name="Obi")
    teach(house, add_by_hand(house))
    copy = copy_course(house, house.browser())
    dana = house.browser()
    people = house.launch(dana, "dana", copy.links[BY_HAND])
    assert "This course was copied from Social media in health care." in people.text
    house.work()
    again = dana.get(people.url)
    assert "Nia Obi" in again.text
    assert "Bertil Lind" in again.text


def test_what_was_taken_back_in_the_copy_stays_in_the_old_course(house: House) -> None:
    house.order("tools/lakeside-demo", custom=HISTORIES)
    link = add_by_hand(house)
    teach(house, link)
    copy = copy_course(house, house.browser())
    dana = house.browser()
    people = house.launch(dana, "dana", copy.links[BY_HAND])
    copied = dana.get(people.link("Look them over"))
    assert "Taken back." in dana.submit(copied, copied.form("/copied")).text
    assert "not set up yet" in house.launch(house.browser(), "amara", copy.links[BY_HAND]).text
    assert "Your tries" in house.launch(house.browser(), "amara", link).text
    assert grades(house) == OLD
