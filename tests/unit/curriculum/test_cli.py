"""The command group `courses`."""

import json
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask

from lms_plugin.config import load_settings
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.cli import courses
from lms_plugin.curriculum.services import current_publication
from lms_plugin.errors import LmsPluginError

from .conftest import QUIZ, CourseFolder


@pytest.fixture
def cli(app: Flask, folder: CourseFolder) -> Flask:
    app.extensions["settings"] = load_settings({"COURSES_DIR": str(folder.root.parent), "SECRET_KEY": "x" * 32})
    app.cli.add_command(courses)
    return app


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner().invoke(args=["courses", *words])
    if result.exception and not isinstance(result.exception, SystemExit | LmsPluginError):
        raise result.exception
    return result


def test_validate(cli: Flask, folder: CourseFolder) -> None:
    result = run(cli, "validate", str(folder.root.parent))
    assert (result.exit_code, result.stdout) == (0, "1 course, 1 lesson, 6 questions: no errors\n")
    assert "no lesson meets this objective" in result.stderr


def test_validate_says_what_is_wrong(cli: Flask, folder: CourseFolder) -> None:
    folder.replace(QUIZ, "scoring: plus_minus", "scorring: plus_minus")
    folder.replace(QUIZ, "answer: true", "answer: yes")
    result = run(cli, "validate", str(folder.root))
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{folder.root / QUIZ}:30: ")
    assert second.startswith(f"{folder.root / QUIZ}:42: ")
    assert result.stderr == "Error: 2 errors.\n"


def test_validate_where_there_is_no_course(cli: Flask, folder: CourseFolder) -> None:
    result = run(cli, "validate", str(folder.root / "modules"))
    assert (result.exit_code, result.stdout) == (
        1,
        f"{folder.root / 'modules'}:1: there is no course here. Name a folder with course.yaml.\n",
    )


def test_publish_list_and_offer(cli: Flask, tenant: UUID) -> None:
    assert run(cli, "publish").stdout == "social-media: publication 1\n"
    assert run(cli, "publish").stdout == "social-media: nothing to publish, still publication 1\n"
    words = ("--slot", "hospital.policy_link=https://e.org/?a=b", "--slot", "hospital.privacy_contact=555")
    result = run(cli, "offer", "social-media", "--tenant", str(tenant), *words)
    assert (result.exit_code, result.stdout) == (0, "social-media is offered.\n")
    offer = current_publication(tenant, "social-media")
    assert offer is not None
    assert offer.slots["hospital.policy_link"] == "https://e.org/?a=b"
    assert run(cli, "list").stdout == "social-media  publication 1  1 offer  Social media in health care\n"
    [line] = json.loads(run(cli, "list", "--json").stdout)
    assert (line["key"], line["publication"], line["offers"]) == ("social-media", 1, 1)


def test_offer_without_words(cli: Flask, tenant: UUID) -> None:
    run(cli, "publish")
    result = run(cli, "offer", "social-media", "--tenant", str(tenant))
    assert "hospital.policy_link has no value" in str(result.exception)
    result = run(cli, "offer", "social-media", "--tenant", str(tenant), "--slot", "hospital.policy_link")
    assert (result.exit_code, "Write --slot hospital.policy_link=value" in result.stderr) == (1, True)


def test_publish_refuses_what_breaks_a_published_question(cli: Flask, folder: CourseFolder) -> None:
    run(cli, "publish")
    folder.replace(QUIZ, "      - {key: expiry, text: An expiry date or event, correct: true}\n", "")
    result = run(cli, "publish")
    assert (result.exit_code, "option 'expiry' was published in publication 1 and is gone" in result.stdout) == (
        1,
        True,
    )
    assert db.session.is_active
