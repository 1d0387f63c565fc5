"""From the LMS's gradebook an instructor opens a person's answers in one column, to read them."""

from typing import Any

import pytest

from tests.certification.rows import row
from tests.functional.learning.test_previews import take
from tests.functional.placing.places import COURSE, V2, visit
from tests.harness.house import House
from tests.harness.pages import Page

OWN = {"course": COURSE, "quiz": "m02-quiz"}
REVIEW = "LtiSubmissionReviewRequest"


def review(house: House, sub: str, for_user: str | None = "amara", **more: Any) -> Page:
    named: dict[str, Any] = {} if for_user is None else {"for_user": {"user_id": for_user, "roles": []}}
    return visit(house, house.browser(), sub, message_type=REVIEW, **named, **more)


def work(house: House) -> None:
    amara = house.browser()
    take(amara, visit(house, amara, "amara", custom=OWN))


@pytest.mark.parametrize("reader", [row("PN11", "dana")])
def test_an_instructor_reads_the_named_person_s_answers(house: House, reader: str) -> None:
    work(house)
    page = review(house, reader, custom=OWN)
    assert page.status == 200
    assert "The answers of Amara Okafor" in page.text
    assert "8 of 10 points" in page.text
    assert "version 1 of the course" in page.text
    assert "You can read and not change anything." in page.text
    assert "Try again" not in page.text
    assert not [form for form in page.forms if "/attempts/" in form.action or "/start" in form.action]


def test_a_review_from_the_gradebook_comes_without_a_link_of_its_own(sqlite_house: House) -> None:
    """What the review's own parameters say does not change what the link opens."""
    work(sqlite_house)
    assert "The answers of Amara Okafor" in review(sqlite_house, "dana", custom={"course": "another"}).text
    amara = sqlite_house.browser()
    assert "Your tries" in visit(sqlite_house, amara, "amara", custom=OWN).text


def test_there_is_a_page_where_nothing_was_handed_in(sqlite_house: House) -> None:
    work(sqlite_house)
    for sub in ("bertil", "nobody"):
        page = review(sqlite_house, "dana", sub, custom=OWN)
        assert page.status == 200
        assert "Nothing was handed in yet" in page.text
    other = review(sqlite_house, "dana", custom=OWN, line_item=f"{sqlite_house.platform.url}/li/another")
    assert "Nothing was handed in yet" in other.text


def test_others_are_refused_in_words(sqlite_house: House) -> None:
    work(sqlite_house)
    for roles in ([f"{V2}/membership#Learner"], [f"{V2}/membership#Mentor"], [f"{V2}/membership#ContentDeveloper"]):
        page = review(sqlite_house, "bertil", custom=OWN, roles=roles)
        assert page.status == 403
        assert "Only those who teach this course can see the answers of somebody else." in page.text


def test_a_learner_reads_their_own(sqlite_house: House) -> None:
    work(sqlite_house)
    assert "The answers of Amara Okafor" in review(sqlite_house, "amara", custom=OWN).text


def test_without_for_user_it_is_refused(sqlite_house: House) -> None:
    assert review(sqlite_house, "dana", None).status == 401


def test_no_review_in_a_launch_of_another_kind(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    launch = visit(sqlite_house, dana, "dana", custom=OWN).url.split("/l/")[1].split("/")[0]
    assert dana.get(f"{sqlite_house.tool_url}/l/{launch}/review").status == 404
