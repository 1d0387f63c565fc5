"""A lesson: text, check questions with reasons at once, references, and being done with it."""

import re

from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, said

CHECK = "/lessons/what-counts/checks/birthday-clip"


def test_a_lesson_has_one_heading_and_no_name_in_its_title(amara: Desk) -> None:
    page = amara.get("/lessons/what-counts").text
    assert page.count("<h1") == 1
    assert re.search(r"<title>(.*?)</title>", page)[1] == "Lesson 1: What counts as patient information"  # type: ignore[index]
    assert "Lesson 1 of 5" in page
    assert "On shift, do this" in page
    assert "the privacy office, extension 4400" in page
    assert " style=" not in page
    assert "<script>" not in page


def test_every_inner_anchor_leads_somewhere(amara: Desk, school: School) -> None:
    for lesson in school.lessons:
        page = amara.get(f"/lessons/{lesson.key}").text
        ids = set(re.findall(r'id="([^"]+)"', page))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
        assert len(ids) == page.count(' id="')


def test_an_answer_by_form_is_kept_with_its_reasons(amara: Desk) -> None:
    answer = amara.post(CHECK, {"choice": "mute"})
    assert (answer.status_code, answer.location) == (303, f"{amara.root}/lessons/what-counts#check-birthday-clip")
    page = amara.get("/lessons/what-counts").text
    assert "Not this one." in page
    assert "Nobody said a name." in page
    assert "With no patient and no care in view" in page


def test_an_answer_by_script_brings_the_panel_back(amara: Desk) -> None:
    answer = amara.send(CHECK, {"value": {"choice": "empty"}})
    assert said(answer)["saved"] is True
    assert "Right." in said(answer)["html"]
    assert "Saved" in said(answer)["html"]
    assert "<html" not in said(answer)["html"]


def test_a_check_may_be_answered_as_often_as_one_likes(amara: Desk) -> None:
    for choice in ("mute", "friends", "empty", "empty"):
        assert amara.post(CHECK, {"choice": choice}).status_code == 303
    page = amara.get("/lessons/what-counts?again=birthday-clip").text
    assert f'action="{amara.root}{CHECK}"' in page
    assert "Nobody said a name." not in page


def test_reasons_of_unanswered_checks_are_in_no_byte(amara: Desk) -> None:
    page = amara.get("/lessons/what-counts").text
    for secret in ("Nobody said a name", "With no patient and no care in view", "It lasts for 50 more", "correct"):
        assert secret not in page


def test_no_answer_or_a_wrong_shape_is_refused_in_words(amara: Desk) -> None:
    empty = amara.post(CHECK)
    assert empty.status_code == 400
    assert "Choose or type an answer first." in empty.text
    strange = amara.post(CHECK, {"choice": "no-such"})
    assert strange.status_code == 400
    assert "is not one of this question" in strange.text
    assert amara.send(CHECK, {"value": {"choices": ["empty"]}}).status_code == 400
    assert amara.post("/lessons/what-counts/checks/no-such", {"choice": "a"}).status_code == 404


def test_done_leads_on_and_the_last_lesson_to_the_quiz(amara: Desk, school: School) -> None:
    for lesson, following in zip(school.lessons, school.lessons[1:], strict=False):
        answer = amara.post(f"/lessons/{lesson.key}/done")
        assert (answer.status_code, answer.location) == (303, f"{amara.root}/lessons/{following.key}")
    last = school.lessons[-1].key
    assert "Done. Start the quiz" in amara.get(f"/lessons/{last}").text
    assert amara.post(f"/lessons/{last}/done").location == f"{amara.root}/quizzes/m02-quiz"
    assert "5 of 6 done" in amara.get("/module").text


def test_a_done_lesson_opens_at_the_top(amara: Desk, school: School) -> None:
    amara.post("/lessons/what-counts/done")
    page = amara.get("/lessons/what-counts").text
    assert 'data-at=""' in page
    assert " data-done" in page


def test_a_place_outside_the_lesson_is_refused(amara: Desk) -> None:
    for body in ({"block": "nowhere"}, {"block": 3}, {}, [1]):
        assert amara.send("/lessons/what-counts/position", body).status_code == 400


def test_lessons_outside_the_module_are_not_there(amara: Desk) -> None:
    assert amara.get("/lessons/no-such-lesson").status_code == 404
    assert amara.post("/lessons/no-such-lesson/done").status_code == 404


def test_every_change_needs_the_token_of_the_launch(amara: Desk) -> None:
    for path in ("/lessons/what-counts/done", CHECK, "/quizzes/m02-quiz/start"):
        assert amara.post(path, {"csrf_token": "0" * 64}).status_code == 403


def test_an_educator_reads_a_preview(seat: MakeDesk) -> None:
    dana = seat("dana", role="instructor")
    assert "You are previewing as a learner." in dana.get("/module").text
    assert "You are previewing as a learner." in dana.get("/lessons/what-counts").text
