"""Notices of copied courses: who takes them, what stands in them, and what happens when nobody listens."""

import json
from typing import Any

import jwt
import pytest
import urllib3

from lms_plugin.demo.platform.scopes import NOTICES, SCORE

from .tool import Visitor

LTI = "https://purl.imsglobal.org/spec/lti/claim"
CLAIM = f"{LTI}/platformnotificationservice"


def put(visitor: Visitor, **content: Any) -> urllib3.BaseHTTPResponse:
    """Set the handler, with changes; None leaves a member out."""
    good = {"notice_type": "LtiContextCopyNotice", "handler": f"{visitor.tool.url}/lti/notices"}
    body = json.dumps({name: value for name, value in {**good, **content}.items() if value is not None})
    url, headers = f"{visitor.running.url}/notices/1", {"Content-Type": "application/json"}
    return visitor.serve("PUT", url, visitor.token(NOTICES), body=body, headers=headers)


def copied(visitor: Visitor) -> dict[str, Any]:
    """A copy of the course, after whatever is to be sent was sent."""
    made: dict[str, Any] = visitor.order("courses", 201)
    visitor.running.platform.sender.pauses = (0.0, 0.0)
    visitor.running.platform.sender.wait()
    return made


def test_launch_says_where_handlers_go(visitor: Visitor) -> None:
    visitor.become("amara")
    assert visitor.open(visitor.open_link())[CLAIM] == {
        "service_versions": ["1.0"],
        "platform_notification_service_url": f"{visitor.running.url}/notices/1",
        "scope": [NOTICES],
        "notice_types_supported": ["LtiContextCopyNotice"],
    }


def test_handler_is_kept_and_shown(visitor: Visitor) -> None:
    answer = put(visitor)
    handler = {"notice_type": "LtiContextCopyNotice", "handler": f"{visitor.tool.url}/lti/notices"}
    assert (answer.status, json.loads(answer.data)) == (200, handler)
    shown = visitor.serve("GET", f"{visitor.running.url}/notices/1", visitor.token(NOTICES))
    assert json.loads(shown.data) == {"client_id": "lakeside-demo", "deployment_id": "1", "notice_handlers": [handler]}


def test_copy_is_told(visitor: Visitor) -> None:
    put(visitor)
    made = copied(visitor)
    [body] = visitor.tool.posted
    [notice] = json.loads(body)["notices"]
    keys = {key["kid"]: key for key in json.loads(visitor.ask("GET", "/certs").data)["keys"]}
    claims = jwt.decode(
        notice["jwt"],
        jwt.PyJWK(keys[jwt.get_unverified_header(notice["jwt"])["kid"]]).key,
        algorithms=["RS256"],
        audience="lakeside-demo",
        issuer=visitor.running.url,
        options={"require": ["iat", "exp", "nonce"]},
    )
    assert claims[f"{LTI}/notice"]["type"] == "LtiContextCopyNotice"
    assert {"id", "timestamp"} < claims[f"{LTI}/notice"].keys()
    assert (claims[f"{LTI}/version"], claims[f"{LTI}/deployment_id"]) == ("1.3.0", "1")
    assert claims[f"{LTI}/context"]["id"] == made["context_id"]
    assert claims[f"{LTI}/origin_contexts"] == ["7"]


def test_nothing_is_sent_without_a_handler(visitor: Visitor) -> None:
    copied(visitor)
    assert visitor.tool.posted == []


def test_empty_handler_ends_it(visitor: Visitor) -> None:
    put(visitor)
    assert put(visitor, handler="").status == 200
    copied(visitor)
    assert visitor.tool.posted == []


def test_refused_notice_is_sent_twice_more(visitor: Visitor) -> None:
    put(visitor)
    visitor.running.platform.sender.pauses = (0.0, 0.0)
    visitor.tool.status = "503 Service Unavailable"
    copied(visitor)
    assert len(visitor.tool.posted) == 3
    [delivery] = json.loads(visitor.ask("GET", "/api/notices").data)
    assert (delivery["status"], delivery["attempts"]) == (503, 3)


@pytest.mark.parametrize(
    "content",
    [
        {"notice_type": None},
        {"notice_type": "LtiOtherNotice"},
        {"handler": None},
        {"handler": 5},
        {"handler": "http://elsewhere.example/notices"},
        {"max_batch_size": 0},
        {"max_batch_size": True},
    ],
)
def test_handlers_that_do_not_do(visitor: Visitor, content: dict[str, Any]) -> None:
    assert put(visitor, **content).status == 400


def test_scope_and_token_are_needed(visitor: Visitor) -> None:
    url = f"{visitor.running.url}/notices/1"
    assert visitor.serve("GET", url, visitor.token(SCORE)).status == 403
    assert visitor.ask("GET", "/notices/1").status == 401


def test_other_deployments_are_404(visitor: Visitor) -> None:
    assert visitor.serve("GET", f"{visitor.running.url}/notices/2", visitor.token(NOTICES)).status == 404
