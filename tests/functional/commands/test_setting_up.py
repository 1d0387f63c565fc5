"""From an empty folder to an installation that is ready, by the commands alone, with `doctor` watching."""

import json
import shutil
from pathlib import Path

import pytest

from tests.functional.commands.conftest import Installation

COURSES = Path(__file__).parents[3] / "courses"
ADDRESSES = (
    "--auth-login-url",
    "https://lms.example/auth",
    "--auth-token-url",
    "https://lms.example/token",
    "--jwks-url",
    "https://lms.example/jwks",
)
MOODLE = ("platforms", "add", "--issuer", "https://lms.example", "--client-id", "abc", *ADDRESSES)


def test_the_whole_way(empty: Installation) -> None:
    said = empty.run("doctor")
    assert said.code == 1
    assert "WRONG  The database is empty; run: lms-plugin db upgrade" in said.out
    empty.do("db", "upgrade")

    said = empty.run("doctor")
    assert said.code == 1
    wrong = [line for line in said.out.splitlines() if line.startswith("WRONG")]
    assert len(wrong) == 3
    assert "ok     database" in said.out

    registration = empty.do(*MOODLE, "--deployment-id", "1", "--name", "Our Moodle").strip()
    published = empty.do("courses", "publish")
    assert "social-media-in-healthcare: publication 1" in published

    said = empty.run("doctor")
    assert said.code == 0
    assert sorted(line[:5] for line in said.out.splitlines()) == ["hint ", *["ok   "] * 7]
    assert "Make an account: lms-plugin admins create EMAIL" in said.out
    assert registration in empty.do("platforms", "list")


def test_doctor_says_when_it_is_a_trial(installation: Installation) -> None:
    installation.set(TRIAL="1")
    assert "TRIAL is on" in installation.run("doctor").out


def test_platforms_as_json(installation: Installation) -> None:
    registration = installation.do(*MOODLE, "--deployment-id", "1", "--deployment-id", "2").strip()
    [row] = json.loads(installation.do("platforms", "list", "--json"))
    assert (row["id"], row["issuer"], row["client_id"]) == (registration, "https://lms.example", "abc")
    assert [each["deployment_id"] for each in row["deployments"]] == ["1", "2"]


def test_no_platform_yet(installation: Installation) -> None:
    assert "platforms add --help" in installation.do("platforms", "list")
    assert json.loads(installation.do("platforms", "list", "--json")) == []


def test_a_platform_twice(installation: Installation) -> None:
    installation.do(*MOODLE)
    assert "is registered already" in installation.fail(*MOODLE)


def test_a_platform_without_https(installation: Installation) -> None:
    words = [word.replace("https://lms.example/jwks", "http://lms.example/jwks") for word in MOODLE]
    message = installation.fail(*words)
    assert "The public keyset URL is 'http://lms.example/jwks'" in message
    installation.set(TRIAL="1")
    installation.do(*words)


def test_tenants(installation: Installation) -> None:
    first = installation.do("tenants", "add", "Lakeside", "--timezone", "Europe/Berlin").strip()
    installation.do("tenants", "add", "Hill")
    assert "already" in installation.fail("tenants", "add", "Lakeside")
    assert f"{first}  Lakeside  Europe/Berlin  active" in installation.do("tenants", "list")
    message = installation.fail(*MOODLE)
    assert "2 hospitals" in message
    assert "--tenant" in message
    assert "no hospital called 'Moor'" in installation.fail(*MOODLE, "--tenant", "Moor")
    installation.do(*MOODLE, "--tenant", "Hill", "--deployment-id", "1")
    [row] = json.loads(installation.do("platforms", "list", "--json"))
    assert row["deployments"][0]["tenant"] == "Hill"
    assert installation.do("tenants", "change", "Hill", "--second-person") == "Hill: a second person publishes.\n"
    switched_off = installation.do("tenants", "change", "Hill", "--no-second-person")
    assert switched_off == "Hill: whoever writes may publish.\n"
    assert "no hospital called 'Moor'" in installation.fail("tenants", "change", "Moor", "--second-person")


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """A copy of the shipped courses that may be spoiled."""
    return Path(shutil.copytree(COURSES, tmp_path / "courses"))


def test_courses(installation: Installation, courses: Path) -> None:
    assert installation.do("courses", "list") == ""
    assert installation.do("courses", "validate").endswith(": no errors\n")
    installation.do("courses", "publish", str(courses))
    assert "nothing to publish" in installation.do("courses", "publish", str(courses))
    rows = json.loads(installation.do("courses", "list", "--json"))
    assert {row["key"]: row["publication"] for row in rows} == {"question-gallery": 1, "social-media-in-healthcare": 1}


def test_a_course_with_a_fault(installation: Installation, courses: Path) -> None:
    """The fault is named with its file, and nothing is published."""
    file = courses / "social-media-in-healthcare" / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8")
    for command in ("validate", "publish"):
        outcome = installation.run("courses", command, str(courses))
        assert outcome.code == 1
        assert str(file) in outcome.out
        assert outcome.err == "Error: 1 error.\n"
    assert installation.do("courses", "list") == ""
