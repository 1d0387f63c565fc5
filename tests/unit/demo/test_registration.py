"""Tools that register themselves: the platform's configuration, what is refused, and each LMS's habits."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import urllib3

from lms_plugin.demo.platform.scopes import LINEITEM, ROSTER, SCORE

from .tool import Form, Visitor

LTI = "https://purl.imsglobal.org/spec/lti/claim"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
PRIVACY_LEVEL = "https://canvas.instructure.com/lti/privacy_level"
ALL = ["columns", "scores", "roster", "notices"]


def invite(visitor: Visitor, **order: Any) -> str:
    """A registration token."""
    return str(visitor.order("registrations", 201, url=f"{visitor.tool.url}/lti/register", **order)["token"])


def configuration(visitor: Visitor, lti: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A good tool configuration, with changes; None leaves a member out."""
    url = visitor.tool.url
    inner = {
        "domain": urlsplit(url).netloc,
        "target_link_uri": f"{url}/lti/launch",
        "claims": ["iss", "sub", "name", "email"],
        "messages": [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest"}],
        **(lti or {}),
    }
    good = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{url}/lti/login",
        "redirect_uris": [f"{url}/lti/launch"],
        "client_name": "Some tool",
        "jwks_uri": f"{url}/lti/jwks",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": f"{SCORE} {LINEITEM} {ROSTER}",
        TOOL: {name: value for name, value in inner.items() if value is not None},
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def post(visitor: Visitor, token: str, content: Any, media_type: str = "application/json") -> urllib3.BaseHTTPResponse:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type}
    return visitor.ask("POST", "/register", body=json.dumps(content), headers=headers)


def register(visitor: Visitor, content: dict[str, Any] | None = None, **order: Any) -> dict[str, Any]:
    """What a good registration was answered."""
    answer = post(visitor, invite(visitor, **order), content or configuration(visitor))
    assert answer.status in (200, 201), answer.data
    found: dict[str, Any] = json.loads(answer.data)
    return found


def tools(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(visitor.ask("GET", "/api/tools").data)
    return found


def activated(visitor: Visitor, **order: Any) -> dict[str, Any]:
    client_id = register(visitor, **order)["client_id"]
    visitor.order(f"tools/{client_id}", state="active")
    return tools(visitor)[-1]


def test_configuration_says_where_everything_is(visitor: Visitor) -> None:
    content = json.loads(visitor.ask("GET", "/.well-known/openid-configuration").data)
    url = visitor.running.url
    assert content["issuer"] == url
    assert content["authorization_endpoint"] == f"{url}/auth"
    assert (content["token_endpoint"], content["jwks_uri"]) == (f"{url}/token", f"{url}/certs")
    assert content["registration_endpoint"] == f"{url}/register"
    assert {SCORE, LINEITEM, ROSTER} < set(content["scopes_supported"])
    assert content["id_token_signing_alg_values_supported"] == ["RS256"]
    assert {"sub", "name", "email"} < set(content["claims_supported"])
    assert content[PLATFORM]["product_family_code"] == "moodle"
    assert "Context.id.history" in content[PLATFORM]["variables"]
    assert [message["type"] for message in content[PLATFORM]["messages_supported"]][:2] == [
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
    ]


@pytest.mark.parametrize(
    ("family", "code"),
    [
        ("moodle", "moodle"),
        ("brightspace", "desire2learn"),
        ("sakai", "sakai"),
        ("specification", "lakeside-demo"),
    ],
)
def test_families_name_themselves(visitor: Visitor, family: str, code: str) -> None:
    visitor.order("profile", family=family)
    content = json.loads(visitor.ask("GET", "/.well-known/openid-configuration").data)
    assert content[PLATFORM]["product_family_code"] == code


def test_invitation_adds_to_the_address(visitor: Visitor) -> None:
    url = f"{visitor.tool.url}/lti/register?invitation=abc"
    begun = visitor.order("registrations", 201, url=url)
    assert parse_qs(urlsplit(begun["url"]).query) == {
        "invitation": ["abc"],
        "openid_configuration": [f"{visitor.running.url}/.well-known/openid-configuration"],
        "registration_token": [begun["token"]],
    }


def test_registered_tool_is_pending_until_activated(visitor: Visitor) -> None:
    answer = register(visitor)
    tool = tools(visitor)[-1]
    assert (tool["client_id"], tool["state"]) == (answer["client_id"], "pending")
    assert answer[TOOL]["deployment_id"] == tool["deployment_id"]
    assertion = visitor.tool.key.sign(visitor.assertion(client_id=answer["client_id"]))
    assert json.loads(visitor.ask_token(assertion).data)["error"] == "invalid_client"
    visitor.order(f"tools/{answer['client_id']}", state="active")
    assert visitor.token(SCORE, client_id=answer["client_id"])


def test_token_works_once(visitor: Visitor) -> None:
    token = invite(visitor)
    assert post(visitor, token, configuration(visitor)).status == 200
    assert post(visitor, token, configuration(visitor)).status == 401
    assert len(tools(visitor)) == 2


def test_token_lives_an_hour(visitor: Visitor) -> None:
    token, platform = invite(visitor), visitor.running.platform
    now = platform.clock()
    platform.clock = lambda: now + 3601
    assert post(visitor, token, configuration(visitor)).status == 401


def test_refusal_leaves_the_token_alone(visitor: Visitor) -> None:
    token = invite(visitor)
    assert post(visitor, token, configuration(visitor, client_name=None)).status == 400
    assert post(visitor, token, configuration(visitor)).status == 200


def test_no_token_is_401(visitor: Visitor) -> None:
    assert post(visitor, "made-up", configuration(visitor)).status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"application_type": "native"},
        {"response_types": ["code"]},
        {"response_types": None},
        {"grant_types": ["client_credentials"]},
        {"initiate_login_uri": None},
        {"initiate_login_uri": "/lti/login"},
        {"initiate_login_uri": "ftp://tool.example/x"},
        {"redirect_uris": []},
        {"redirect_uris": "http://tool.example/"},
        {"redirect_uris": ["http://tool.example/#a"]},
        {"client_name": " "},
        {"client_name": 5},
        {"jwks_uri": None},
        {"jwks_uri": "http://["},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"scope": ["openid"]},
        {TOOL: None},
        {TOOL: []},
        {"lti": {"domain": None}},
        {"lti": {"domain": "http://tool.example"}},
        {"lti": {"domain": "elsewhere.example"}},
        {"lti": {"claims": None}},
        {"lti": {"messages": None}},
        {"lti": {"messages": ["LtiResourceLinkRequest"]}},
        {"lti": {"messages": [{"type": "Other"}]}},
        {"lti": {"messages": [{"type": "LtiDeepLinkingRequest", "placements": "x"}]}},
        {"lti": {"custom_parameters": {"a": 1}}},
    ],
)
def test_configurations_that_do_not_do(strict: Visitor, changes: dict[str, Any]) -> None:
    answer = post(strict, invite(strict), configuration(strict, **changes))
    content = json.loads(answer.data)
    assert answer.status == 400
    assert content["error"] in ("invalid_client_metadata", "invalid_redirect_uri")
    assert content["error_description"].endswith(".")
    assert len(tools(strict)) == 1


def test_body_must_be_json(strict: Visitor) -> None:
    assert post(strict, invite(strict), configuration(strict), "text/plain").status == 400
    assert post(strict, invite(strict), ["no", "object"]).status == 400


def test_moodle_wants_the_port_in_the_domain(visitor: Visitor) -> None:
    answer = post(visitor, invite(visitor), configuration(visitor, {"domain": "localhost"}))
    assert (answer.status, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert answer.data.startswith(b"domain_targetlinkuri_mismatch")


def test_others_take_the_host_alone(strict: Visitor) -> None:
    register(strict, configuration(strict, {"domain": "localhost"}))


def test_moodle_says_more_scopes_than_it_grants(visitor: Visitor) -> None:
    answer = register(visitor, configuration(visitor, scope=SCORE))
    assert LINEITEM in answer["scope"].split()
    assert LINEITEM not in tools(visitor)[-1]["scopes"]
    assert tools(visitor)[-1]["groups"] == ["scores"]


def test_administrator_limits_scopes(visitor: Visitor) -> None:
    tool = activated(visitor, groups=["scores"])
    assert tool["groups"] == ["scores"]
    assertion = visitor.tool.key.sign(visitor.assertion(client_id=tool["client_id"]))
    assert json.loads(visitor.ask_token(assertion, scope=ROSTER).data)["error"] == "invalid_scope"


def test_update_keeps_the_ids(visitor: Visitor) -> None:
    before = activated(visitor)
    answer = register(visitor, configuration(visitor, client_name="A new name"), update=before["client_id"])
    after = tools(visitor)
    assert len(after) == 2
    assert after[-1]["name"] == "A new name"
    assert (answer["client_id"], after[-1]["deployment_id"]) == (before["client_id"], before["deployment_id"])
    assert after[-1]["state"] == "active"


def test_registering_as_new_gives_another_client_id(visitor: Visitor) -> None:
    assert register(visitor)["client_id"] != register(visitor)["client_id"]
    assert len({tool["deployment_id"] for tool in tools(visitor)}) == 3


def test_canvas_wants_the_token_for_its_configuration(visitor: Visitor) -> None:
    visitor.order("profile", family="canvas")
    path, token = "/.well-known/openid-configuration", invite(visitor)
    assert visitor.ask("GET", path).status == 401
    answer = visitor.serve("GET", path, token)
    about = json.loads(answer.data)[PLATFORM]
    assert about["product_family_code"] == "canvas"
    assert about["https://canvas.instructure.com/lti/account_name"]
    assert "assignment_selection" in about["messages_supported"][1]["placements"]


@pytest.mark.parametrize(
    ("level", "told"),
    [(None, (False, False)), ("public", (True, True)), ("name_only", (True, False)), ("email_only", (False, True))],
)
def test_canvas_goes_by_its_privacy_level(visitor: Visitor, level: str | None, told: tuple[bool, bool]) -> None:
    visitor.order("profile", family="canvas")
    answer = register(visitor, configuration(visitor, {PRIVACY_LEVEL: level}))
    assert "deployment_id" not in answer[TOOL]
    tool = tools(visitor)[-1]
    assert (tool["names"], tool["emails"]) == told


def test_canvas_refuses_unknown_privacy_levels(visitor: Visitor) -> None:
    visitor.order("profile", family="canvas")
    assert post(visitor, invite(visitor), configuration(visitor, {PRIVACY_LEVEL: "all"})).status == 400


def test_brightspace_disables_and_has_its_own_audience(visitor: Visitor) -> None:
    visitor.order("profile", family="brightspace")
    server = json.loads(visitor.ask("GET", "/.well-known/openid-configuration").data)["authorization_server"]
    answer = register(visitor)
    tool = tools(visitor)[-1]
    assert (tool["state"], tool["token_audience"]) == ("disabled", server)
    assert server != tool["token_url"]
    visitor.order(f"tools/{answer['client_id']}", state="active")
    assertions = [visitor.assertion(client_id=answer["client_id"], **more) for more in ({}, {"aud": server})]
    assert [visitor.ask_token(visitor.tool.key.sign(one), scope=SCORE).status for one in assertions] == [401, 200]


def test_claims_decide_privacy(strict: Visitor) -> None:
    register(strict, configuration(strict, {"claims": ["sub"]}))
    assert [tools(strict)[-1][name] for name in ("names", "emails")] == [False, False]


def place(visitor: Visitor, tool: dict[str, Any], **item: Any) -> str:
    """Add an activity of this tool by deep linking; the new link's id."""
    visitor.become("dana")
    login = Form(visitor.ask("GET", f"/content/select?tool={tool['client_id']}").data).fields
    asked = visitor.open(login)
    dl = "https://purl.imsglobal.org/spec/lti-dl/claim"
    answer = visitor.assertion(
        client_id=tool["client_id"],
        sub=None,
        aud=visitor.running.url,
        nonce="n-1",
        **{
            f"{LTI}/deployment_id": tool["deployment_id"],
            f"{LTI}/message_type": "LtiDeepLinkingResponse",
            f"{LTI}/version": "1.3.0",
            f"{dl}/content_items": [
                {"type": "ltiResourceLink", "title": "A quiz", "lineItem": {"scoreMaximum": 20}, **item}
            ],
            f"{dl}/data": asked[f"{dl}/deep_linking_settings"].get("data"),
        },
    )
    back = asked[f"{dl}/deep_linking_settings"]["deep_link_return_url"]
    went = visitor.ask("POST", back, form={"JWT": visitor.tool.key.sign(answer)})
    assert went.status == 303, went.data
    return parse_qs(urlsplit(went.headers["Location"]).query)["link"][0]


def test_registered_tool_is_placed_launched_and_graded(visitor: Visitor) -> None:
    tool = activated(visitor)
    link = place(visitor, tool)
    visitor.become("amara")
    claims = visitor.open(visitor.open_link(link))
    assert (claims["aud"], claims[f"{LTI}/deployment_id"]) == (tool["client_id"], tool["deployment_id"])
    line_item = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"]
    token = visitor.token(SCORE, client_id=tool["client_id"])
    answer = visitor.post_score(
        token,
        {
            "userId": "amara",
            "timestamp": "2026-03-01T10:00:00Z",
            "scoreGiven": 1,
            "scoreMaximum": 2,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        },
        line_item,
    )
    assert answer.status == 200
    [row] = [row for row in json.loads(visitor.ask("GET", "/api/gradebook").data) if row["score"] is not None]
    assert (row["line_item"], row["score"]) == (line_item, 10)


def test_tools_do_not_reach_into_each_other(visitor: Visitor) -> None:
    tool = activated(visitor)
    token = visitor.token(LINEITEM, client_id=tool["client_id"])
    assert visitor.serve("GET", visitor.line_item(), token).status == 404
    own = visitor.line_item().replace("type_id=1", f"type_id={tool['deployment_id']}")
    assert visitor.serve("GET", own, token).status == 404


def test_switched_off_tool_cannot_launch_or_call(visitor: Visitor) -> None:
    tool = activated(visitor)
    link = place(visitor, tool)
    token = visitor.token(ROSTER, client_id=tool["client_id"])
    visitor.order(f"tools/{tool['client_id']}", state="off")
    assert visitor.ask("GET", f"/launch/{link}").status == 403
    url = f"{visitor.running.url}/nrps/7/bindings/{tool['deployment_id']}/memberships"
    assert visitor.serve("GET", url, token).status == 401


def test_first_tool_can_be_switched_off(visitor: Visitor) -> None:
    visitor.order("tools/lakeside-demo", state="off")
    visitor.become("amara")
    assert visitor.ask("GET", "/launch/1").status == 403
    assert visitor.ask_token().status == 400


def by_hand(visitor: Visitor) -> dict[str, str]:
    url = visitor.tool.url
    return {
        "name": "By hand",
        "target_url": f"{url}/lti/launch",
        "login_url": f"{url}/lti/login",
        "redirects": f"{url}/lti/launch\n{url}/other",
        "jwks_url": f"{url}/lti/jwks",
        "groups": "scores",
    }


def test_tool_added_by_hand_is_shown_with_all_it_must_be_told(visitor: Visitor) -> None:
    visitor.become("rosa")
    answer = visitor.ask("POST", "/tools/add", form=by_hand(visitor))
    assert answer.status == 303
    tool, page = tools(visitor)[-1], visitor.ask("GET", answer.headers["Location"]).data.decode()
    assert tool["state"] == "active"
    for name in ("issuer", "client_id", "deployment_id", "authorization_url", "token_url", "keyset_url"):
        assert f'<code class="text-break">{tool[name]}</code>' in page
    assert visitor.token(SCORE, client_id=tool["client_id"])


@pytest.mark.parametrize("name", ["name", "target_url", "login_url", "redirects", "jwks_url"])
def test_tool_by_hand_needs_every_field(visitor: Visitor, name: str) -> None:
    visitor.become("rosa")
    assert visitor.ask("POST", "/tools/add", form=by_hand(visitor) | {name: " "}).status == 400


def test_page_registers_and_activates(visitor: Visitor) -> None:
    visitor.become("rosa")
    form = {"url": f"{visitor.tool.url}/lti/register", "groups": "scores"}
    went = visitor.ask("POST", "/tools/register", form=form).headers["Location"]
    page = visitor.ask("GET", went)
    assert f'<iframe class="demo-frame" src="{visitor.tool.url}/lti/register?' in page.data.decode()
    assert "frame-src *" in page.headers["Content-Security-Policy"]
    post(visitor, parse_qs(urlsplit(went).query)["token"][0], configuration(visitor))
    tool = tools(visitor)[-1]
    assert "Pending" in visitor.ask("GET", "/tools").data.decode()
    visitor.ask("POST", f"/tools/{tool['client_id']}/state", form={"state": "active"})
    assert (tools(visitor)[-1]["state"], tools(visitor)[-1]["groups"]) == ("active", ["scores"])


def test_page_asks_whether_to_update_a_known_tool(visitor: Visitor) -> None:
    register(visitor)
    visitor.become("rosa")
    page = visitor.ask("POST", "/tools/register", form={"url": f"{visitor.tool.url}/lti/register"}).data.decode()
    assert "Update Some tool" in page
    assert "Register as new" in page


def test_brightspace_opens_a_tab(visitor: Visitor) -> None:
    visitor.order("profile", family="brightspace")
    visitor.become("rosa")
    went = visitor.ask("POST", "/tools/register", form={"url": f"{visitor.tool.url}/r"}).headers["Location"]
    assert 'target="_blank" rel="opener"' in visitor.ask("GET", went).data.decode()


@pytest.mark.parametrize("sub", ["amara", "dana"])
def test_page_is_for_administrators(visitor: Visitor, sub: str) -> None:
    visitor.become(sub)
    assert visitor.ask("GET", "/tools").status == 403
    assert visitor.ask("POST", "/tools/add", form=by_hand(visitor)).status == 403


def test_tick_boxes_take_scopes_and_privacy_away(visitor: Visitor) -> None:
    tool = activated(visitor)
    visitor.become("rosa")
    visitor.ask("POST", f"/tools/{tool['client_id']}/allow", form={"groups": "roster", "names": "on"})
    after = tools(visitor)[-1]
    assert (after["groups"], after["names"], after["emails"]) == (["roster"], True, False)


def test_teacher_chooses_between_tools(visitor: Visitor) -> None:
    activated(visitor)
    visitor.become("dana")
    page = visitor.ask("GET", "/course?add=1").data.decode()
    assert "Which tool is it from?" in page
    assert "Some tool" in page


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("profile", {"family": "docebo"}, 400),
        ("registrations", {"url": "here"}, 400),
        ("registrations", {"url": "http://tool.example/", "update": "nobody"}, 404),
        ("tools/nobody", {"state": "off"}, 404),
        ("tools/lakeside-demo", {"state": "gone"}, 400),
        ("tools/lakeside-demo", {"names": "yes"}, 400),
        ("tools", {"name": "x"}, 400),
    ],
)
def test_orders_that_make_no_sense(visitor: Visitor, path: str, content: dict[str, Any], status: int) -> None:
    assert "error" in visitor.order(path, status, **content)
