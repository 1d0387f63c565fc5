"""A link that was added without the picker: the educator chooses once what it opens, and learners get it."""

from typing import Any

from lms_plugin.core.db.base import db
from lms_plugin.roster.models import ResourceLink
from tests.functional.placing.places import COURSE, MODULE, QUIZ, V2, visit
from tests.functional.test_the_whole_way import answer_all
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def choose(browser: Browser, page: Page, item: str, **more: Any) -> Page:
    return browser.submit(page, page.form("/choose"), item=item, **more)


def link_row(house: House, lti_id: str = "77") -> tuple[str, bool]:
    with house.app.app_context():
        row = db.session.query(ResourceLink).filter_by(lti_id=lti_id).one()
        found = (row.origin, row.activity_id is not None)
        db.session.remove()
        return found


def test_an_educator_chooses_and_a_learner_gets_it(house: House) -> None:
    dana, amara = house.browser(), house.browser()
    waiting = visit(house, amara, "amara")
    assert waiting.status == 200
    assert "This is not set up yet" in waiting.text
    assert "previewing" not in waiting.text
    page = visit(house, dana, "dana")
    assert "What should this link open?" in page.text
    people = choose(dana, page, QUIZ)
    assert people.url.endswith("/people"), people.text
    assert link_row(house) == ("chosen", True)
    assert "Module quiz: patient information online" in visit(house, amara, "amara").text
    assert link_row(house) == ("chosen", True)


def test_what_was_chosen_lasts_when_other_parameters_come(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    choose(dana, visit(sqlite_house, dana, "dana"), MODULE)
    again = visit(sqlite_house, dana, "dana", custom={"context_history": "5"})
    assert again.url.endswith("/people")
    assert link_row(sqlite_house) == ("chosen", True)


def test_parameters_that_lead_somewhere_win(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    choose(dana, visit(sqlite_house, dana, "dana"), MODULE)
    visit(sqlite_house, dana, "dana", custom={"course": COURSE, "quiz": "m02-quiz"})
    assert link_row(sqlite_house) == ("custom", True)
    page = dana.get(visit(sqlite_house, dana, "dana", custom={"course": COURSE, "quiz": "m02-quiz"}).url)
    kept = dana.get(page.link("What this link opens"))
    assert "The link says so itself" in kept.text
    assert not [form for form in kept.forms if "/choose" in form.action]


def test_it_changes_freely_while_nobody_has_a_result_and_with_a_warning_after(house: House) -> None:
    dana, amara = house.browser(), house.browser()
    choose(dana, visit(house, dana, "dana"), QUIZ)
    people = visit(house, dana, "dana")
    chooser = dana.get(people.link("What this link opens"))
    assert "result behind this link" not in chooser.text
    choose(dana, chooser, MODULE)
    choose(dana, dana.get(chooser.url), QUIZ)
    check = answer_all(amara, visit(house, amara, "amara"), wrong=2)
    amara.submit(check, check.form("/submit"))
    warned = dana.get(chooser.url)
    assert "1 person has a result behind this link" in warned.text
    refused = choose(dana, warned, MODULE)
    assert refused.status == 409
    assert "Nothing was changed." in refused.text
    assert choose(dana, warned, MODULE, anyway="1").status == 200
    assert "2 short lessons" not in visit(house, amara, "amara").text
    assert "Patient information online" in visit(house, amara, "amara").text


def test_words_are_looked_for_and_the_choice_is_kept(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    page = visit(sqlite_house, dana, "dana")
    found = dana.submit(page, page.form("/choose"), item=QUIZ, q="closed groups", go="search")
    assert "1 found." in found.text
    assert found.form("/choose").fields["item"] == [QUIZ]
    nothing = dana.submit(found, found.form("/choose"), q="zebra", go="search")
    assert "Nothing has these words" in nothing.text
    assert choose(dana, nothing, QUIZ, go="set").url.endswith("/people")


def test_nobody_else_chooses(sqlite_house: House) -> None:
    assistant, amara = sqlite_house.browser(), sqlite_house.browser()
    roles = [f"{V2}/membership/Instructor#TeachingAssistant", f"{V2}/membership#Instructor"]
    page = visit(sqlite_house, assistant, "dana", roles=roles)
    assert "Instructors choose that" in page.text
    for browser, opened in ((assistant, page), (amara, visit(sqlite_house, amara, "amara"))):
        launch = opened.url.split("/l/")[1].split("/")[0]
        assert browser.get(f"{sqlite_house.tool_url}/l/{launch}/choose").status == 403


def test_what_is_not_offered_is_refused(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    assert choose(dana, visit(sqlite_house, dana, "dana"), "another-course/module/m01").status == 404
    assert link_row(sqlite_house) == ("custom", False)
