"""A hospital's banks: made in the browser, searched, taken from and drawn from, and questions moved between files."""

from typing import Any
from urllib.parse import unquote, urlsplit

from tests.functional.authoring.test_editor import add, choice, editor, make_quiz, publish
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def make_bank(house: House, browser: Browser, count: int = 3) -> Page:
    start = editor(house, browser)
    bank = browser.submit(start, start.form("/edit/banks"), bank_title="Words")
    for number in range(1, count + 1):
        stem = f"Word number {number} is true."
        bank = add(browser, bank, "true_false", stem=stem, answer="true", rationale="So.", tags="words")
    return bank


def draw(count: str, bank: str = "") -> dict[str, Any]:
    return {"draws.0.count": count, "draws.0.from.bank": bank}


def post(browser: Browser, page: Page, do: str, **fields: Any) -> Page:
    form = page.form("/act")
    return browser.post(form.action, {"csrf_token": form.fields["csrf_token"][0], "do": do, **fields})


def test_questions_are_searched_for_and_taken_as_one_act(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    make_bank(sqlite_house, browser)
    quiz = make_quiz(sqlite_house, browser)
    page = browser.get(quiz.link("Take from a bank"))
    found = browser.submit(page, page.form("/take"), q="number 2", tag="words", go="search")
    assert "1 question found" in found.text
    [item] = found.form("/take").choices["item"]
    found = browser.submit(found, found.form("/take"), q="number", tag="", item=item, go="search")
    assert found.form("/take").fields["item"] == [item]
    others = found.form("/take").choices["item"][:5]
    taken = browser.submit(found, found.form("/take"), item=others, go="take")
    assert f"Added {len(others)} questions" in taken.text
    back = browser.submit(taken, taken.form("/act"), do="undo")
    assert "No questions yet" in back.text


def test_a_question_of_a_shipped_course_leaves_behind_what_only_that_course_has(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    make_bank(sqlite_house, browser, 1)
    page = browser.get(make_quiz(sqlite_house, browser).link("Take from a bank"))
    of_shipped = page.form("/take").choices["item"][1]
    taken = browser.submit(page, page.form("/take"), item=of_shipped, go="take")
    assert "Added 1 question, without the objectives and references that this course does not have." in taken.text
    assert "Nothing to publish" not in browser.get(taken.link("Review and publish")).text


def test_nothing_ticked_is_said(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    make_bank(sqlite_house, browser, 1)
    page = browser.get(make_quiz(sqlite_house, browser).link("Take from a bank"))
    refused = browser.submit(page, page.form("/take"), go="take")
    assert refused.status == 400
    assert "Tick the questions that you want first." in refused.text


def test_a_quiz_draws_from_a_bank_and_is_published_with_it(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    make_bank(sqlite_house, browser)
    quiz = add(browser, make_quiz(sqlite_house, browser), "single_choice", **choice())
    page = browser.get(quiz.link("Set up what is drawn"))
    refused = browser.submit(page, page.form("/draws"), go="save", **draw(count="many"))
    assert refused.status == 400
    done = browser.submit(refused, refused.form("/draws"), go="save", **draw(count="2", bank="words"))
    assert "2 of 3 drawn from" in done.text
    late = browser.submit(page, page.form("/draws"), go="save", **draw(count="1", bank="words"))
    assert late.status == 409
    assert "Somebody else changed what is drawn meanwhile" in late.text
    assert late.form("/draws").fields["draws.0.count"] == ["1"]
    assert "2 of 3 drawn from" in browser.get(quiz.url).text
    assert "Version 1 is published." in publish(browser, browser.get(done.url)).text
    page = browser.get(quiz.url)
    page = browser.get(page.link("Set up what is drawn"))
    gone = browser.submit(page, page.form("/draws"), go="drop:draws.0")
    assert "2 of 3 drawn" not in browser.get(quiz.url).text
    assert gone.status == 200


def test_a_published_question_is_moved_and_published_with_both_files(house: House) -> None:
    browser = house.browser()
    quiz = add(browser, make_quiz(house, browser), "single_choice", **choice())
    quiz = add(browser, quiz, "true_false", stem="Gloves replace washing.", answer="false", rationale="They leak.")
    publish(browser, quiz)
    make_bank(house, browser, 1)
    page = browser.get(f"{quiz.url}questions/gloves-replace-washing/move")
    moved = browser.submit(page, page.form("/act"), other="banks/words.yaml")
    assert "Moved “Gloves replace washing.” to “Words”." in moved.text
    assert "also=banks/words.yaml" in unquote(moved.link("Review and publish"))
    back = browser.submit(moved, moved.form("/act"), do="undo")
    assert "2. Gloves replace washing." in back.text
    moved = browser.submit(page, page.form("/act"), other="banks/words.yaml")
    assert "Version 2 is published." in publish(browser, moved, "Moved").text


def test_a_move_by_script_answers_with_the_list_as_it_is(sqlite_house: House) -> None:
    """Two people: the order of the last one holds, and what the first one added stays."""
    one, two = sqlite_house.browser(), sqlite_house.browser()
    bank = make_bank(sqlite_house, one)
    editor(sqlite_house, two)
    mine = two.get(editor(sqlite_house, two).link("Words"))
    post(one, bank, "remove", key="word-number-2-is-true")
    form = mine.form("/act")
    answer = two.post(
        form.action,
        {
            "csrf_token": form.fields["csrf_token"][0],
            "do": "place",
            "key": "word-number-1-is-true",
            "after": "word-number-2-is-true",
            "number": "2",
        },
        Accept="application/json",
    )
    said = answer.json()
    first, second = (said["questions"].index(f"Word number {number}") for number in (3, 1))
    assert first < second
    assert "Word number 2" not in said["questions"]
    assert "Moved" in said["top"]
    gone = two.post(
        form.action,
        {"csrf_token": form.fields["csrf_token"][0], "do": "up", "key": "nothing"},
        Accept="application/json",
    )
    assert gone.status == 404


def test_a_kind_is_changed_and_a_published_question_becomes_another(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    quiz = add(browser, make_quiz(sqlite_house, browser), "single_choice", **choice())
    publish(browser, quiz)
    page = browser.get(quiz.link("1. When do you clean your hands?"))
    page = browser.get(page.link("Change the kind"))
    page = browser.submit(page, page.form("/kind"), to="true_false")
    assert "The answers, and which of them are right" in page.text
    assert "it becomes a different question" in page.text
    page = browser.submit(page, next(form for form in page.forms if "/kind" in form.action and form.method == "post"))
    assert "edition: 2" in page.text
    assert "Once a shift" not in page.text
    back = browser.submit(page, page.form("/act"), do="undo")
    assert urlsplit(back.url).path.endswith("/quizzes/hand-hygiene.yaml/")
    assert "Single choice" in back.text


def test_a_bank_has_a_name_and_no_rules(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    bank = make_bank(sqlite_house, browser, 1)
    page = browser.get(bank.link("Change"))
    assert "Pass mark" not in page.text
    assert "Better words" in browser.submit(page, page.form("/settings"), title="Better words").text


def test_a_published_question_of_another_kind_is_published_as_another_question(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    quiz = add(browser, make_quiz(sqlite_house, browser), "single_choice", **choice())
    publish(browser, quiz)
    page = browser.get(browser.get(quiz.link("1. When do you clean your hands?")).link("Change the kind"))
    page = browser.submit(page, page.form("/kind"), to="multiple_response")
    assert "Nothing of it is lost." in page.text
    browser.submit(page, next(form for form in page.forms if "/kind" in form.action and form.method == "post"))
    review = browser.get(browser.get(quiz.url).link("Review and publish"))
    assert "Another question" in review.text
    assert "Version 2 is published." in browser.submit(review, review.form("/publish"), note="Several now").text
