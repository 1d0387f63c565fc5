"""A launch leads to where the person stopped: an open attempt's question, a half-read lesson's block, else home."""

import re

from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, said


def test_a_first_visit_leads_to_the_home_of_the_module(amara: Desk) -> None:
    assert shown_at(amara) == "/module"


def test_nothing_behind_the_link_is_said_in_a_friendly_way(seat: MakeDesk, school: School) -> None:
    desk = seat("amara", activity=school.module.activity_id, activity_id=None)
    for path in ("/", "/module"):
        page = desk.get(path)
        assert page.status_code == 200
        assert "This is not set up yet" in page.text


def test_a_half_read_lesson_is_gone_on_with_at_its_block(amara: Desk, school: School) -> None:
    blocks = _blocks(amara, "what-counts")
    answer = amara.send("/lessons/what-counts/position", {"block": blocks[4]})
    assert said(answer)["saved"] is True
    assert shown_at(amara) == f"/lessons/what-counts#{blocks[4]}"
    assert f'data-at="{blocks[4]}"' in amara.get("/lessons/what-counts").text


def test_the_farthest_block_decides_what_is_read_and_the_last_one_where_to_go_on(amara: Desk) -> None:
    blocks = _blocks(amara, "what-counts")
    far = said(amara.send("/lessons/what-counts/position", {"block": blocks[-1]}))["parts"]
    back = said(amara.send("/lessons/what-counts/position", {"block": blocks[0]}))["parts"]
    assert far == back
    assert back.count("ahead") == 0
    assert shown_at(amara).endswith(f"#{blocks[0]}")


def test_an_open_attempt_comes_before_a_half_read_lesson(amara: Desk) -> None:
    attempt = amara.start()
    amara.post(f"/attempts/{attempt}/questions/1", {"go": "4"})
    amara.send("/lessons/what-counts/position", {"block": _blocks(amara, "what-counts")[2]})
    assert amara.get("/").location == f"{amara.root}/attempts/{attempt}/questions/4"
    assert "Question 4 of 10" in amara.get("/module").text


def test_an_answer_moves_the_place_to_its_question(amara: Desk) -> None:
    attempt = amara.start()
    amara.save(attempt, "count-what-comes-out", {"typed": "3"})
    assert amara.get("/").location.endswith("/questions/5")


def test_the_check_page_is_a_place_too(amara: Desk) -> None:
    attempt = amara.start()
    amara.post(f"/attempts/{attempt}/questions/10", {"go": "next"})
    assert amara.get("/").location.endswith(f"/attempts/{attempt}/check")


def test_a_submitted_attempt_is_no_place_to_go_on(amara: Desk, school: School) -> None:
    amara.take(school)
    assert shown_at(amara) == "/module"


def test_links_to_a_lesson_and_to_a_quiz_lead_there(seat: MakeDesk, school: School) -> None:
    lesson = seat("amara", activity=school.lessons[1].activity_id)
    assert shown_at(lesson) == f"/lessons/{school.lessons[1].key}"
    quiz = seat("ben", activity=school.quiz.activity_id)
    assert quiz.get("/").location == f"{quiz.root}/quizzes/m02-quiz"
    attempt = quiz.start()
    assert quiz.get("/").location.endswith(f"/attempts/{attempt}/questions/1")


def test_reading_a_page_changes_nothing(amara: Desk) -> None:
    for path in ("/", "/module", "/lessons/what-counts", "/quizzes/m02-quiz"):
        amara.get(path)
    assert "0 of 6 done" in amara.get("/module").text
    assert "In progress" not in amara.get("/module").text


def test_another_person_has_a_place_of_their_own(seat: MakeDesk) -> None:
    amara, ben = seat("amara"), seat("ben")
    amara.send("/lessons/what-counts/position", {"block": _blocks(amara, "what-counts")[3]})
    assert shown_at(ben) == "/module"


def shown_at(desk: Desk) -> str:
    """The address, within the launch, that the page shown at the launch's own address has for itself."""
    page = desk.get("/")
    assert page.status_code == 200
    [address] = re.findall(r'<body[^>]* data-here="([^"]*)"', page.text)
    return str(address).removeprefix(desk.root)


def _blocks(desk: Desk, lesson: str) -> list[str]:
    page = desk.get(f"/lessons/{lesson}").text
    return [part.split('"')[0] for part in page.split('id="')[1:] if " data-block" in part.split(">")[0]]
