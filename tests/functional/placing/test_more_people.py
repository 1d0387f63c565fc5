"""The LMS's other people open the course: what each of them sees, and that no grade of theirs ever leaves."""

import pytest
from sqlalchemy import func, select

from lms_plugin.grades.models import Delivery, Result
from tests.functional.placing.lms_course import grades
from tests.functional.placing.test_copied_courses import ask
from tests.functional.test_the_whole_way import answer_all
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

BANNER = "You are previewing as a learner. Nothing is kept."
NAMES = {"olive": "Olive Brandt", "ines": "Ines Carvalho", "student-view": "Test Student", "tariq": "Tariq Haddad"}


def take(browser: Browser, home: Page) -> Page:
    """From the module's page through the quiz, everything right."""
    check = answer_all(browser, browser.get(home.link("Module quiz"), origin=home.url))
    return browser.submit(check, check.form("/submit"))


def address_of(page: Page) -> str:
    """Where the pages of this launch are."""
    base, _, rest = page.url.partition("/l/")
    return f"{base}/l/{rest.split('/')[0]}"


def sent(house: House) -> tuple[int, int, int]:
    """Grades that we hold, messages about them, and scores that the LMS was ever asked to take."""
    held, messages = (ask(house, select(func.count()).select_from(model))[0][0] for model in (Result, Delivery))
    house.deliver()
    return held, messages, len(house.platform.platform.received)


@pytest.mark.parametrize("sub", ["olive", "ines", "student-view"])
def test_who_looks_on_may_try_everything_and_leaves_nothing(house: House, sub: str) -> None:
    person = house.browser()
    home = house.launch(person, sub)
    assert BANNER in home.text
    assert not {"Progress", "Units", "What this link opens"} & set(home.links)
    result = take(person, home)
    assert "This was a preview. No grade is sent." in result.text
    assert sent(house) == (0, 0, 0)
    assert grades(house) == {}
    people = house.launch(house.browser(), "dana")
    assert NAMES[sub] not in people.text
    assert person.get(f"{address_of(home)}/people").status == 403


def test_an_assistant_sees_people_and_changes_nothing(house: House) -> None:
    amara, tariq = house.browser(), house.browser()
    house.launch(amara, "amara")
    people = house.launch(tariq, "tariq")
    assert people.url.endswith("/people")
    assert "Amara Okafor" in people.text
    assert {"Progress", "Units"} <= set(people.links)
    assert not {"What this link opens", "Edit"} & set(people.links)
    for closed in ("/choose", "/edit/"):
        assert tariq.get(people.url.replace("/people", closed)).status == 403
    module = tariq.get(people.link("View as learner"))
    assert BANNER in module.text
    take(tariq, module)
    assert sent(house) == (0, 0, 0)
    assert grades(house) == {}


def test_after_the_list_was_read_they_are_still_in_no_report(house: House) -> None:
    """The list names the mentor and the assistant, with their roles; nobody is made a learner by it."""
    for sub in ("olive", "tariq", "ines", "student-view"):
        house.launch(house.browser(), sub)
    dana = house.browser()
    people = house.launch(dana, "dana")
    house.work()
    text = dana.get(people.url).text
    assert "Amara Okafor" in text
    assert "Bertil Lind" in text
    assert [name for name in NAMES.values() if name in text] == []


def test_a_learner_beside_them_is_graded(house: House) -> None:
    olive, amara = house.browser(), house.browser()
    take(olive, house.launch(olive, "olive"))
    take(amara, house.launch(amara, "amara"))
    house.deliver()
    assert {sub for sub, _ in grades(house)} == {"amara"}
