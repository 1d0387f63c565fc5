"""A NUL, which no database stores: in a form, in an address and in what a course's own parameters bring in."""

import pytest

from tests.functional.placing.places import COURSE, visit
from tests.harness.administrators import add_administrator, signed_in
from tests.harness.house import House

OWN = {"course": COURSE, "quiz": "m02-quiz"}


@pytest.mark.parametrize("name", ["context_history", "link_history"])
def test_a_history_closes_no_link(house: House, name: str) -> None:
    """Whoever edits a link writes its parameters; every launch of it brings them."""
    assert visit(house, house.browser(), "amara", custom={**OWN, name: "%00"}).status == 200


def test_a_sign_in_is_refused(house: House) -> None:
    add_administrator(house.app)
    page = house.browser().post(f"{house.tool_url}/admin/login", {"email": "a\0@b.example", "password": "x"})
    assert page.status in (400, 401)


def test_a_search_finds_nothing(house: House) -> None:
    dana = house.browser()
    page = visit(house, dana, "dana", custom=OWN)
    assert dana.get(f"{page.url.partition('?')[0].removesuffix('people')}people?unit=%00").status in (200, 400)


def test_no_account_of_that_name(house: House) -> None:
    browser = signed_in(house)
    page = browser.get(f"{house.tool_url}/admin/administrators")
    form = next(each for each in page.forms if "email" in each.fields)
    answer = browser.submit(
        page, form, email="a\0@b.example", password="four lamps on a pier", role="operator", tenant=""
    )
    assert answer.status == 400
    assert "is not an e-mail address" in answer.text
