"""What our log tells of a fault: where it happened; of a database's error no name and no answer."""

import json
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from lms_plugin.core.db.base import db
from lms_plugin.core.web.faults import describe_fault
from lms_plugin.core.web.observability import configure_logging

NAME = "Amara Okafor"


def fail(statement: str) -> None:
    db.session.execute(text(statement), {"name": NAME})


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("INSERT INTO tenants (id, name) VALUES (NULL, :name)", id="row"),
        pytest.param("SELECT no_such_column FROM tenants WHERE name = :name", id="statement"),
        pytest.param("SELECT CAST(:name AS text) FROM nowhere", id="table"),
    ],
)
def test_no_parameter_is_logged(app: Flask, capsys: pytest.CaptureFixture[str], statement: str) -> None:
    configure_logging("INFO")
    try:
        fail(statement)
    except Exception:
        structlog.get_logger().exception("fault")
    said: dict[str, Any] = json.loads(capsys.readouterr().err)
    assert NAME not in said["exception"]
    assert "in fail" in said["exception"]
    assert statement.split(":")[0][:20] in said["exception"]


def test_no_parameter_is_in_the_error_itself(app: Flask) -> None:
    """For whoever else prints it: the server's own page, a command."""
    with pytest.raises(Exception, match="hide_parameters"):
        fail("SELECT no_such_column FROM tenants WHERE name = :name")


def test_causes_come_first() -> None:
    first, second = KeyError("first"), ValueError("second")
    second.__cause__ = first
    told = describe_fault(second)
    assert told.index("KeyError: 'first'") < told.index("ValueError: second")
