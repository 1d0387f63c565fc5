"""The page of a check and the link that shows it to others."""

import json
import re
from datetime import timedelta

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_tenant, list_tenants
from lms_plugin.preflight.models import PreflightRun
from lms_plugin.roster.models import User
from tests.functional.preflight.checks import come_in, line_items, registration_id
from tests.harness.administrators import signed_in, verbs
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def address(house: House) -> str:
    return f"{house.tool_url}/admin/platforms/{registration_id(house)}/check"


def run(house: House, browser: Browser, *, person: str = "", sub: str = "") -> Page:
    page = browser.get(address(house))
    return browser.submit(page, page.form("/check"), person=person, sub=sub)


def stored(house: House) -> list[PreflightRun]:
    with house.app.app_context():
        rows = list(db.session.scalars(select(PreflightRun).order_by(PreflightRun.at)))
        db.session.remove()
        return rows


def test_run_and_run_again(house: House) -> None:
    come_in(house)
    before = line_items(house)
    browser = signed_in(house)
    assert "Not checked yet" in browser.get(address(house)).text
    page = run(house, browser, person="other", sub="amara")
    assert page.status == 200, page.text
    assert "Nothing fails. 1 step waits for you" in page.text
    assert "87.5 of 100 was sent and taken" in page.text
    house.trouble("down", path="token")
    page = run(house, browser)
    assert "1 of 17 steps fails: token for grades." in page.text
    assert "POST 127.0.0.1:" in page.text
    assert [row.verdict for row in stored(house)] == ["your_turn", "fail"]
    assert verbs(house.app, "registration") == ["registration.checked"] * 2
    assert line_items(house) == before


def test_an_earlier_run_can_be_read_again(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    run(sqlite_house, browser)
    sqlite_house.trouble("down", path="jwks")
    run(sqlite_house, browser)
    first, last = stored(sqlite_house)
    assert "no whole answer came in time" in browser.get(f"{address(sqlite_house)}?run={last.id}").text
    assert "no whole answer came in time" not in browser.get(f"{address(sqlite_house)}?run={first.id}").text
    assert browser.get(f"{address(sqlite_house)}?run=nonsense").status == 404
    assert browser.get(f"{address(sqlite_house)}?run={registration_id(sqlite_house)}").status == 404


def test_a_person_whom_nobody_knows(sqlite_house: House) -> None:
    come_in(sqlite_house)
    page = run(sqlite_house, signed_in(sqlite_house), person="other", sub="nobody-here")
    assert page.status == 400
    assert "We know nobody of that id" in page.text
    assert page.form("/check").fields["sub"] == ["nobody-here"]
    assert stored(sqlite_house) == []


def test_test_users_are_offered(sqlite_house: House) -> None:
    come_in(sqlite_house)
    with sqlite_house.app.app_context():
        db.session.scalars(select(User)).one().is_test = True
        db.session.commit()
        db.session.remove()
    page = run(sqlite_house, signed_in(sqlite_house), person="amara")
    assert "The same grade was read back" in page.text


def test_looking_runs_nothing(sqlite_house: House) -> None:
    come_in(sqlite_house)
    browser = signed_in(sqlite_house)
    asked = dict(sqlite_house.platform.platform.requests)
    browser.get(address(sqlite_house))
    assert dict(sqlite_house.platform.platform.requests) == asked
    assert stored(sqlite_house) == []


def test_another_hospital_sees_nothing(sqlite_house: House) -> None:
    come_in(sqlite_house)
    with sqlite_house.app.app_context():
        ours = list_tenants()[0].id
        other = add_tenant("Harbor Clinic", timezone="UTC").id
        db.session.commit()
        db.session.remove()
    own = signed_in(sqlite_house, "a@x.example", role="admin", tenant_id=ours)
    assert run(sqlite_house, own).status == 200
    stranger = signed_in(sqlite_house, "b@x.example", role="admin", tenant_id=other)
    assert stranger.get(address(sqlite_house)).status == 404
    with sqlite_house.app.app_context():
        shared = Deployment(
            registration_id=registration_id(sqlite_house), deployment_id="9", tenant_id=other, status="active"
        )
        db.session.add(shared)
        db.session.commit()
        db.session.remove()
    page = run(sqlite_house, stranger)
    assert "Nobody has opened this tool from there yet" in page.text
    assert page.body.count(b"run=") == 1, "not the other hospital's run"


def test_a_link_for_others(house: House) -> None:
    come_in(house)
    browser = signed_in(house)
    page = run(house, browser, person="other", sub="amara")
    page = browser.submit(page, page.form("/share"))
    link = re.search(r"http://localhost:\d+/check/[\w-]{32}", page.text)
    assert link
    stranger = house.browser()
    shown = stranger.get(link[0])
    assert shown.status == 200
    assert "17. Cookies in a frame" in shown.text
    assert "set-cookie" not in shown.headers
    assert shown.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert shown.headers["cache-control"] == "no-store"
    assert "<form" not in shown.text
    for secret in ("amara", "Amara", "Okafor", "robin@", house.platform.settings.client_id, "Bearer", "eyJ"):
        assert secret not in shown.text.replace("/check/", ""), secret
    with house.app.app_context():
        row = db.session.scalars(select(PreflightRun)).one()
        assert row.shared_until is not None
        assert row.shared_until - row.at > timedelta(days=13)
        row.shared_until -= timedelta(days=15)
        db.session.commit()
        db.session.remove()
    assert stranger.get(link[0]).status == 404
    for nothing in (registration_id(house), "%00", "x" * 32, "%F0%9F%92%A5"):
        assert stranger.get(f"{house.tool_url}/check/{nothing}").status == 404


def test_what_is_stored_holds_no_secret_and_nobody(house: House) -> None:
    come_in(house)
    run(house, signed_in(house), person="other", sub="amara")
    text = json.dumps(stored(house)[0].steps)
    tokens = [row["value"] for row in house.platform.platform.store.rows("SELECT value FROM token")]
    assert len(tokens) >= 4
    for secret in ("amara", "Okafor", "client_assertion", "eyJ", *tokens):
        assert secret not in text, secret
