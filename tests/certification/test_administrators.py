"""AC24: somebody guesses an administrator's password."""

import pytest

from lms_plugin.accounts import views
from tests.certification.rows import row
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator, sign_in, verbs
from tests.harness.house import House


@pytest.mark.parametrize("tries", [row("AC24", 20)])
def test_guessing_is_slowed_and_logged(house: House, tries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REFUSAL_SECONDS", 0)
    add_administrator(house.app)
    answers = [sign_in(house, house.browser(), password=f"guess number {number}") for number in range(tries)]
    assert {page.status for page in answers} == {401}
    # After five wrong ones not even the right password is looked at for a while.
    assert sign_in(house, house.browser(), password=PASSWORD).status == 401
    assert verbs(house.app)[1:] == ["administrator.sign_in_failed"] * 5 + ["administrator.locked"]


@pytest.mark.parametrize("email", [row("AC24-unknown", "nobody@lakeside.example")])
def test_nothing_tells_whether_there_is_an_account(
    sqlite_house: House, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "REFUSAL_SECONDS", 0)
    add_administrator(sqlite_house.app)
    said = []
    for name in (EMAIL, email):
        for number in range(7):
            page = sign_in(sqlite_house, sqlite_house.browser(), name, password=f"guess number {number}")
            said.append((page.status, page.text))
    assert len(set(said)) == 1
