"""What the id_token says about a person and a link, in both profiles, and the keys that it is signed with."""

import json
from time import time
from typing import Any

import jwt
import pytest

from lms_plugin.demo.platform.people import PEOPLE

from .tool import LINE_ITEM, Form, Visitor

LTI = "https://purl.imsglobal.org/spec/lti/claim"
AGS = "https://purl.imsglobal.org/spec/lti-ags"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PERSON = "http://purl.imsglobal.org/vocab/lis/v2"


def launch(visitor: Visitor, sub: str = "amara", link: str = "1") -> dict[str, Any]:
    """The claims as the tool would verify them."""
    visitor.become(sub)
    token = Form(visitor.authorize(visitor.auth_request(link)).data).fields["id_token"]
    return verified(visitor, token)


def verified(visitor: Visitor, token: str) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    keys = {key["kid"]: key for key in json.loads(visitor.ask("GET", "/certs").data)["keys"]}
    claims: dict[str, Any] = jwt.decode(
        token,
        jwt.PyJWK(keys[header["kid"]]).key,
        algorithms=["RS256"],
        audience="lakeside-demo",
        issuer=visitor.running.url,
    )
    return claims


def test_who_and_when(visitor: Visitor) -> None:
    claims = launch(visitor)
    assert claims["aud"] == "lakeside-demo"
    assert claims["exp"] == claims["iat"] + 60
    assert time() - 5 < claims["iat"] <= time()
    assert claims["nonce"] == "the-nonce"
    assert (claims["sub"], claims["name"]) == ("amara", "Amara Okafor")
    assert (claims["given_name"], claims["family_name"]) == ("Amara", "Okafor")
    assert claims["email"] == "amara.okafor@example.org"
    assert claims[f"{LTI}/lis"]["person_sourcedid"] == "N-1042"


def test_what_and_where(visitor: Visitor) -> None:
    claims = launch(visitor, link="2")
    assert claims[f"{LTI}/version"] == "1.3.0"
    assert claims[f"{LTI}/message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}/deployment_id"] == "1"
    assert claims[f"{LTI}/target_link_uri"] == f"{visitor.tool.url}/lti/launch"
    assert claims[f"{LTI}/context"] == {
        "id": "7",
        "label": "SOCIAL",
        "title": "Social media in health care",
        "type": ["CourseSection"],
    }
    assert claims[f"{LTI}/resource_link"] == {"id": "2", "title": "Patient information online", "description": ""}
    presentation = claims[f"{LTI}/launch_presentation"]
    assert (presentation["document_target"], presentation["locale"]) == ("iframe", "en")
    assert presentation["return_url"].startswith(f"{visitor.running.url}/course?link=2")
    assert claims[f"{LTI}/tool_platform"]["product_family_code"] == "moodle"


@pytest.mark.parametrize(
    ("sub", "roles"),
    [
        ("amara", [f"{MEMBERSHIP}#Learner"]),
        ("bertil", [f"{MEMBERSHIP}#Learner"]),
        ("dana", [f"{MEMBERSHIP}#Instructor"]),
        (
            "rosa",
            [
                f"{MEMBERSHIP}#Instructor",
                f"{PERSON}/institution/person#Administrator",
                f"{PERSON}/system/person#Administrator",
            ],
        ),
    ],
)
def test_roles(visitor: Visitor, sub: str, roles: list[str]) -> None:
    assert launch(visitor, sub)[f"{LTI}/roles"] == roles


def test_grade_services_name_the_column_of_a_graded_link_only(visitor: Visitor) -> None:
    graded = launch(visitor, link="2")[f"{AGS}/claim/endpoint"]
    assert graded == {
        "scope": [f"{AGS}/scope/{name}" for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")],
        "lineitems": f"{visitor.running.url}/ags/7/lineitems?type_id=1",
        "lineitem": visitor.line_item("2"),
    }
    assert "lineitem" not in launch(visitor, link="3")[f"{AGS}/claim/endpoint"]


def test_two_columns_on_a_link_leave_the_line_item_out(visitor: Visitor) -> None:
    body = json.dumps({"label": "More", "scoreMaximum": 10, "resourceLinkId": "1"})
    answer = visitor.serve(
        "POST", "/ags/7/lineitems?type_id=1", visitor.token(), body=body, headers={"Content-Type": LINE_ITEM}
    )
    assert answer.status == 201
    assert "lineitem" not in launch(visitor)[f"{AGS}/claim/endpoint"]


def test_moodle_sends_custom_names_twice(visitor: Visitor) -> None:
    assert launch(visitor)[f"{LTI}/custom"] == {
        "course": "social-media",
        "module": "why",
        "CamelCase": "yes",
        "camelcase": "yes",
    }


def test_specification_profile(strict: Visitor) -> None:
    claims = launch(strict)
    assert claims[f"{LTI}/custom"] == {"course": "social-media", "module": "why", "CamelCase": "yes"}
    assert claims[f"{LTI}/tool_platform"]["product_family_code"] == "lakeside-demo"
    assert f"{LTI}/ext" not in claims


def test_key_set_holds_public_members_only(visitor: Visitor) -> None:
    answer = visitor.ask("GET", "/certs")
    (key,) = json.loads(answer.data)["keys"]
    assert answer.headers["Content-Type"] == "application/json"
    assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")


def test_rotation_overlaps_until_the_old_key_is_retired(visitor: Visitor) -> None:
    keys = visitor.running.platform.keys
    old = keys.current
    token = visitor.running.platform.sign({"aud": "lakeside-demo", "iss": visitor.running.url})
    new = keys.rotate()
    assert old.kid != new.kid
    assert [key.kid for key in keys.published()] == [new.kid, old.kid]
    verified(visitor, token)
    assert launch(visitor)["sub"] == "amara"
    keys.retire(old.kid)
    assert [key["kid"] for key in json.loads(visitor.ask("GET", "/certs").data)["keys"]] == [new.kid]


def test_keys_survive_a_restart(visitor: Visitor) -> None:
    before = visitor.ask("GET", "/certs").data
    visitor.running.stop()
    visitor.running.start()
    assert visitor.ask("GET", "/certs").data == before


def test_tests_can_sign_what_no_platform_should(visitor: Visitor) -> None:
    platform = visitor.running.platform
    claims = platform.launch_claims(PEOPLE[0], platform.settings.links[0], "n-1")
    assert claims["nonce"] == "n-1"
    header = jwt.get_unverified_header(platform.sign({**claims, "iss": ["a"], "sub": 7}, {"kid": None, "x": "y"}))
    assert header == {"alg": "RS256", "typ": "JWT", "x": "y"}
    assert platform.sign(b"[]").count(".") == 2
