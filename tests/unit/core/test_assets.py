"""Addresses of static files carry the hash of their content."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from flask import render_template_string
from flask.testing import FlaskClient

import lms_plugin

PACKAGE = Path(lms_plugin.__file__).parent
USED = sorted(
    {
        name
        for file in (PACKAGE / "templates").rglob("*.html")
        for name in re.findall(r"""asset\(["']([^"']+)["']\)""", file.read_text(encoding="utf-8"))
        if "demo" not in file.parts
    }
)


def test_templates_use_some() -> None:
    assert "lms.css" in USED


@pytest.mark.parametrize("name", USED)
def test_each_file_is_there_under_its_hash(web: FlaskClient, name: str) -> None:
    with web.application.test_request_context():
        address = render_template_string("{{ asset(name) }}", name=name)
    digest = sha256((PACKAGE / "static" / name).read_bytes()).hexdigest()[:12]
    assert address == f"/static/{name}?v={digest}"
    with web.get(address) as answer:
        assert answer.status_code == 200
        assert sha256(answer.data).hexdigest()[:12] == digest


def test_a_file_that_is_not_there_is_found_out_at_once(web: FlaskClient) -> None:
    with web.application.test_request_context(), pytest.raises(FileNotFoundError):
        render_template_string("{{ asset('no-such.css') }}")
