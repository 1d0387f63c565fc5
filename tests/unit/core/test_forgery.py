"""Forged requests: where a form came from, and the token of its launch."""

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from wtforms import StringField

from lms_plugin.core.web.forgery import ForgedRequestError, LaunchForm, check_token, launch_token

PAGE = f"/l/{'0' * 32}/finish"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "http://localhost:8000"},
    ],
)
def test_from_our_own_page(web: FlaskClient, headers: dict[str, str]) -> None:
    assert web.post(PAGE, headers=headers).status_code == 401  # let through, and there is no such launch


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
        {"Origin": "null"},
        {"Origin": "https://localhost:8000"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "http://localhost:8000.evil.example"},
        {"Origin": "https://evil.example", "Referer": "http://localhost:8000/"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_from_anywhere_else(web: FlaskClient, headers: dict[str, str], method: str) -> None:
    answer = web.open(PAGE, method=method, headers=headers)
    assert answer.status_code in (403, 405)
    if method == "POST":
        assert answer.status_code == 403
        assert "This did not come from our own page" in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_needs_nothing(web: FlaskClient, method: str) -> None:
    assert web.open("/healthz", method=method, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_platforms_post_to_the_front_door(web: FlaskClient) -> None:
    for path in ("/lti/launch", "/lti/login"):
        answer = web.post(path, data={"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 400
        assert "For the LMS administrator" in answer.text


@pytest.mark.parametrize("path", ["/LTI/launch", "/lti", "//lti/launch", "/l/../lti/launch"])
def test_nothing_else_passes_for_the_front_door(web: FlaskClient, path: str) -> None:
    assert web.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code in (308, 403, 404)


@pytest.fixture
def tool(web: FlaskClient) -> Flask:
    return web.application


class ExampleForm(LaunchForm):
    text = StringField()


def test_each_launch_has_its_own_token() -> None:
    tokens = {launch_token(secret, launch) for secret in ("a" * 40, "b" * 40) for launch in ("1", "2")}
    assert len(tokens) == 4
    assert {len(token) for token in tokens} == {64}


def test_a_form_with_its_token(tool: Flask) -> None:
    token = launch_token("a" * 40, "launch-1")
    with tool.test_request_context(method="POST", data={"csrf_token": token, "text": "x"}) as context:
        g.launch_id = "launch-1"
        assert ExampleForm(context.request.form).validate()
        assert token in str(ExampleForm()["csrf_token"]())


@pytest.mark.parametrize("token", [None, "", "x", "é" * 64, launch_token("a" * 40, "launch-2")])
def test_a_form_without_it(tool: Flask, token: str | None) -> None:
    data = {"text": "x"} | ({} if token is None else {"csrf_token": token})
    with tool.test_request_context(method="POST", data=data) as context:
        g.launch_id = "launch-1"
        with pytest.raises(ForgedRequestError):
            ExampleForm(context.request.form).validate()


@pytest.mark.parametrize("where", ["header", "field"])
def test_a_save_by_script(tool: Flask, where: str) -> None:
    token = launch_token("a" * 40, "launch-1")
    headers = {"X-CSRF-Token": token} if where == "header" else {}
    data = {"csrf_token": token} if where == "field" else {}
    with tool.test_request_context(method="POST", headers=headers, data=data):
        g.launch_id = "launch-1"
        check_token()
        g.launch_id = "launch-2"
        with pytest.raises(ForgedRequestError):
            check_token()


def test_a_save_by_script_without_a_token(tool: Flask) -> None:
    with tool.test_request_context(method="POST"):
        g.launch_id = "launch-1"
        with pytest.raises(ForgedRequestError):
            check_token()
