"""From an invitation to the first graded launch, with the habits of each LMS that registers by link."""

from datetime import UTC, datetime

import pytest

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.lti.registration_message import SCOPES
from lms_plugin.platforms.approvals import approve_deployment
from lms_plugin.platforms.models import Registration
from tests.functional.placing.test_placing import QUIZ, add
from tests.functional.registering.clinic_lms import (
    activate,
    choose_with,
    known,
    latest_tool,
    make_link,
    open_link,
    order,
    register,
)
from tests.functional.test_the_whole_way import answer_all
from tests.harness.house import House

NEXT = {
    "moodle": "press Activate on its card",
    "canvas": "choose Install",
    "brightspace": "switch Enabled on",
    "sakai": "Then save.",
}
LATER = {"canvas", "brightspace"}  # these say nothing of a deployment when a tool registers


def approve_waiting(house: House, registration: Registration) -> None:
    with house.app.app_context():
        [waiting] = [
            each.deployment_id
            for each in db.session.get_one(Registration, registration.id).deployments
            if each.status == "pending"
        ]
        approve_deployment(registration.id, waiting, actor=Actor.command(), now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("profile", list(NEXT))
def test_from_the_link_to_the_first_grade(house: House, profile: str) -> None:
    order(house, "profile", family=profile)
    page = register(house, make_link(house))
    assert page.status == 200, page.text
    assert NEXT[profile] in page.text
    tool = latest_tool(house)
    client = tool["client_id"]
    assert (tool["state"], tool["names"], tool["emails"]) == (
        "disabled" if profile == "brightspace" else "pending",
        True,
        True,
    )
    registration = known(house, client)
    assert registration.status == "active"
    assert registration.family == profile
    assert registration.scopes_asked == list(SCOPES)
    dana, amara = house.browser(), house.browser()
    assert choose_with(house, dana, client).status == 403
    activate(house, client)
    if profile in LATER:
        assert "not switched on in your LMS yet" in choose_with(house, dana, client).text
        approve_waiting(house, registration)
    picker = choose_with(house, dana, client)
    assert picker.status == 200, picker.text
    course = add(dana, picker, item=[QUIZ], **{f"points:{QUIZ}": 20})
    assert "1 activity was added to the course." in course.text
    link = course.url.split("link=")[1].split("&")[0]
    check = answer_all(amara, house.launch(amara, "amara", link), wrong=2)
    amara.submit(check, check.form("/submit"))
    house.deliver()
    rows = amara.get(f"{house.platform.url}/api/gradebook").json()
    assert [(row["score"], row["maximum"]) for row in rows if row["user"] == "amara" and row["score"]] == [(16, 20)]


def test_the_page_says_who_asks_and_for_what(sqlite_house: House) -> None:
    order(sqlite_house, "profile", family="canvas")
    page = open_link(sqlite_house, sqlite_house.browser(), make_link(sqlite_house))
    for words in (
        sqlite_house.platform.url.removeprefix("http://"),
        "Canvas, OpenSource",
        f"{sqlite_house.tool_url}/lti/launch",
        "Sending grades",
        "Who takes part in a course",
        "Names and e-mail addresses",
        "Nothing is registered before you press the button",
    ):
        assert words in page.text
    assert latest_tool(sqlite_house)["how"] != "registered"


def test_the_platform_alone_may_frame_it_and_no_cookie_is_set(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = open_link(sqlite_house, browser, make_link(sqlite_house))
    done = browser.submit(page, page.form("/lti/register"), follow=False)
    for answer in (page, done):
        assert answer.headers["content-security-policy"].endswith(f"frame-ancestors {sqlite_house.platform.url}")
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
    assert browser.cookies == {}


def test_registering_again_updates(house: House) -> None:
    register(house, make_link(house))
    client = latest_tool(house)["client_id"]
    activate(house, client)
    before = known(house, client)
    order(house, "profile", family="sakai")
    page = register(house, make_link(house, updates=before.id), update=client)
    assert page.status == 200, page.text
    assert "The registration is updated" in page.text
    after = known(house, client)
    assert (after.id, after.family, after.version) == (before.id, "sakai", "23.1")
    assert [each.deployment_id for each in after.deployments] == [each.deployment_id for each in before.deployments]
    assert choose_with(house, house.browser(), client).status == 200


def test_a_new_client_id_by_an_update_keeps_the_registration(sqlite_house: House) -> None:
    """The tool was deleted in the LMS, or registered there as new: the same people go on."""
    house = sqlite_house
    register(house, make_link(house))
    before = known(house, latest_tool(house)["client_id"])
    page = register(house, make_link(house, updates=before.id))
    assert page.status == 200, page.text
    client = latest_tool(house)["client_id"]
    assert client != before.client_id
    assert known(house, client).id == before.id
    activate(house, client)
    assert choose_with(house, house.browser(), client).status == 200


def test_moodle_s_answer_is_not_believed(sqlite_house: House) -> None:
    """It lists grade columns though the administrator allowed scores alone; the launch says what is true."""
    register(sqlite_house, make_link(sqlite_house), groups=["scores"])
    tool = latest_tool(sqlite_house)
    granted = known(sqlite_house, tool["client_id"]).scopes_granted
    assert granted is not None
    assert set(granted) > set(tool["scopes"])
