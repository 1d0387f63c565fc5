"""Four frames on one page of the LMS, each with a link of its own, in a browser that was never here; twenty times."""

import pytest
from playwright.sync_api import BrowserContext, Page, Response, Route, expect
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.settings import Link
from lms_plugin.demo.setup import COURSE
from lms_plugin.launches.models import LaunchSession, Refusal
from tests.browser.conftest import MakeWalk
from tests.functional.placing.test_placing import add
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

TIMES = 20

# The frame's own session, asked after all four have loaded and overwritten each other's cookie.
SESSION = """() => fetch(`/l/${location.pathname.split("/")[2]}/session`).then((answer) => answer.json())"""


def place_more(house: House) -> tuple[Link, ...]:
    """Dana adds three lessons and the quiz."""
    dana = house.browser()
    page = house.choose(dana)
    offered = [item for item in page.form("/picker").choices["item"] if item.startswith(f"{COURSE}/")]
    lessons = [item for item in offered if "/lesson/" in item][:3]
    add(dana, page, item=[*lessons, next(item for item in offered if "/quiz/" in item)])
    return house.platform.platform.links[1:]


def open_all(context: BrowserContext, house: House, links: tuple[Link, ...]) -> Page:
    """A page of the LMS with a launch of each link."""
    lms = house.platform.url
    context.request.post(f"{lms}/become/amara", max_redirects=0)
    frames = "".join(f'<iframe src="/launch/{link.id}" width="600" height="400"></iframe>' for link in links)
    page = context.new_page()

    def serve(route: Route) -> None:
        route.fulfill(content_type="text/html", body=f'<!doctype html><link rel="icon" href="data:,">{frames}')

    page.route(f"{lms}/four", serve)
    page.goto(f"{lms}/four", wait_until="commit")
    return page


def visit(context: BrowserContext, house: House, links: tuple[Link, ...]) -> None:
    """A first visit: no request is refused, and each frame ends on its own link's page and in its own session."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    context.on("response", note)
    page = open_all(context, house, links)
    for place, link in enumerate(links):
        frame = page.frame_locator("iframe").nth(place)
        expect(frame.get_by_text("You are answering as Amara Okafor")).to_be_visible()
        expect(frame.get_by_role("heading", level=1)).to_have_text(link.title)
    sessions = [frame.evaluate(SESSION) for frame in page.frames if frame != page.main_frame]
    assert [session["resource_link"] for session in sessions] == [link.id for link in links]
    assert {session["sub"] for session in sessions} == {"amara"}
    assert [answer.url for answer in answers if answer.status >= 400] == []


def test_four_frames_on_a_first_visit(make_walk: MakeWalk, sqlite_house: House) -> None:
    links = place_more(sqlite_house)
    assert len(links) == 4
    for _ in range(TIMES):
        context = make_walk("amara").context
        visit(context, sqlite_house, links)
        context.close()
    with sqlite_house.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Refusal)) == 0
        opened = select(func.count()).where(LaunchSession.message == "LtiResourceLinkRequest")
        assert db.session.scalar(opened) == TIMES * 4
