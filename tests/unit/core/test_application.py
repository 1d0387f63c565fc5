"""Addresses made once for all launches are the ones that Flask would make."""

from typing import Any

import pytest
from flask import Flask, g, url_for
from flask.testing import FlaskClient

FIRST, SECOND = "1" * 32, "2" * 32


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("progress.home", {}),
        ("progress.lesson", {"key": "a b/ü"}),
        ("progress.lesson", {"key": "x", "again": "q&1", "_anchor": "part-2"}),
        ("quizzes.question", {"attempt_id": "0" * 32, "number": 3}),
        ("front.login", {}),
        ("static", {"filename": "lms.css", "v": "1"}),
    ],
)
def test_an_address_within_a_launch(web: FlaskClient, endpoint: str, values: dict[str, Any]) -> None:
    for launch in (FIRST, SECOND, FIRST):
        with web.application.test_request_context():
            g.launch_id = launch
            assert url_for(endpoint, **values) == Flask.url_for(web.application, endpoint, **values)


def test_an_address_of_another_launch(web: FlaskClient) -> None:
    with web.application.test_request_context():
        g.launch_id = FIRST
        assert url_for("progress.home", launch_id=SECOND) == f"/l/{SECOND}/module"


def test_a_whole_address(web: FlaskClient) -> None:
    with web.application.test_request_context(base_url="http://tool.example"):
        g.launch_id = FIRST
        assert url_for("progress.home", _external=True) == f"http://tool.example/l/{FIRST}/module"
