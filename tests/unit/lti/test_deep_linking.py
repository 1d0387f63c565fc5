"""Reading a deep-linking request, and the signed answer to it."""

import time
from typing import Any

import jwt
import pytest

from lms_plugin.lti.deep_linking import ContentItem, GradeColumn, sign_answer
from lms_plugin.lti.deep_linking_claim import DL_CLAIM, MAX_DATA, DeepLinkingClaim
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.launch import Launch, parse_launch
from lms_plugin.platforms.keys import SigningKey
from tests.unit.lti.keys import rsa_key
from tests.unit.lti.registrations import ABSENT, CLIENT, ISSUER, good_claims, is_ours, make_known

RETURN = "https://lms.example.org/return?a=1"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"


def parse(changes: dict[str, Any] | None = None, *, trial: bool = False, **settings: Any) -> Launch:
    asked = {"deep_link_return_url": RETURN, "accept_types": ["ltiResourceLink"], **settings}
    claims = good_claims(
        {
            "lti:message_type": "LtiDeepLinkingRequest",
            "lti:resource_link": ABSENT,
            "lti:roles": [INSTRUCTOR],
            f"{DL_CLAIM}deep_linking_settings": asked,
            **(changes or {}),
        }
    )
    return parse_launch(claims, client_id=CLIENT, is_ours=is_ours, trial=trial)


def test_a_request_with_nothing_optional() -> None:
    launch = parse()
    assert launch.resource_link_id is None
    assert launch.deep_linking == DeepLinkingClaim(
        return_url=RETURN,
        accept_types=("ltiResourceLink",),
        accept_multiple=False,
        accept_line_item=None,
        data=None,
    )


@pytest.mark.parametrize(
    ("value", "read"), [(True, True), ("true", True), (False, False), ("FALSE", False), (1, False), (None, False)]
)
def test_several_only_where_the_platform_says_so(value: Any, read: bool) -> None:
    claim = parse(accept_multiple=value).deep_linking
    assert claim is not None
    assert claim.accept_multiple is read


def test_data_is_kept_to_the_letter() -> None:
    data = "  csrf=1; \n “ü” "
    claim = parse(data=data, accept_lineitem=False).deep_linking
    assert claim is not None
    assert (claim.data, claim.accept_line_item) == (data, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deep_link_return_url", None),
        ("deep_link_return_url", ["https://lms.example.org"]),
        ("deep_link_return_url", "javascript:alert(1)"),
        ("deep_link_return_url", "http://lms.example.org/return"),
        ("deep_link_return_url", f"https://lms.example.org/{'x' * 4000}"),
        ("accept_types", None),
        ("accept_types", "ltiResourceLink"),
        ("accept_types", {"ltiResourceLink": True}),
        ("data", 7),
        ("data", "x" * (MAX_DATA + 1)),
    ],
)
def test_a_setting_of_the_wrong_shape(name: str, value: Any) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        parse(**{name: value})
    assert caught.value.reason == f"bad_deep_linking_settings.{name}"
    assert caught.value.status == 401


def test_plain_http_only_on_trial() -> None:
    claim = parse(trial=True, deep_link_return_url="http://127.0.0.1:8001/return").deep_linking
    assert claim is not None
    assert claim.return_url == "http://127.0.0.1:8001/return"


def test_learners_place_nothing() -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        parse({"lti:roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]})
    assert (caught.value.reason, caught.value.status) == ("not_teaching", 403)


def test_settings_in_a_launch_of_another_kind_are_nothing() -> None:
    changes = {"lti:message_type": "LtiResourceLinkRequest", "lti:resource_link": {"id": "3"}}
    assert parse(changes).deep_linking is None


def answer(*items: ContentItem, data: str | None = None) -> dict[str, Any]:
    key = SigningKey("our-kid", rsa_key())
    token = sign_answer(make_known(), items, deployment_id="dep-1", data=data, key=key)
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT", "kid": "our-kid"}
    claims: dict[str, Any] = jwt.decode(
        token, rsa_key().public_key(), algorithms=["RS256"], audience=ISSUER, issuer=CLIENT
    )
    return claims


def test_who_signs_for_whom_and_when() -> None:
    claims, now = answer(data="as it came"), time.time()
    assert (claims["iss"], claims["aud"]) == (CLIENT, ISSUER)
    assert claims["iat"] <= now - 4
    assert now + 200 < claims["exp"] <= now + 300
    assert len(claims["nonce"]) >= 32
    assert claims["nonce"] != answer()["nonce"]
    assert claims[f"{LTI}deployment_id"] == "dep-1"
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{DL_CLAIM}data"] == "as it came"
    assert claims[f"{DL_CLAIM}content_items"] == []


def test_no_claim_is_null() -> None:
    claims = answer()
    assert f"{DL_CLAIM}data" not in claims
    assert None not in claims.values()


def test_items() -> None:
    column = GradeColumn(points=20, label="Quiz", resource_id="c/quiz/q", tag="quiz")
    address, custom = "https://tool.example.org/lti/launch", {"course": "c", "quiz": "q"}
    claims = answer(
        ContentItem(title="Graded", url=address, custom=custom, column=column),
        ContentItem(title="Not graded", url=address, custom={"course": "c", "module": "m"}),
    )
    assert claims[f"{DL_CLAIM}content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": "Graded",
            "url": address,
            "custom": custom,
            "lineItem": {"scoreMaximum": 20, "label": "Quiz", "resourceId": "c/quiz/q", "tag": "quiz"},
        },
        {"type": "ltiResourceLink", "title": "Not graded", "url": address, "custom": {"course": "c", "module": "m"}},
    ]
