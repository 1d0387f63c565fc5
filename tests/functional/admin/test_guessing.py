"""AC24: somebody guesses an administrator's password."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms_plugin.accounts import views
from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from tests.certification.rows import row
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator, sign_in, verbs
from tests.harness.databases import SECRETS
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


@pytest.mark.parametrize("at_once", [row("AC24-parallel", 8)])
def test_tries_at_once_are_counted_one_by_one(house: House, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REFUSAL_SECONDS", 0)
    add_administrator(house.app)
    browsers = [house.browser() for _ in range(at_once)]
    with ThreadPoolExecutor(at_once) as pool:
        pages = list(pool.map(lambda browser: sign_in(house, browser, password="a guess of mine"), browsers))
    assert {page.status for page in pages} == {401}
    assert verbs(house.app).count("administrator.sign_in_failed") == 5


@pytest.mark.parametrize("rate", [row("AC24-address", 3)])
def test_one_address_is_braked(sqlite_url: str, tmp_path: Path, rate: int) -> None:
    settings = {"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "ERROR", "TRIAL": "1"}
    app = create_app({**settings, **SECRETS, "ADMIN_LOGIN_RATE": rate})
    client = app.test_client()
    statuses = [
        client.post("/admin/login", data={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code
        for _ in range(rate + 1)
    ]
    assert statuses == [400] * rate + [429]
    with app.app_context():
        db.engine.dispose()
