"""`lms-plugin platforms check`."""

import json

from tests.functional.preflight.checks import come_in, registration_id
from tests.harness.command import Outcome, run_command
from tests.harness.house import House


def command(house: House, *arguments: str) -> Outcome:
    return run_command("platforms", "check", *arguments, environment=house.environment())


def test_nothing_fails(sqlite_house: House) -> None:
    come_in(sqlite_house)
    done = command(sqlite_house, str(registration_id(sqlite_house)), "--json", "--person", "amara")
    assert done.code == 0, done.err
    content = json.loads(done.out)
    assert (content["verdict"], len(content["steps"])) == ("your_turn", 17)
    assert content["steps"][13]["found"] == "The same grade was read back"


def test_something_fails(sqlite_house: House) -> None:
    sqlite_house.trouble("status", status=404, path="token")
    done = command(sqlite_house, str(registration_id(sqlite_house)))
    assert done.code == 1
    lines = done.out.splitlines()
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
        assert done.code == 1
        assert words in done.err
        assert done.out == ""
