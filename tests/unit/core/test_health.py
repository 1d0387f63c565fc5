"""Liveness, readiness and figures."""

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient


def test_this_process_answers(web: FlaskClient) -> None:
    answer = web.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_ready(web: FlaskClient) -> None:
    answer = web.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready"})


def test_not_ready_without_a_schema(make_app: Any, tmp_path: Path) -> None:
    client = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite'}").test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "lms-plugin db upgrade" in answer.get_json()["problem"]
    assert client.get("/healthz").status_code == 200


def test_not_ready_without_a_database(make_app: Any) -> None:
    client = make_app(DATABASE_URL="postgresql+psycopg://someone@127.0.0.1:1/none").test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.get_json()["problem"]
    assert "someone" not in answer.text


def read(client: FlaskClient, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name)), 0.0)


def test_requests_are_counted_by_endpoint_and_not_by_address(web: FlaskClient) -> None:
    name = 'lms_plugin_requests_total{endpoint="progress.resume",method="GET",status="401"}'
    before = read(web, name)
    for number in range(3):
        web.get(f"/l/{number:032}/")
    assert read(web, name) == before + 3
    assert "00000000000000000000000000000002" not in web.get("/metrics").text


def test_addresses_that_are_not_there_are_one_endpoint(web: FlaskClient) -> None:
    name = 'lms_plugin_requests_total{endpoint="none",method="GET",status="404"}'
    before = read(web, name)
    web.get("/a")
    web.get("/b")
    assert read(web, name) == before + 2


def test_the_ledger_is_among_the_figures(web: FlaskClient) -> None:
    answer = web.get("/metrics")
    assert answer.status_code == 200
    assert "lms_plugin_request_seconds_bucket" in answer.text
    assert "lms_plugin_oldest_due_seconds 0.0" in answer.text.splitlines()
