"""The authorization endpoint: who is answered, who is told what, and the hint that works once."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from .tool import Form, StubTool, Visitor


@pytest.fixture
def amara(visitor: Visitor) -> Visitor:
    visitor.become("amara")
    return visitor


def test_good_request_posts_token_and_state_to_the_tool(amara: Visitor, tool: StubTool) -> None:
    answer = amara.authorize(amara.auth_request())
    form = Form(answer.data)
    assert (answer.status, form.action) == (200, f"{tool.url}/lti/launch")
    assert set(form.fields) == {"state", "id_token"}
    assert form.fields["state"] == "the-state"


def test_request_may_come_as_a_form(amara: Visitor) -> None:
    answer = amara.ask("POST", "/auth", form=amara.auth_request())
    assert "id_token" in Form(answer.data).fields


def test_state_comes_back_to_the_letter(amara: Visitor) -> None:
    state = "a\"'<b>&amp; ü %41\\"
    page = amara.authorize(amara.auth_request(state=state)).data
    assert Form(page).fields["state"] == state
    assert b"<b>" not in page


def test_state_may_be_absent(amara: Visitor) -> None:
    assert set(Form(amara.authorize(amara.auth_request(state=None)).data).fields) == {"id_token"}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("client_id", lambda good: "somebody"),
        ("client_id", lambda good: None),
        ("redirect_uri", lambda good: None),
        ("redirect_uri", lambda good: good + "/"),
        ("redirect_uri", lambda good: good + "?course=1"),
        ("redirect_uri", lambda good: good.upper()),
        ("redirect_uri", lambda good: "http://evil.example/lti/launch"),
    ],
)
def test_unknown_client_or_address_stays_with_us(amara: Visitor, name: str, wrong: Callable[[str], str | None]) -> None:
    good = amara.auth_request()
    changed = wrong(good[name])
    request = {key: value for key, value in {**good, name: changed}.items() if value is not None}
    answer = amara.authorize(request)
    assert answer.status == 400
    assert b"<form" not in answer.data
    assert amara.authorize(good).status == 200, "the hint must not have been spent"


def test_parameters_may_not_repeat(amara: Visitor) -> None:
    request = urlencode(amara.auth_request())
    assert amara.ask("GET", f"/auth?{request}&redirect_uri=http://evil.example").status == 400
    assert amara.ask("GET", f"/auth?{request}&nonce=other").status == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": None}, "invalid_scope"),
        ({"scope": "openidx"}, "invalid_scope"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"response_mode": None}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"login_hint": "bertil"}, "access_denied"),
        ({"login_hint": None}, "access_denied"),
        ({"lti_message_hint": None}, "invalid_request"),
        ({"lti_message_hint": "{"}, "invalid_request"),
        ({"lti_message_hint": "[" * 100_000}, "invalid_request"),
        ({"lti_message_hint": "[1]"}, "invalid_request"),
        ({"lti_message_hint": '{"launchid":7}'}, "invalid_request"),
        ({"lti_message_hint": '{"launchid":"\\ud800"}'}, "invalid_request"),
        ({"lti_message_hint": '{"cmid":1,"launchid":"ltilaunch1_1"}'}, "invalid_request"),
    ],
)
def test_other_errors_are_posted_to_the_tool(amara: Visitor, changes: dict[str, str | None], error: str) -> None:
    answer = amara.ask("POST", "/auth", form=amara.auth_request("1", **changes))
    fields = Form(answer.data).fields
    assert answer.status == 200
    assert (fields["error"], fields["state"]) == (error, "the-state")
    assert fields["error_description"]
    assert "id_token" not in fields


def test_moodle_lets_prompt_be_absent(amara: Visitor) -> None:
    assert "id_token" in Form(amara.authorize(amara.auth_request(prompt=None)).data).fields


def test_specification_wants_prompt(strict: Visitor) -> None:
    strict.become("amara")
    assert Form(strict.authorize(strict.auth_request(prompt=None)).data).fields["error"] == "invalid_request"


def test_used_hint_ends_on_our_own_page(amara: Visitor) -> None:
    request = amara.auth_request()
    assert amara.authorize(request).status == 200
    again = amara.authorize(request)
    assert again.status == 400
    assert b"<form" not in again.data
    assert b"used already" in again.data


def test_hint_survives_a_restart_and_its_use_does_too(amara: Visitor) -> None:
    request = amara.auth_request()
    for status in (200, 400):
        amara.running.stop()
        amara.running.start()
        assert amara.authorize(request).status == status


def test_hint_belongs_to_one_session(amara: Visitor) -> None:
    request = amara.auth_request()
    amara.become("amara")
    assert Form(amara.authorize(request).data).fields["error"] == "invalid_request"


def test_nobody_signed_in(amara: Visitor) -> None:
    request = amara.auth_request()
    amara.cookie = ""
    assert Form(amara.authorize(request).data).fields["error"] == "login_required"


def test_link_that_is_gone(amara: Visitor) -> None:
    request = amara.auth_request()
    amara.running.platform.settings = replace(amara.running.platform.settings, links=())
    assert Form(amara.authorize(request).data).fields["error"] == "invalid_request"
