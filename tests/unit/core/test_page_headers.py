"""Security headers of every answer."""

import pytest
from flask.testing import FlaskClient

PATHS = ["/healthz", "/nothing", "/lti/jwks", "/lti/login", f"/l/{'0' * 32}/", "/metrics"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer(web: FlaskClient, path: str) -> None:
    headers = web.get(path).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "X-Frame-Options" not in headers


def test_a_page_without_a_session_may_be_framed_anywhere(web: FlaskClient) -> None:
    answer = web.get(f"/l/{'0' * 32}/")
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "<form" not in answer.text


def test_pages_are_never_kept(web: FlaskClient) -> None:
    for path in ("/healthz", "/nothing", "/lti/login"):
        assert web.get(path).headers["Cache-Control"] == "no-store"


def test_our_key_set_may_be_kept(web: FlaskClient) -> None:
    answer = web.get("/lti/jwks")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.get_json() == {"keys": []}


def test_https_is_kept_to_where_it_is_spoken(web: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in web.get("/healthz").headers
    secure = web.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_forged_host_changes_no_address(web: FlaskClient) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    answer = web.get("/lti/login", headers=forged)
    assert "evil.example" not in answer.text + str(answer.headers)


def test_files_with_their_hash_are_kept_for_a_year(web: FlaskClient) -> None:
    with web.get("/static/lms.css?v=abc") as kept, web.get("/static/lms.css") as plain:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "immutable" not in plain.headers["Cache-Control"]
