"""Results: what was missed before passing, everything after; carried answers; nothing that is held back."""

import re

from lms_plugin.curriculum.keys import get_quiz_questions
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School


def result(desk: Desk, attempt: str) -> str:
    page = desk.get(f"/attempts/{attempt}/result")
    assert page.status_code == 200
    return page.text


def secrets(school: School) -> dict[str, list[str]]:
    """By question, every text that only the answers or the feedback hold."""
    found: dict[str, list[str]] = {}
    for key, question in get_quiz_questions(school.quiz.digest).items():
        data = question.to_json()
        feedback = (data.get("feedback") or {}).values()
        options = [option["feedback"] for option in data.get("options", []) if "feedback" in option]
        rejected = [item["feedback"] for item in data.get("reject", []) if "feedback" in item]
        texts = [data["rationale"], *feedback, *options, *rejected]
        found[key] = [text[:40] for text in texts if "{{" not in text[:40]]
    return found


def test_before_submission_no_byte_holds_an_answer_or_a_reason(amara: Desk, school: School) -> None:
    attempt = amara.start()
    pages = [amara.get(path).text for path in ("/module", "/quizzes/m02-quiz", f"/attempts/{attempt}/check")]
    pages += [amara.get(f"/attempts/{attempt}/questions/{number}").text for number in range(1, 11)]
    saved = amara.save(attempt, "flowers-for-the-chef", {"choice": "gift"})
    pages.append(saved.text)
    for page in pages:
        for texts in secrets(school).values():
            assert not [text for text in texts if text in page]
        for word in ("correct", "rationale", "accept", "marking", "tolerance"):
            assert word not in page


def test_before_passing_only_own_choices_have_reasons(amara: Desk, school: School) -> None:
    page = result(amara, amara.take(school, wrong=10))
    assert "Not passed yet" in page
    assert "0 of 10 points. You need 8." in page
    questions = get_quiz_questions(school.quiz.digest)
    for key, texts in secrets(school).items():
        question = questions[key]
        own = [question.feedback_text(name) for name in question.mark(None).feedback]
        own += [question.feedback_text(name) for name in mark_of(school, key).feedback]
        allowed = {text[:40] for text in own if text}
        shown = {text for text in texts if text in page}
        assert shown <= allowed, key
    assert "The right answers open when you pass." in page
    assert "Right." not in page


def mark_of(school: School, key: str):  # type: ignore[no-untyped-def]
    from tests.functional.learning.school import wrong_answer

    question = get_quiz_questions(school.quiz.digest)[key]
    return question.mark(question.check_response(wrong_answer(school, key)))


def test_missed_questions_come_first_with_what_to_read(amara: Desk, school: School) -> None:
    page = result(amara, amara.take(school, wrong=3))
    assert "Read these first" in page
    assert page.index(">1. ") < page.index(">2. ") < page.index(">3. ") < page.index(">4. ")
    assert "What counts as patient information" in page
    assert "Try again" in page


def test_after_passing_everything_is_open(amara: Desk, school: School) -> None:
    page = result(amara, amara.take(school, wrong=1))
    assert "You passed" in page
    assert "90%" in page
    assert "This was your first try." in page
    for key, question in get_quiz_questions(school.quiz.digest).items():
        assert re.escape(question.rationale[:30]).replace("\\", "") in page, key  # type: ignore[index]
    assert "Source" in page
    assert page.count("<h1") == 1


def test_a_retake_asks_only_what_was_missed_and_says_so(amara: Desk, school: School) -> None:
    amara.take(school, wrong=4)
    start = amara.get("/quizzes/m02-quiz").text
    assert "6 full answers from your last try come along." in start
    assert "You are asked the other 4." in start
    attempt = amara.start()
    page = amara.get(f"/attempts/{attempt}/questions/1").text
    assert "Question 1 of 4" in page
    assert "6 full answers from your last try count as before" in page
    second = amara.take(school)
    assert second == attempt
    shown = result(amara, second)
    assert "10 of 10 points." in shown
    assert "This was your second try." in shown
    assert shown.count("Right, from an earlier try") == 6


def test_passing_later_opens_the_answers_of_earlier_tries(amara: Desk, school: School) -> None:
    first = amara.take(school, wrong=5)
    rationale = str(get_quiz_questions(school.quiz.digest)["porch-photo"].rationale)[:40]
    assert rationale not in result(amara, first)
    amara.take(school)
    assert rationale in result(amara, first)


def test_an_open_attempt_has_no_result_yet(amara: Desk) -> None:
    attempt = amara.start()
    assert amara.get(f"/attempts/{attempt}/result").location.endswith("/check")


def test_submitting_twice_shows_the_same_result(amara: Desk, school: School) -> None:
    attempt = amara.take(school, wrong=2)
    before = result(amara, attempt)
    assert amara.post(f"/attempts/{attempt}/submit").status_code == 303
    assert result(amara, attempt) == before


def test_a_preview_shows_a_result_without_a_grade(seat: MakeDesk, school: School) -> None:
    dana = seat("dana", role="instructor")
    page = result(dana, dana.take(school))
    assert "This was a preview. No grade is sent." in page


def test_tries_are_listed_on_the_start_page(amara: Desk, school: School) -> None:
    amara.take(school, wrong=4)
    amara.take(school)
    page = amara.get("/quizzes/m02-quiz").text
    assert page.index("Try 2") < page.index("Try 1")
    assert "60%" in page
    assert "100% · passed" in page
