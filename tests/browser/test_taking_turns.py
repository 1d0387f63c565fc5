"""Two people take turns at one computer: each answer belongs to its author, and the earlier page closes each time."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Frame, Page, expect
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave
from lms_plugin.roster.models import User
from tests.browser.conftest import MakeProfile, MakeWalk
from tests.browser.walk import Walk, inner, keep
from tests.harness.house import House

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.browser

LAUNCHES = 20
NAMES = {"amara": "Amara Okafor", "bertil": "Bertil Lind"}

Given = dict[tuple[str, str], set[str]]

WHAT_IS_ANSWERED = """form => {
  const texts = form.querySelectorAll('input[name="typed"], input[name="text"]');
  const chosen = form.querySelectorAll(".choice input:checked");
  return [...texts, ...chosen].map((input) => input.value);
}"""


def words_of(value: dict[str, Any] | None) -> set[str]:
    """An answer as the database has it, in the words of the page's fields."""
    value = value or {}
    content = value["typed"] if "typed" in value else next(iter(value.values()), [])
    return {str(each).lower() for each in (content if isinstance(content, list) else [content])}


def read_answers(house: House, model: type[Response] | type[ResponseSave]) -> list[tuple[tuple[str, str], set[str]]]:
    """((author, question), answer) of each row; the author is the person of its attempt."""
    statement = (
        select(User.sub, model.question_key, model.value)
        .join(Attempt, Attempt.id == model.attempt_id)
        .join(User, User.id == Attempt.user_id)
    )
    with house.app.app_context():
        return [((sub, key), words_of(value)) for sub, key, value in db.session.execute(statement)]


def sit_down(walk: Walk, sub: str) -> Page:
    """The next person opens the course in a tab of the same browser."""
    walk.sub, walk.page = sub, walk.context.new_page()
    walk.open()
    expect(walk.place.get_by_text(f"You are answering as {NAMES[sub]}")).to_be_visible()
    if walk.place.get_by_role("link", name="Module quiz").count():
        walk.press("Module quiz")
        walk.press("Start the quiz")
    return walk.page


def answer_one(walk: Walk, given: Given) -> None:
    """One rightly, the other wrongly, so that an answer under the wrong name would differ from its author's own."""
    key = (walk.sub, walk.question_key)
    walk.fill(right=walk.sub == "amara")
    given[key] = {str(value).lower() for value in walk.place.locator("form[data-answering]").evaluate(WHAT_IS_ANSWERED)}
    walk.press("Next question" if len(given) <= LAUNCHES - 2 else "Check my answers")


def answer_there(frame: Frame) -> None:
    """Somebody answers on a page that the earlier person left open."""
    text = frame.locator('input[name="typed"], input[name="text"]')
    if text.count():
        text.fill("4711")
    else:
        frame.locator(".choice input").last.click()


def press_next(frame: Frame) -> None:
    frame.get_by_role("button", name="Next question").click()


def reload(frame: Frame) -> None:
    frame.evaluate("() => { location.reload() }")


def go_back(frame: Frame) -> None:
    frame.evaluate("() => { history.back() }")


TOUCHES: tuple[Callable[[Frame], None], ...] = (answer_there, reload, go_back, press_next)


def expect_locked(earlier: Page) -> None:
    """The page says that it is locked, and nothing of anybody."""
    locked = earlier.frame_locator("iframe").get_by_role("heading", name="This page is locked")
    expect(locked).to_be_visible()
    text = inner(earlier).content()
    assert not any(name.split()[0] in text for name in NAMES.values())


def test_every_answer_belongs_to_its_author(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk, given, earlier = make_walk("amara"), Given(), None
    walk.context.route("**/session", lambda route: route.abort())  # at first only what is touched may learn it
    for number in range(LAUNCHES):
        if number == LAUNCHES - 2:
            walk.context.unroute("**/session")
        page = sit_down(walk, list(NAMES)[number % 2])
        if earlier is not None and number < LAUNCHES - 1:
            TOUCHES[number % len(TOUCHES)](inner(earlier))
            expect_locked(earlier)
            earlier.close()
        answer_one(walk, given)
        if number == LAUNCHES - 1 and earlier is not None:
            expect_locked(earlier)  # nobody touched this one
        earlier = page
    assert len(given) == LAUNCHES
    assert dict(read_answers(sqlite_house, Response)) == given
    saves = read_answers(sqlite_house, ResponseSave)
    assert [save for save in saves if not save[1] <= given[save[0]]] == []  # boxes are saved one after another
    assert {author for author, _ in saves} == given.keys()


def test_only_a_page_that_can_be_seen_asks_and_an_idle_one_still_locks(
    make_walk: MakeWalk, sqlite_house: House
) -> None:
    walk = make_walk("amara")
    walk.context.clock.install()
    walk.open()
    page = walk.open_in_window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/session") else None)
    see = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }) }"
    page.evaluate(see, True)
    page.clock.run_for(60_000)
    assert asked == []
    page.evaluate(see, False)
    with page.expect_response("**/session") as answer:
        page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')) }")
    assert "set-cookie" not in answer.value.all_headers()
    page.clock.run_for(9 * 60_000)
    assert len(asked) > 50
    expect(page.get_by_role("heading", name="Please open the link again")).to_be_visible()


def test_a_page_that_finished_in_another_tab_closes_too(make_walk: MakeWalk) -> None:
    walk = make_walk("amara", width=390)
    walk.context.clock.install()
    walk.open()
    page = walk.open_in_window()
    other = walk.context.new_page()
    other.goto(page.url)
    other.get_by_role("link", name="Not you?").click()
    other.get_by_role("button", name="Close this page").click()
    other.wait_for_url(f"{walk.house.platform.url}/**")
    page.clock.run_for(15_000)
    expect(page.get_by_role("heading", name="Please open the link again")).to_be_visible()
    expect(page.get_by_text("You finished in another tab, or nothing happened here for a while.")).to_be_visible()
    keep(page, "closed-390")


# Chromium may run an init script twice in the window that a page opens: one listener a document is enough. It writes to
# the tab's own storage: messages on the console come again when a page comes out of memory.
REMEMBER = """
if (!window.remembers) window.addEventListener("pageshow", (event) => {
  const seen = document.body.getClientRects().length ? "and shown" : "blank";
  if (event.persisted) sessionStorage.restored = `${sessionStorage.restored || ""}restored ${seen}.`;
}, true);
window.remembers = true;
"""


def keep_pages(house: House) -> None:
    """Our pages without their no-store, which keeps them out of Chromium's back/forward cache but not of every one."""
    inner_app = house.app.wsgi_app

    def without_no_store(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [each for each in headers if each[1] != "no-store"], *rest)

        return inner_app(environ, start)

    house.app.wsgi_app = without_no_store  # type: ignore[method-assign]


@pytest.mark.parametrize("somebody_came", [False, True], ids=["alone", "somebody-came"])
def test_a_page_out_of_the_browser_s_memory(
    make_profile: MakeProfile, sqlite_house: House, somebody_came: bool
) -> None:
    """Playwright switches the back/forward cache off; here it is on, and the restored page is blank until it knows."""
    keep_pages(sqlite_house)
    walk = make_profile("amara", {}, dropped=["--disable-back-forward-cache"])
    walk.open()
    walk.context.add_init_script(REMEMBER)
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    page.goto(f"{sqlite_house.platform.url}/gradebook")
    if somebody_came:
        other = Walk(sqlite_house, walk.context, "bertil")
        other.enter()
        other.open_in_window()
        expect(other.page.get_by_text("You are answering as Bertil Lind")).to_be_visible()
    page.evaluate("() => { setTimeout(() => history.back()) }")
    if somebody_came:
        expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
        assert "Amara" not in page.content()
    else:
        expect(page.get_by_text("Question 1 of 10 · 1 answered")).to_be_visible()
        expect(page.locator(".choice input:checked")).to_have_count(1)
    assert page.evaluate("() => sessionStorage.restored") == "restored blank."
