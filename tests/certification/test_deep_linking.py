"""DR: deep-linking requests, and MC52; each row changes a good request of the demo LMS and signs it anew."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession
from tests.harness.browser import Browser
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House
from tests.harness.pages import Page

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
V2 = "http://purl.imsglobal.org/vocab/lis/v2"
REQUIRED = ("deep_link_return_url", "accept_types", "accept_presentation_document_targets")

Claims = dict[str, Any]
Change = Callable[[Claims], Claims]


@pytest.fixture(scope="module")
def lms(sqlite_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all rows: none of them leaves anything behind that another one could trip over."""
    with House(sqlite_maker.make(), tmp_path_factory.mktemp("house")) as house:
        yield house


def same(claims: Claims) -> Claims:
    return claims


def put(name: str, value: Any) -> Change:
    return lambda claims: {**claims, name: value}


def drop(name: str) -> Change:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def setting(name: str, value: Any) -> Change:
    return lambda claims: {**claims, SETTINGS: {**claims[SETTINGS], name: value}}


def only(*names: str) -> Change:
    return lambda claims: {**claims, SETTINGS: {name: claims[SETTINGS][name] for name in names}}


def launch(house: House, browser: Browser, change: Change, sub: str = "dana") -> Page:
    """Ask for content with changed claims, well signed, as far as the page that comes of it."""
    browser.post(f"{house.platform.url}/become/dana", {})
    login = browser.get(f"{house.platform.url}/content/select")
    auth = browser.submit(login, login.form("/lti/login"))
    form = auth.form("/lti/launch")
    payload = form.fields["id_token"][0].split(".")[1]
    claims = change(json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    return browser.submit(auth, form, id_token=house.platform.platform.sign({**claims, "sub": sub}))


def count_sessions(house: House) -> int:
    with house.app.app_context():
        found = db.session.scalar(select(func.count()).select_from(LaunchSession)) or 0
        db.session.remove()
    return found


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(same, id="DR01"),
        pytest.param(only(*REQUIRED), id="DR12"),
        pytest.param(only("deep_link_return_url", "accept_types"), id="DR12-targets"),
        pytest.param(setting("accept_multiple", "no"), id="DR12-odd"),
        pytest.param(drop(f"{LTI}launch_presentation"), id="DR12-presentation"),
        pytest.param(drop(f"{LTI}context"), id="DR12-context"),
    ],
)
def test_a_request_that_holds_opens_the_picker(lms: House, change: Change) -> None:
    browser = lms.browser()
    page = launch(lms, browser, change)
    assert page.status == 200
    assert page.url.endswith("/picker")
    assert "What should people do here?" in page.text


@pytest.mark.parametrize(
    ("change", "reason", "status"),
    [
        pytest.param(drop(SETTINGS), "bad_deep_linking_settings", 401, id="DR02"),
        pytest.param(put(SETTINGS, "https://lms.example/return"), "bad_deep_linking_settings", 401, id="DR03"),
        pytest.param(only("accept_types"), "bad_deep_linking_settings.deep_link_return_url", 401, id="DR04"),
        pytest.param(
            setting("deep_link_return_url", "javascript:alert(1)"),
            "bad_deep_linking_settings.deep_link_return_url",
            401,
            id="DR05",
        ),
        pytest.param(
            setting("deep_link_return_url", "https://lms.example;script-src *"),
            "bad_deep_linking_settings.deep_link_return_url",
            401,
            id="DR05-header",
        ),
        pytest.param(only("deep_link_return_url"), "bad_deep_linking_settings.accept_types", 401, id="DR07"),
        pytest.param(
            setting("accept_types", "ltiResourceLink"), "bad_deep_linking_settings.accept_types", 401, id="DR07-text"
        ),
        pytest.param(setting("data", {"a": 1}), "bad_deep_linking_settings.data", 401, id="data-object"),
        pytest.param(setting("data", "x" * 20_000), "bad_deep_linking_settings.data", 401, id="data-long"),
        pytest.param(put(f"{LTI}roles", [f"{V2}/membership#Learner"]), "not_teaching", 403, id="DR10"),
        pytest.param(put(f"{LTI}roles", [f"{V2}/institution/person#Instructor"]), "not_teaching", 403, id="DR10-RP01"),
        pytest.param(put(f"{LTI}roles", [f"{V2}/membership#Mentor"]), "not_teaching", 403, id="DR10-RP18"),
        pytest.param(put(f"{LTI}roles", []), "not_teaching", 403, id="DR10-none"),
        pytest.param(put(f"{LTI}message_type", "LtiSubmissionReviewRequest"), "bad_for_user", 401, id="MC52"),
        pytest.param(
            put(f"{LTI}message_type", "LtiResourceLinkRequest"), "bad_resource_link", 401, id="MC12-settings-only"
        ),
    ],
)
def test_a_request_that_does_not_hold(lms: House, change: Change, reason: str, status: int) -> None:
    browser, before = lms.browser(), count_sessions(lms)
    page = launch(lms, browser, change)
    assert page.status == status, page.text
    assert reason in page.text
    assert b"javascript:" not in page.body
    assert count_sessions(lms) == before
    assert not any(name == "__Secure-launch" for _, _, name in browser.cookies)


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        pytest.param(["link", "html"], "takes only: link, html", id="DR08"),
        pytest.param([], "says that it takes nothing", id="DR08-empty"),
        pytest.param([7, None], "says that it takes nothing", id="DR08-odd"),
    ],
)
def test_an_lms_that_takes_no_links(lms: House, accepted: list[Any], words: str) -> None:
    browser = lms.browser()
    page = launch(lms, browser, setting("accept_types", accepted))
    assert page.status == 200
    assert "Your LMS does not take links here" in page.text
    assert words in page.text
    answer = browser.submit(page, page.form("/picker"))
    assert "Nothing was chosen" in answer.text


def test_one_at_a_time_has_radios_and_takes_one(lms: House) -> None:
    browser = lms.browser()
    page = launch(lms, browser, setting("accept_multiple", False))
    assert b'type="radio"' in page.body
    assert b'type="checkbox" name="item"' not in page.body
    values = page.form("/picker").choices["item"]
    assert browser.submit(page, page.form("/picker"), item=values[:2]).status == 400
    assert browser.submit(page, page.form("/picker"), item=values[:1]).status == 200


def test_no_grades_where_the_lms_takes_none(lms: House) -> None:
    browser = lms.browser()
    page = launch(lms, browser, setting("accept_lineitem", False))
    assert "It takes no grades for what is added here." in page.text
    assert "Send a grade" not in page.text


def test_a_replayed_request_is_refused(lms: House) -> None:
    browser = lms.browser()
    browser.post(f"{lms.platform.url}/become/dana", {})
    login = browser.get(f"{lms.platform.url}/content/select")
    auth = browser.submit(login, login.form("/lti/login"))
    kept = dict(browser.cookies)
    assert browser.submit(auth, auth.form("/lti/launch")).status == 200
    browser.cookies = kept
    assert browser.submit(auth, auth.form("/lti/launch")).status == 401
