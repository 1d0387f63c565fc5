"""A launch through the peer's own pages, and what becomes of the same form posted again."""

import json
from uuid import uuid4

import pytest

from tests.harness.browser import Browser
from tests.harness.pages import Form, Page
from tests.peers.peer import Peer

pytestmark = pytest.mark.peers


def _refuse_again(peer: Peer, browser: Browser, page: Page, form: Form) -> Page:
    before = peer.count_sessions()
    answer = browser.submit(page, form, follow=False)
    assert 400 <= answer.status < 500
    assert peer.count_sessions() == before
    return answer


# lti-consumer-xblock names `system/person#None` and `institution/person#None` beside the course's role, in any order.
@pytest.mark.parametrize(("role", "ours"), [("student", "learner"), ("staff", "instructor")])
def test_a_launch_opens_a_session_for_this_person_course_and_link(peer: Peer, role: str, ours: str) -> None:
    browser, person = peer.house.browser(), str(uuid4())
    address = peer.launch(browser, person, role)
    session = browser.get(f"{address}session", origin=peer.house.tool_url)
    assert session.json() == {
        "sub": person,
        "role": ours,
        "context": peer.context,
        "resource_link": peer.links["graded"],
    }


def test_a_learner_arrives_in_the_module_of_the_link(peer: Peer) -> None:
    browser = peer.house.browser()
    page = browser.submit(*peer.authorise(browser, str(uuid4())))
    assert page.status == 200
    assert "Patient information online" in page.text


def test_the_same_form_is_refused_in_the_same_browser(peer: Peer) -> None:
    browser = peer.house.browser()
    page, form = peer.authorise(browser, str(uuid4()))
    assert browser.submit(page, form, follow=False).status == 303
    _refuse_again(peer, browser, page, form)


def test_the_same_form_is_refused_with_the_cookie_of_its_login_kept(peer: Peer) -> None:
    browser = peer.house.browser()
    page, form = peer.authorise(browser, str(uuid4()))
    kept = dict(browser.cookies)
    assert browser.submit(page, form, follow=False).status == 303
    browser.cookies = kept
    _refuse_again(peer, browser, page, form)


def test_a_form_is_refused_in_a_browser_that_did_not_log_in(peer: Peer) -> None:
    page, form = peer.authorise(peer.house.browser(), str(uuid4()))
    _refuse_again(peer, peer.house.browser(), page, form)


def test_a_changed_token_is_refused(peer: Peer) -> None:
    browser = peer.house.browser()
    page, form = peer.authorise(browser, str(uuid4()))
    head, _, signature = form.fields["id_token"][0].split(".")
    _, body, _ = peer.authorise(browser, "somebody-else")[1].fields["id_token"][0].split(".")
    before = peer.count_sessions()
    answer = browser.submit(page, form, follow=False, id_token=f"{head}.{body}.{signature}")
    assert 400 <= answer.status < 500
    assert peer.count_sessions() == before


def test_each_launch_of_a_person_is_a_session_of_its_own(peer: Peer) -> None:
    browser, person = peer.house.browser(), str(uuid4())
    first, second = peer.launch(browser, person), peer.launch(browser, person)
    assert first != second
    seats = {peer.find_seat(address) for address in (first, second)}
    assert len(seats) == 1, json.dumps([str(seat) for seat in seats])
