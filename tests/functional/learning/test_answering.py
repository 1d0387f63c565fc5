"""Answering a quiz with script (JSON saves) and without (plain forms): the same answers arrive."""

import re
from uuid import uuid4

from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, asked_keys, full_answer, said

CHOICE, MANY, NUMBER = "flowers-for-the-chef", "station-background", "count-what-comes-out"


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(base)" value="([^"]*)"', page))


def checked(page: str) -> list[str]:
    return re.findall(r'value="([^"]+)" checked', page)


def test_the_start_page_says_what_holds(amara: Desk) -> None:
    page = amara.get("/quizzes/m02-quiz").text
    for words in ("10 questions", "80%.", "You can miss 2 questions.", "As many as you need.", "Your best try",
                  "You have 5 unread lessons", "Start the quiz"):  # fmt: skip
        assert words in page


def test_a_save_by_script_tells_when_it_was_saved(amara: Desk) -> None:
    attempt = amara.start()
    answer = amara.save(attempt, CHOICE, {"choice": "stay"})
    assert answer.status_code == 200
    assert said(answer)["saved"] is True
    assert said(answer)["revision"] == 1
    assert re.fullmatch(r"\d\d:\d\d", said(answer)["clock"])
    page = amara.get(f"/attempts/{attempt}/questions/1").text
    assert checked(page) == ["stay"]
    assert fields(page)["base"] == "1"
    assert "Saved " in page


def test_a_lost_answer_is_repeated_word_for_word(amara: Desk) -> None:
    attempt, save_id = amara.start(), str(uuid4())
    first = amara.save(attempt, CHOICE, {"choice": "stay"}, save_id=save_id)
    amara.save(attempt, CHOICE, {"choice": "gift"}, base=1)
    again = amara.save(attempt, CHOICE, {"choice": "stay"}, save_id=save_id)
    assert again.json == first.json


def test_a_stale_save_brings_the_newer_answer(amara: Desk) -> None:
    attempt = amara.start()
    amara.save(attempt, CHOICE, {"choice": "stay"})
    stale = amara.save(attempt, CHOICE, {"choice": "gift"}, base=0)
    assert stale.status_code == 409
    assert (said(stale)["saved"], said(stale)["revision"], said(stale)["value"]) == (False, 1, {"choice": "stay"})


def test_refusals_speak_and_keep_the_earlier_answer(amara: Desk) -> None:
    attempt = amara.start()
    amara.save(attempt, NUMBER, {"typed": "3"})
    refused = amara.save(attempt, NUMBER, {"typed": "6O"}, base=1)
    assert refused.status_code == 400
    assert said(refused)["message"] == "“6O” has a letter in it. Type a whole number, such as 30."
    for body in ({}, {"value": 1}, {"save_id": "x", "base": 0, "value": None}):
        assert amara.send(f"/attempts/{attempt}/responses/{NUMBER}", body).status_code == 400
    assert amara.save(attempt, "no-such-question", {"typed": "3"}).status_code == 400
    assert 'value="3"' in amara.get(f"/attempts/{attempt}/questions/5").text


def test_another_persons_attempt_is_not_there(seat: MakeDesk, amara: Desk) -> None:
    attempt, ben = amara.start(), seat("ben")
    assert ben.save(attempt, CHOICE, {"choice": "stay"}).status_code == 404
    for path in ("questions/1", "check", "result"):
        assert ben.get(f"/attempts/{attempt}/{path}").status_code == 404
    assert ben.post(f"/attempts/{attempt}/submit").status_code == 404
    assert ben.post(f"/attempts/{attempt}/questions/1", {"go": "next"}).status_code == 404


def test_after_submission_a_save_is_refused(amara: Desk, school: School) -> None:
    attempt = amara.take(school)
    late = amara.save(attempt, CHOICE, {"choice": "gift"}, base=1)
    assert late.status_code == 409
    assert said(late)["error"] == "This try is already submitted"
    assert amara.get(f"/attempts/{attempt}/questions/1").location.endswith("/result")
    assert amara.get(f"/attempts/{attempt}/check").location.endswith("/result")


def test_a_whole_quiz_without_script(amara: Desk, school: School) -> None:
    attempt = amara.start()
    address = f"/attempts/{attempt}/questions/1"
    for number, question in enumerate(asked_keys(amara.app, attempt), 1):
        page = amara.get(address)
        assert page.status_code == 200
        answer = full_answer(school, question)
        sent = {name: str(value).lower() if isinstance(value, bool) else value for name, value in answer.items()}
        moved = amara.post(address, {**fields(page.text), **sent, "go": "next"})
        assert moved.status_code == 303
        address = moved.location
        assert address.endswith("/check" if number == 10 else f"/questions/{number + 1}")
    check = amara.get(address).text
    assert "All 10 are complete." in check
    assert "Submit as Amara Okafor" in check
    done = amara.post(f"/attempts/{attempt}/submit")
    assert done.status_code == 303
    assert "You passed" in amara.get(done.location).text


def test_going_back_and_to_a_number_saves_too(amara: Desk) -> None:
    attempt = amara.start()
    page = amara.get(f"/attempts/{attempt}/questions/2").text
    moved = amara.post(f"/attempts/{attempt}/questions/2", {**fields(page), "choices": ["handoff", "badge"], "go": "7"})
    assert moved.location.endswith("/questions/7")
    assert sorted(checked(amara.get(f"/attempts/{attempt}/questions/2").text)) == ["badge", "handoff"]
    assert amara.post(f"/attempts/{attempt}/questions/2", {**fields(page), "go": "back"}).status_code == 409


def test_sending_the_same_form_twice_is_harmless(amara: Desk) -> None:
    attempt = amara.start()
    form = {**fields(amara.get(f"/attempts/{attempt}/questions/1").text), "choice": "stay", "go": "next"}
    for _ in range(2):
        assert amara.post(f"/attempts/{attempt}/questions/1", form).status_code == 303
    assert fields(amara.get(f"/attempts/{attempt}/questions/1").text)["base"] == "1"


def test_ax05_a_number_that_cannot_be_read_stays_on_the_page(amara: Desk) -> None:
    attempt = amara.start()
    refused = amara.post(f"/attempts/{attempt}/questions/5", {"typed": "6O", "go": "next"})
    assert refused.status_code == 400
    assert 'value="6O"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert "“6O” has a letter in it." in refused.text
    assert "Go on without this answer" in refused.text


def test_a_stale_form_shows_both_answers(amara: Desk) -> None:
    attempt = amara.start()
    amara.save(attempt, CHOICE, {"choice": "stay"})
    stale = amara.post(f"/attempts/{attempt}/questions/1", {"base": "0", "choice": "gift", "go": "next"})
    assert stale.status_code == 409
    assert "You answered this on another device" in stale.text
    assert "It reveals that a person readers can name is a patient." in stale.text
    assert checked(stale.text) == ["gift"]
    kept = amara.post(f"/attempts/{attempt}/questions/1", {**fields(stale.text), "choice": "gift", "go": "1"})
    assert kept.status_code == 303
    assert checked(amara.get(kept.location).text) == ["gift"]


def test_a_flag_is_kept_with_the_answer(amara: Desk) -> None:
    attempt = amara.start()
    flagged = amara.post(f"/attempts/{attempt}/questions/1", {"choice": "stay", "go": "flag"})
    page = amara.get(flagged.location).text
    assert 'aria-pressed="true"' in page
    assert "Question 1, answered, flagged" in page
    assert "Answered, flagged" in amara.get(f"/attempts/{attempt}/check").text
    amara.post(f"/attempts/{attempt}/questions/1", {**fields(page), "choice": "stay", "go": "flag"})
    assert "flagged" not in amara.get(f"/attempts/{attempt}/check").text


def test_the_check_page_names_what_is_missing(amara: Desk) -> None:
    attempt = amara.start()
    for question in asked_keys(amara.app, attempt)[:8]:
        amara.save(attempt, question, None, flagged=True)
    amara.save(attempt, CHOICE, {"choice": "stay"}, base=1)
    page = amara.get(f"/attempts/{attempt}/check").text
    assert "1 of 10 are complete. Questions 2, 3, 4, 5, 6, 7, 8, 9 and 10 are not." in page
    assert "Back to question 2" in page


def test_questions_are_numbered_and_no_more(amara: Desk) -> None:
    attempt = amara.start()
    for number in (0, 11, 999):
        assert amara.get(f"/attempts/{attempt}/questions/{number}").status_code == 400
        assert amara.post(f"/attempts/{attempt}/questions/{number}", {"go": "next"}).status_code == 400


def test_shortcuts_can_be_off(seat: MakeDesk) -> None:
    from lms_plugin.core.web.viewer import Display

    desk = seat("ben", display=Display(shortcuts=False))
    page = desk.get(f"/attempts/{desk.start()}/questions/1").text
    assert "data-shortcuts" not in page
    assert "<kbd>" not in page
