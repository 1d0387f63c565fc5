"""`lms-plugin platforms check`, as a process."""

import json
import subprocess
import sys

from tests.functional.preflight.checks import come_in, registration_id
from tests.harness.house import House


def command(house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lms_plugin.cli", "platforms", "check", *arguments],
        env=house.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_nothing_fails(sqlite_house: House) -> None:
    come_in(sqlite_house)
    done = command(sqlite_house, str(registration_id(sqlite_house)), "--json", "--person", "amara")
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    assert (content["verdict"], len(content["steps"])) == ("your_turn", 17)
    assert content["steps"][13]["found"] == "The same grade was read back"


def test_something_fails(sqlite_house: House) -> None:
    sqlite_house.trouble("status", status=404, path="token")
    done = command(sqlite_house, str(registration_id(sqlite_house)))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert " 5. FAIL         Token for grades: They answered 404" in lines
    assert any(line.startswith("      What to do: Compare the access token URL") for line in lines)
    assert len([line for line in lines if line[:2].strip().isdigit()]) == 17


def test_mistakes_of_who_asks(sqlite_house: House) -> None:
    known = str(registration_id(sqlite_house))
    unknown = "0190c0de-0000-7000-8000-000000000001"
    for arguments, words in (
        ((unknown,), "no registration of that id"),
        ((known, "--person", "amara"), "We know nobody of that id"),
        ((known, "--context", "nothing"), "No course of that id"),
    ):
        done = command(sqlite_house, *arguments)
        assert done.returncode == 1
        assert words in done.stderr
        assert done.stdout == ""
