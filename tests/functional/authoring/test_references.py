"""The references of a hospital's own course: written, ticked in a question, kept while cited, seen by learners."""

from typing import Any

from tests.functional.authoring.images import png
from tests.functional.authoring.test_editor import choice, make_quiz, publish
from tests.functional.authoring.test_pictures import course_of
from tests.functional.placing.places import visit
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

WHO = "WHO (2009). Guidelines on hand hygiene."


def new_question(house: House, dana: Browser) -> Page:
    quiz = make_quiz(house, dana)
    return dana.submit(quiz, quiz.form("/questions/new"), kind="single_choice")


def test_a_reference_written_from_a_question_is_ticked_there_and_then_stays(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = new_question(sqlite_house, dana)
    quiz = dana.get(page.link("All questions"))
    typed: dict[str, Any] = choice()
    references = dana.submit(page, page.form("/questions/new"), go="references:", **typed)
    wrong = dana.submit(references, references.form("/references"), text=WHO, url="ftp://who", checked="soon")
    assert wrong.status == 400
    assert 'id="url-error"' in wrong.body.decode()
    assert 'id="checked-error"' in wrong.body.decode()
    assert wrong.form("/references").fields["text"] == [WHO]
    saved = dana.submit(wrong, wrong.form("/references"), url="https://www.who.int/x", checked="2026-11-26")
    assert "The reference is saved. Tick it in the question." in saved.text
    assert "cited nowhere" in saved.text
    # What was typed before the question was there at all is saved, and the way back leads to it.
    question = dana.get(saved.link("Back to the question"))
    assert question.form("/questions/").fields["stem"] == ["When do you clean your hands?"]
    ticked: dict[str, Any] = {"references:who-2009-guidelines-on-hand-hygiene": "true"}
    question = dana.submit(question, question.form("/questions/"), go="stay", **ticked)
    assert "references: [who-2009-guidelines-on-hand-hygiene]" in question.text

    page = dana.get(saved.url)
    assert "cited nowhere" not in page.text
    removing = {"csrf_token": page.form("/references").fields["csrf_token"][0], "key": next(iter(ticked))[11:]}
    refused = dana.post(f"{page.url.partition('?')[0]}/remove", removing)
    assert (refused.status, "A question or a lesson uses this reference." in refused.text) == (409, True)
    changing = dana.get(page.link(WHO))
    changed = dana.submit(changing, changing.form("/references"), text="WHO (2009).")
    assert "WHO (2009)." in changed.text
    assert WHO not in changed.text
    # The page that was opened before somebody changed it overwrites nothing unseen.
    late = dana.submit(changing, changing.form("/references"), text="WHO, of 2009.")
    assert (late.status, "meanwhile: “WHO (2009).”" in late.text) == (409, True)
    assert late.form("/references").fields["text"] == ["WHO, of 2009."]
    assert "WHO, of 2009." in dana.submit(late, late.form("/references")).text
    assert "Version 1 is published." in publish(dana, dana.get(quiz.url)).text
    learner = sqlite_house.browser()
    start = visit(sqlite_house, learner, "amara", custom={"course": course_of(quiz), "quiz": "hand-hygiene"})
    assert learner.submit(start, start.form("/start")).status == 200


def test_a_picture_sent_with_a_new_question_saves_both(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = new_question(sqlite_house, dana)
    form = page.form("/questions/new")
    refused = dana.upload(page, form, "figure.src.file", "a.txt", b"text", go="next", **choice())
    assert refused.status == 400
    assert refused.form("/questions/new").fields["stem"] == ["When do you clean your hands?"]
    fields: dict[str, Any] = {"figure.alt": "A desk", "go": "stay"}
    saved = dana.upload(refused, refused.form("/questions/new"), "figure.src.file", "desk.png", png(), **fields)
    assert saved.url.endswith("/questions/when-do-you-clean-your-hands")
    assert saved.form("/questions/").fields["figure.src"] == ["media/desk.png"]


def test_the_way_back_leads_to_no_other_site(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    quiz = make_quiz(sqlite_house, dana)
    base = f"{quiz.url.partition('/quizzes/')[0]}/references"
    elsewhere = dana.get(f"{base}?back=https://evil.example/x").text
    assert "All quizzes" in elsewhere
    assert "Where the right answers of “Quizzes of " in elsewhere
    back = dana.get(f"{base}?back=//evil.example/questions/a").link("Back to the question")
    assert back.startswith(f"{sqlite_house.tool_url}/l/")
