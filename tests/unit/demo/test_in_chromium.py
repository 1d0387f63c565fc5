"""In a real browser: a launch in the frame works while cookies of other sites are blocked, and grades turn up."""

import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import jwt
import pytest
import urllib3
from flask import Flask, redirect, request
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from lms_plugin.demo.platform.server import QuietHandler

from .tool import Visitor, score

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
pytestmark = pytest.mark.browser


def framed_tool() -> Flask:
    """A tool that says which of its two cookies came back: the one any site may set, and the partitioned one."""
    app = Flask("framed")

    @app.post("/lti/login")
    def login() -> Response:
        names = ("login_hint", "lti_message_hint", "client_id")
        asked = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
        asked |= {"redirect_uri": request.form["target_link_uri"], "nonce": secrets.token_hex(8)}
        asked |= {name: request.form[name] for name in names}
        answer = redirect(f"{request.form['iss']}/auth?{urlencode(asked)}")
        answer.set_cookie("plain", "1", samesite="None", secure=True)
        answer.set_cookie("parted", "1", samesite="None", secure=True, partitioned=True)
        return answer

    @app.post("/lti/launch")
    def launch() -> str:
        claims = jwt.decode(request.form["id_token"], options={"verify_signature": False})
        back = claims["https://purl.imsglobal.org/spec/lti/claim/launch_presentation"].get("return_url", "")
        return f'<p>{claims["name"]} with {"+".join(sorted(request.cookies))}</p><a href="{back}">Finish</a>'

    @app.get("/lti/register")
    def register() -> str:
        """Registers in the background, and asks to be closed."""
        http = urllib3.PoolManager(retries=False)
        bearer = {"Authorization": f"Bearer {request.args['registration_token']}"}
        platform = http.request("GET", request.args["openid_configuration"], headers=bearer).json()
        here = request.host_url.rstrip("/")
        content = {
            "response_types": ["id_token"],
            "initiate_login_uri": f"{here}/lti/login",
            "redirect_uris": [f"{here}/lti/launch"],
            "client_name": "Framed tool",
            "jwks_uri": f"{here}/lti/jwks",
            "token_endpoint_auth_method": "private_key_jwt",
            TOOL: {
                "domain": request.host,
                "target_link_uri": f"{here}/lti/launch",
                "claims": ["name"],
                "messages": [{"type": "LtiDeepLinkingRequest"}],
            },
        }
        http.request("POST", platform["registration_endpoint"], json=content, headers=bearer)
        ready = "(window.opener || window.parent).postMessage({subject: 'org.imsglobal.lti.close'}, '*')"
        return f'<button onclick="{ready}">Finish</button>'

    return app


@pytest.fixture
def page(visitor: Visitor, chromium: Browser) -> Iterator[Page]:
    server = make_server("127.0.0.1", 0, framed_tool(), threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    platform = visitor.running.platform
    platform.settings = replace(platform.settings, tool_url=f"http://localhost:{server.server_port}")
    with chromium.new_context() as profile:
        yield profile.new_page()
    server.shutdown()
    thread.join()
    server.server_close()


def test_launch_in_the_frame_and_the_way_back(page: Page, visitor: Visitor) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(visitor.running.url)
    page.get_by_role("button", name="Become Amara").click()
    frame = page.frame_locator("iframe.demo-frame")
    frame.get_by_text("Amara Okafor with parted", exact=True).wait_for()
    frame.get_by_role("link", name="Finish").click()
    page.get_by_role("link", name="Open it again").click()
    frame.get_by_text("Amara Okafor").wait_for()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open in a new window").click()
    popup.value.get_by_text("Amara Okafor with parted+plain").wait_for()
    assert problems == []


def test_gradebook_keeps_up_by_itself(page: Page, visitor: Visitor) -> None:
    page.goto(visitor.running.url + "/gradebook")
    platform = visitor.running.platform
    platform.settings = replace(platform.settings, tool_url=visitor.tool.url)
    assert json.loads(visitor.ask("GET", "/api/gradebook").data)[0]["score"] is None
    visitor.post_score(visitor.token(), score())
    page.get_by_role("cell", name="93.75").wait_for()
    assert "last grade came in at" in page.get_by_role("status").inner_text()


def register(page: Page, visitor: Visitor) -> None:
    """An administrator pastes the tool's registration address."""
    page.goto(visitor.running.url)
    page.get_by_role("button", name="Become Rosa").click()
    page.get_by_role("link", name="Tools").click()
    page.get_by_label("Registration address").fill(f"{visitor.running.platform.settings.tool_url}/lti/register")
    page.get_by_role("button", name="Register", exact=True).click()


def test_tool_registers_in_a_frame_that_closes(page: Page, visitor: Visitor) -> None:
    register(page, visitor)
    page.frame_locator("iframe").get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Activate Framed tool").click()
    page.get_by_role("button", name="Switch off Framed tool").wait_for()
    page.get_by_role("link", name="Course", exact=True).click()
    page.get_by_role("link", name="Add an activity").click()
    page.get_by_role("link", name="Framed tool").click()
    page.frame_locator("iframe").get_by_text("Rosa Medina with parted").wait_for()


def test_tool_registers_in_a_tab_that_closes(page: Page, visitor: Visitor) -> None:
    visitor.order("profile", family="brightspace")
    register(page, visitor)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open the tool’s registration").click()
    with popup.value.expect_event("close"):
        popup.value.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Enable Framed tool").wait_for()


def test_course_is_copied_by_clicks(page: Page, visitor: Visitor) -> None:
    page.goto(visitor.running.url)
    page.get_by_role("button", name="Become Dana").click()
    page.get_by_role("link", name="Copy this course").click()
    page.get_by_label("Name of the new course").fill("Autumn")
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Courses › Autumn").wait_for()
    page.frame_locator("iframe.demo-frame").get_by_text("Dana Whitfield with parted").wait_for()
