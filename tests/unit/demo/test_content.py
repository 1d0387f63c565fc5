"""Adding activities: what the platform asks, and which answers it takes."""

import json
from dataclasses import replace
from time import time
from typing import Any

import jwt
import pytest
from urllib3 import BaseHTTPResponse

from .tool import Form, Visitor, new_key

LTI = "https://purl.imsglobal.org/spec/lti/claim"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim"


def ask(visitor: Visitor, sub: str = "dana") -> dict[str, Any]:
    """The claims of a deep-linking request."""
    visitor.become(sub)
    login = Form(visitor.ask("GET", "/content/select").data).fields
    request = visitor.auth_request() | {name: login[name] for name in ("login_hint", "lti_message_hint")}
    token = Form(visitor.authorize(request).data).fields["id_token"]
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def item(**changes: Any) -> dict[str, Any]:
    good = {"type": "ltiResourceLink", "title": "The quiz", "custom": {"quiz": "q"}, "lineItem": {"scoreMaximum": 20}}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def answer(visitor: Visitor, claims: dict[str, Any], *items: Any, **changes: Any) -> dict[str, Any]:
    """The claims of a good answer, with changes; None leaves a claim out."""
    settings, now = visitor.running.platform.settings, int(time())
    good = {
        "iss": settings.client_id,
        "aud": [settings.issuer],
        "iat": now - 5,
        "exp": now + 60,
        "nonce": "n-1",
        f"{LTI}/deployment_id": settings.deployment_id,
        f"{LTI}/message_type": "LtiDeepLinkingResponse",
        f"{LTI}/version": "1.3.0",
        f"{DL}/content_items": list(items),
        f"{DL}/data": claims[f"{DL}/deep_linking_settings"].get("data"),
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def post(visitor: Visitor, asked: dict[str, Any], token: str) -> BaseHTTPResponse:
    return visitor.ask("POST", asked[f"{DL}/deep_linking_settings"]["deep_link_return_url"], form={"JWT": token})


def send(visitor: Visitor, *items: Any, **changes: Any) -> BaseHTTPResponse:
    asked = ask(visitor)
    return post(visitor, asked, visitor.tool.key.sign(answer(visitor, asked, *items, **changes)))


@pytest.mark.parametrize("sub", ["dana", "rosa"])
def test_the_request_is_moodles(visitor: Visitor, sub: str) -> None:
    claims = ask(visitor, sub)
    assert claims[f"{LTI}/message_type"] == "LtiDeepLinkingRequest"
    assert f"{LTI}/resource_link" not in claims
    asked = claims[f"{DL}/deep_linking_settings"]
    assert (asked["accept_types"], asked["accept_multiple"]) == (["ltiResourceLink"], True)
    assert not {"data", "accept_lineitem"} & set(asked)
    assert claims[f"{LTI}/launch_presentation"] == {"locale": "en"}


def test_the_request_of_the_specification_has_data(strict: Visitor) -> None:
    asked = ask(strict)[f"{DL}/deep_linking_settings"]
    assert asked["accept_lineitem"] is True
    assert asked["data"]


@pytest.mark.parametrize("sub", ["amara", "bertil"])
def test_learners_add_nothing(visitor: Visitor, sub: str) -> None:
    visitor.become(sub)
    assert visitor.ask("GET", "/content/select").status == 403
    assert visitor.ask("GET", "/course?add=1").data.count(b"/content/select") == 0


def test_links_are_added_with_their_columns(visitor: Visitor) -> None:
    plain = item(title="A lesson", lineItem=None, url=f"{visitor.tool.url}/lti/launch")
    taken = send(visitor, item(lineItem={"scoreMaximum": 20, "label": "Ignored", "resourceId": "r", "tag": "t"}), plain)
    assert (taken.status, taken.headers["Location"]) == (303, "/course?link=101&added=2")
    page = visitor.ask("GET", "/course?link=101&added=2").data.decode()
    assert "2 activities were added" in page
    assert "A lesson" in page
    assert [row["label"] for row in json.loads(visitor.ask("GET", "/api/gradebook").data)][:3] == [
        "Why social media matters",
        "Patient information online",
        "The quiz",
    ]
    visitor.running.stop()
    visitor.running.start()
    claims = launch_of(visitor, "101")
    assert claims[f"{LTI}/custom"] == {"quiz": "q"}
    assert "lineitem" in claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert "lineitem" not in launch_of(visitor, "102")["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]


def launch_of(visitor: Visitor, link: str) -> dict[str, Any]:
    visitor.become("amara")
    token = Form(visitor.authorize(visitor.auth_request(link)).data).fields["id_token"]
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_the_same_answer_again_adds_nothing_in_moodle(visitor: Visitor) -> None:
    asked = ask(visitor)
    token = visitor.tool.key.sign(answer(visitor, asked, item()))
    first, second = post(visitor, asked, token), post(visitor, asked, token)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(visitor.running.platform.links) == 4


def test_the_same_answer_again_is_refused_by_the_specification(strict: Visitor) -> None:
    asked = ask(strict)
    token = strict.tool.key.sign(answer(strict, asked, item()))
    assert [post(strict, asked, token).status for _ in range(2)] == [303, 400]
    assert len(strict.running.platform.links) == 4


def test_the_specification_takes_any_maximum_and_the_label(strict: Visitor) -> None:
    assert send(strict, item(lineItem={"scoreMaximum": 12.5, "label": "Column"})).status == 303
    assert "Column" in strict.ask("GET", "/gradebook").data.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"aud": "https://another.example"},
        {"aud": ["http://127.0.0.1", "https://another.example"]},
        {"iat": None},
        {"iat": int(time()) + 600},
        {"exp": int(time()) - 1},
        {"exp": "soon"},
        {"nonce": None},
        {"nonce": 7},
        {f"{LTI}/deployment_id": "2"},
        {f"{LTI}/message_type": "LtiResourceLinkRequest"},
        {f"{LTI}/version": "1.3"},
        {f"{DL}/data": "made up"},
        {f"{DL}/content_items": {"type": "ltiResourceLink"}},
    ],
)
def test_an_answer_that_does_not_hold(visitor: Visitor, changes: dict[str, Any]) -> None:
    refused = send(visitor, item(), **changes)
    assert refused.status == 400
    assert b"The tool&#39;s answer was not taken: " in refused.data
    assert len(visitor.running.platform.links) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        7,
        item(type="link"),
        item(title=None),
        item(title=" "),
        item(url="https://another.example/lti/launch"),
        item(url="https://["),
        item(custom=["quiz"]),
        item(custom={"quiz": 7}),
        item(lineItem=[]),
        *(item(lineItem={"scoreMaximum": value}) for value in (0, -1, 150, 12.5, "20", True)),
        item(lineItem={"scoreMaximum": 20, "tag": 7}),
    ],
)
def test_one_wrong_item_and_nothing_is_added(visitor: Visitor, wrong: Any) -> None:
    assert send(visitor, item(), wrong).status == 400
    assert len(visitor.running.platform.links) == 3


def test_signed_by_the_tool_alone(visitor: Visitor) -> None:
    asked = ask(visitor)
    token = new_key().sign(answer(visitor, asked, item()))
    assert post(visitor, asked, token).status == 400
    assert post(visitor, asked, "a.b.c").status == 400
    unsigned = jwt.encode(answer(visitor, asked, item()), "", algorithm="none")
    assert post(visitor, asked, unsigned).status == 400


def test_only_who_asked_may_answer(visitor: Visitor) -> None:
    asked = ask(visitor)
    token = visitor.tool.key.sign(answer(visitor, asked, item()))
    visitor.become("rosa")
    assert post(visitor, asked, token).status == 400
    visitor.become("amara")
    assert post(visitor, asked, token).status == 403
    visitor.cookie = ""
    assert post(visitor, asked, token).status == 403


def test_nothing_chosen_is_no_fault(visitor: Visitor) -> None:
    assert send(visitor).headers["Location"] == "/course"
    visitor.running.platform.settings = replace(visitor.running.platform.settings, links=())
    assert "no activities" in visitor.ask("GET", "/course").data.decode()
