"""A deployment's own idle time."""

from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.cli import platforms
from lms_plugin.platforms.errors import DeploymentNotFoundError
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import set_idle_minutes
from tests.unit.launches.sessions import open_door


def minutes() -> int | None:
    return db.session.scalars(select(Deployment.idle_minutes)).one()


def test_it_is_set_and_taken_back(app: Flask) -> None:
    door = open_door()
    set_idle_minutes(door.registration_id, "1", 5)
    assert minutes() == 5
    set_idle_minutes(door.registration_id, "1", None)
    assert minutes() is None


def test_only_of_a_deployment_that_is_there(app: Flask) -> None:
    with pytest.raises(DeploymentNotFoundError):
        set_idle_minutes(uuid4(), "1", 5)


def test_the_command(app: Flask) -> None:
    registration = str(open_door().registration_id)
    db.session.commit()
    order = [registration, "--deployment-id", "1", "--minutes"]
    assert CliRunner().invoke(platforms, ["idle", *order, "1"]).exit_code == 2
    assert CliRunner().invoke(platforms, ["idle", *order, "7"]).exit_code == 0
    assert minutes() == 7
