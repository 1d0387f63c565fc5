"""Every refusal and fault is a page in plain words with a reference, and a log line with the same reference."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from lms_plugin.core.web.observability import configure_logging
from lms_plugin.errors import ConflictError, InvalidInputError, LmsPluginError, NotAllowedError, NotFoundError

REFERENCE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
SECRET = "a detail that is nobody's business"


def failing(app: Flask, error: Exception) -> FlaskClient:
    def fail(launch: str) -> str:
        raise error

    app.add_url_rule("/fails/<launch>", "fails", fail)
    return app.test_client()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (InvalidInputError("The name is empty."), 400, "The name is empty."),
        (NotAllowedError("For teachers."), 403, "For teachers."),
        (NotFoundError(), 404, "There is nothing at this address"),
        (ConflictError("Too late."), 409, "Too late."),
        (LmsPluginError(), 500, "Something went wrong on our side"),
        (RuntimeError(SECRET), 500, "Something went wrong on our side"),
        (DataError(SECRET, {}, Exception(SECRET)), 400, "We could not read that"),
        (OperationalError(SECRET, {}, Exception(SECRET)), 503, "We cannot reach our records right now"),
        (PoolTimeoutError(SECRET), 503, "We cannot reach our records right now"),
    ],
)
@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "application/json", None])
def test_an_error(
    make_app: Any,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    words: str,
    accept: str | None,
) -> None:
    client = failing(make_app(), error)
    answer = client.get("/fails/secret-id", headers={"Accept": accept} if accept else {})
    assert answer.status_code == status
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    if accept == "application/json":
        content = answer.get_json()
        assert set(content) == {"error", "message", "remedy", "reference"}
        assert words in content["error"] + content["message"]
        assert REFERENCE.fullmatch(content["reference"])
    else:
        assert answer.mimetype == "text/html"
        assert words in answer.text
        assert "What to do" in answer.text
        assert REFERENCE.search(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    capsys.readouterr()


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged since, as read from standard error."""
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    configure_logging("ERROR")


def test_the_log_has_the_reference_and_no_address(make_app: Any, lines: Lines) -> None:
    app = make_app(LOG_LEVEL="INFO")
    answer = failing(app, NotAllowedError("For teachers.")).get("/fails/secret-id?token=secret-token")
    found = REFERENCE.search(answer.text)
    assert found is not None
    refused, request = lines()
    assert (refused["event"], refused["error"], refused["status"]) == ("refused", "NotAllowedError", 403)
    assert (request["event"], request["rule"], request["method"]) == ("request", "/fails/<launch>", "GET")
    assert refused["reference"] == request["reference"] == found.group()
    assert "secret" not in json.dumps([refused, request])


def test_a_fault_is_logged_with_its_traceback(make_app: Any, lines: Lines) -> None:
    app = make_app(LOG_LEVEL="INFO")
    failing(app, RuntimeError("boom")).get("/fails/secret-id")
    fault, _request = lines()
    assert (fault["event"], fault["level"]) == ("fault", "error")
    assert "RuntimeError: boom" in fault["exception"]


def test_a_refused_launch_is_logged_with_its_reason(make_app: Any, lines: Lines) -> None:
    app = make_app(LOG_LEVEL="INFO")
    answer = app.test_client().post("/lti/launch", data={"state": "never-issued", "id_token": "a.b.c"})
    assert answer.status_code == 400
    refused, _request = lines()
    assert (refused["error"], refused["reason"]) == ("LaunchRefusedError", "bad_state")
    assert "never-issued" not in json.dumps(refused)


def test_each_request_has_its_own_reference(web: FlaskClient) -> None:
    found = {REFERENCE.search(web.get("/nothing").text).group() for _ in range(20)}  # type: ignore[union-attr]
    assert len(found) == 20


def test_an_unknown_address(web: FlaskClient) -> None:
    answer = web.get("/nothing/here")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


def test_a_method_that_is_not_taken(web: FlaskClient) -> None:
    answer = web.get("/lti/launch")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert REFERENCE.search(answer.text)


def test_a_body_that_is_too_large(web: FlaskClient) -> None:
    answer = web.post("/lti/launch", data={"state": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "For the LMS administrator" in answer.text


@pytest.mark.parametrize("count", [2_000, 200_000])
def test_a_form_of_very_many_fields(web: FlaskClient, count: int) -> None:
    body = "&".join(f"a{number}=" for number in range(count))
    answer = web.post("/lti/launch", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413)


def test_markup_in_an_error_is_shown_and_not_obeyed(make_app: Any) -> None:
    answer = failing(make_app(), InvalidInputError("<script>alert(1)</script>")).get("/fails/x")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text
