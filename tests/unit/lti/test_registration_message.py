"""What we post to each LMS, what we ask for, how answers are read, and Canvas's own file."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms_plugin.core.outbound.client import Answer
from lms_plugin.lti.canvas_json import canvas_configuration
from lms_plugin.lti.registration import parse_answer
from lms_plugin.lti.registration_configuration import PLATFORM, PlatformConfiguration, parse_configuration
from lms_plugin.lti.registration_errors import WORDS, RegistrationFailedError
from lms_plugin.lti.registration_message import SCOPES, TOOL, ToolFace, build_message, choose_scopes
from lms_plugin.lti.registration_services import find_not_granted, split_offered

URL = "https://lms.example.org"
FACE = ToolFace("Learning tool", "https://tool.example:8443")
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope"


def configuration(about: dict[str, Any] | None = None, **changes: Any) -> PlatformConfiguration:
    content = {
        "issuer": URL,
        "authorization_endpoint": f"{URL}/auth",
        "token_endpoint": f"{URL}/token",
        "jwks_uri": f"{URL}/certs",
        "registration_endpoint": f"{URL}/register",
        PLATFORM: about or {},
        **changes,
    }
    return parse_configuration(content, f"{URL}/configuration")


def test_the_message() -> None:
    message = build_message(FACE, configuration())
    tool = message.pop(TOOL)
    assert message == {
        "application_type": "web",
        "grant_types": ["client_credentials", "implicit"],
        "response_types": ["id_token"],
        "initiate_login_uri": "https://tool.example:8443/lti/login",
        "redirect_uris": ["https://tool.example:8443/lti/launch"],
        "client_name": "Learning tool",
        "jwks_uri": "https://tool.example:8443/lti/jwks",
        "logo_uri": "https://tool.example:8443/static/icon-128.png",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
    }
    assert tool["domain"] == "tool.example:8443"
    assert tool["target_link_uri"] == "https://tool.example:8443/lti/launch"
    assert [each["type"] for each in tool["messages"]] == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    assert {"name", "email"} <= set(tool["claims"])
    assert not any("placements" in each for each in tool["messages"])


def test_canvas_gets_its_own_placements_and_privacy_level() -> None:
    offered = [
        {"type": "LtiResourceLinkRequest", "placements": ["account_navigation", "course_navigation"]},
        {"type": "LtiDeepLinkingRequest", "placements": ["assignment_selection", "link_selection"]},
    ]
    about = {"product_family_code": "canvas", "messages_supported": offered}
    tool = build_message(FACE, configuration(about))[TOOL]
    assert tool["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert [each["placements"] for each in tool["messages"]] == [
        ["course_navigation"],
        ["assignment_selection", "link_selection"],
    ]


def test_only_what_is_offered_is_asked_for() -> None:
    known = configuration(
        {"messages_supported": [{"type": "LtiResourceLinkRequest"}], "variables": ["Context.id.history"]},
        scopes_supported=["openid", f"{AGS}/score"],
    )
    message = build_message(FACE, known)
    assert message["scope"] == f"{AGS}/score"
    assert [each["type"] for each in message[TOOL]["messages"]] == ["LtiResourceLinkRequest"]
    assert message[TOOL]["custom_parameters"] == {"context_history": "$Context.id.history"}
    offered, missing = split_offered(known)
    assert [each.key for each in offered] == ["grades"]
    assert [each.key for each in missing] == ["picker", "results", "columns", "roster"]


def test_who_says_nothing_is_asked_for_all() -> None:
    offered, missing = split_offered(configuration())
    assert len(offered) == 5
    assert missing == []


def test_what_was_not_granted() -> None:
    asked = choose_scopes(configuration())
    assert find_not_granted(asked, None) == []
    assert [each.key for each in find_not_granted(asked, (f"{AGS}/score",))] == ["results", "columns", "roster"]


@pytest.mark.parametrize(
    ("server", "audience"),
    [("https://api.example.org/auth/token", "https://api.example.org/auth/token"), ("canvas.example", None), (7, None)],
)
def test_an_audience_of_its_own(server: Any, audience: str | None) -> None:
    assert configuration(authorization_server=server).token_audience == audience


def test_a_hosted_canvas_uses_the_vendor_s_hosts() -> None:
    issuer, sso = "https://canvas.instructure.com", "https://sso.canvaslms.com"
    content = {
        "issuer": issuer,
        "authorization_endpoint": f"{sso}/api/lti/authorize_redirect",
        "token_endpoint": f"{sso}/login/oauth2/token",
        "jwks_uri": f"{sso}/api/lti/security/jwks",
        "registration_endpoint": f"{issuer}/api/lti/registrations",
        PLATFORM: {"product_family_code": "canvas"},
    }
    for host in (issuer, sso):
        assert parse_configuration(content, f"{host}/api/lti/security/openid-configuration").issuer == issuer
    with pytest.raises(RegistrationFailedError):
        parse_configuration(content, "https://lms.example.org/configuration")


def test_a_token_is_posted_to_the_platform_s_own_host_alone() -> None:
    with pytest.raises(RegistrationFailedError) as caught:
        configuration(registration_endpoint="https://elsewhere.example/register")
    assert caught.value.reason == "bad_configuration"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "//lms", "https://a b/", "https://u@lms.example.org/", 7, ""])
@pytest.mark.parametrize("name", ["jwks_uri", "token_endpoint", "authorization_endpoint"])
def test_an_address_that_is_none(name: str, value: Any) -> None:
    with pytest.raises(RegistrationFailedError) as caught:
        configuration(**{name: value})
    assert caught.value.reason == "bad_configuration"


@pytest.mark.parametrize(
    ("content", "client", "deployment", "scopes"),
    [
        ({"client_id": "c"}, "c", None, None),
        ({"client_id": 10000000000001}, "10000000000001", None, None),
        ({"client_id": "c", "scope": "a  b", TOOL: {"deployment_id": 2}}, "c", "2", ("a", "b")),
        ({"client_id": "c", "scope": ["a", 7], TOOL: "x"}, "c", None, ("a",)),
    ],
)
def test_answers_are_read_leniently(
    content: Any, client: str, deployment: str | None, scopes: tuple[str, ...] | None
) -> None:
    read = parse_answer(Answer(201, {"content-type": "text/html"}, json.dumps(content).encode()))
    assert (read.client_id, read.deployment_id, read.scopes) == (client, deployment, scopes)


@pytest.mark.parametrize("client", [None, "", True, [], "a\nb", "x" * 256])
def test_an_answer_without_a_client_id(client: Any) -> None:
    with pytest.raises(RegistrationFailedError) as caught:
        parse_answer(Answer(200, {}, json.dumps({"client_id": client}).encode()))
    assert caught.value.reason == "bad_registration"


def test_words_say_that_the_link_is_still_good() -> None:
    assert all("the link is still good" in words.remedy for words in WORDS.values())


def test_canvas_s_file() -> None:
    content = canvas_configuration(FACE)
    [extension] = content["extensions"]
    assert content["oidc_initiation_url"] == "https://tool.example:8443/lti/login"
    assert content["scopes"] == list(SCOPES)
    assert extension["privacy_level"] == "public"
    assert [(each["placement"], each["message_type"]) for each in extension["settings"]["placements"]] == [
        ("course_navigation", "LtiResourceLinkRequest"),
        ("assignment_selection", "LtiDeepLinkingRequest"),
        ("link_selection", "LtiDeepLinkingRequest"),
        ("editor_button", "LtiDeepLinkingRequest"),
    ]


def test_canvas_s_file_and_its_pictures_are_served(client: FlaskClient) -> None:
    answer = client.get("/lti/canvas.json")
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    settings = answer.json["extensions"][0]["settings"]
    for address in (settings["icon_url"], settings["placements"][0]["icon_url"]):
        with client.get(address.removeprefix("http://localhost:8000")) as picture:
            assert picture.mimetype == "image/png"
            assert picture.data.startswith(b"\x89PNG")
