"""Registering a platform on the administrators' pages: by a link, by hand, and what does not fit."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.lti.families.known import FAMILIES
from lms_plugin.lti.families.shape import Family
from lms_plugin.platforms.models import Registration
from lms_plugin.platforms.registering import find_registration
from lms_plugin.platforms.services import add_tenant, list_registrations, list_tenants
from tests.functional.registering.clinic_lms import latest_tool, register
from tests.harness.administrators import signed_in, verbs
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Form, Page

GOOD: dict[str, Any] = {
    "issuer": "https://moodle.lakeside.example",
    "client_id": "k7Hq2Zt",
    "deployment_id": "2\n3",
    "name": "Lakeside Moodle",
}


def open_page(house: House, browser: Browser, path: str = "") -> Page:
    page = browser.get(f"{house.tool_url}/admin/platforms{path}")
    assert page.status == 200, page.text
    return page


def save(house: House, browser: Browser, family: str = "moodle", **values: Any) -> Page:
    page = open_page(house, browser, f"/register/{family}")
    return browser.submit(page, by_hand(page), **values)


def by_hand(page: Page) -> Form:
    return next(form for form in page.forms if "client_id" in form.fields)


def stored(house: House, issuer: str, client_id: str) -> Registration:
    with house.app.app_context():
        row = find_registration(issuer, client_id)
        assert row is not None
        _ = [each.tenant for each in row.deployments]
        db.session.expunge_all()
        db.session.remove()
    return row


def field_of(page: Page, name: str) -> str:
    return next(form for form in page.forms if name in form.fields).fields[name][0]


def test_by_hand(house: House) -> None:
    browser = signed_in(house)
    page = save(house, browser, **GOOD)
    assert page.status == 200, page.text
    assert "Lakeside Moodle is registered." in page.text
    row = stored(house, GOOD["issuer"], GOOD["client_id"])
    assert (row.family, row.status, row.token_audience) == ("moodle", "active", None)
    assert row.auth_token_url == "https://moodle.lakeside.example/mod/lti/token.php"
    assert row.jwks_url == "https://moodle.lakeside.example/mod/lti/certs.php"
    assert row.auth_login_url == "https://moodle.lakeside.example/mod/lti/auth.php"
    assert sorted((each.deployment_id, each.status) for each in row.deployments) == [("2", "active"), ("3", "active")]
    assert verbs(house.app, "registration") == ["registration.added"]


def test_the_token_audience_of_brightspace(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    values = {**GOOD, "issuer": "https://lakeside.brightspace.example", "deployment_id": ""}
    page = save(sqlite_house, browser, "brightspace", **values)
    assert page.status == 200, page.text
    row = stored(sqlite_house, values["issuer"], GOOD["client_id"])
    assert row.token_audience == "https://api.brightspace.com/auth/token"
    assert row.auth_token_url == "https://auth.brightspace.com/core/connect/token"
    assert row.jwks_url == "https://lakeside.brightspace.example/d2l/.well-known/jwks"
    assert row.deployments == []
    assert "Waiting for a deployment" in page.text


@pytest.mark.parametrize(("site", "stage"), [("", ""), ("?at=beta", ".beta"), ("?at=test", ".test")])
def test_the_places_of_canvas(sqlite_house: House, site: str, stage: str) -> None:
    browser = signed_in(sqlite_house)
    page = open_page(sqlite_house, browser, f"/register/canvas{site}")
    assert field_of(page, "issuer") == f"https://canvas{stage}.instructure.com"
    assert field_of(page, "jwks_url") == f"https://sso{stage}.canvaslms.com/api/lti/security/jwks"
    done = browser.submit(page, by_hand(page), client_id="10000000000231")
    assert done.status == 200, done.text
    assert stored(sqlite_house, f"https://canvas{stage}.instructure.com", "10000000000231").family == "canvas"


@pytest.mark.parametrize("shape", FAMILIES, ids=lambda shape: shape.key)
def test_every_lms_in_its_own_words_and_order(sqlite_house: House, shape: Family) -> None:
    page = open_page(sqlite_house, signed_in(sqlite_house), f"/register/{shape.key}")
    text = unescape(page.body.decode())
    places = [text.index(f"<dt>{each.label}</dt>") for each in shape.ours]
    assert places == sorted(places)
    assert all(f">{each.label}</label>" in text for each in shape.theirs)
    assert all(each.choose in text for each in shape.choices)
    assert ("The fast way" in page.text) == shape.dynamic


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("issuer", "moodle.lakeside.example", "“moodle.lakeside.example” does not begin with https://"),
        ("issuer", "", "This is empty. Copy Platform ID from Moodle."),
        ("issuer", "https://a.example b", "has a space in it"),
        ("issuer", "https://a.example/#x", "has a # in it"),
        ("issuer", "ftp://a.example", "is no web address"),
        ("client_id", "https://a.example", "is an address. An id is a number or a short word."),
        ("deployment_id", "2 3", "“2 3” has a space in it"),
        ("deployment_id", "2\nж", "has a letter in it that no id has"),
        ("jwks_url", "https://user:x@a.example/", "is no web address"),
        ("name", "x" * 101, "A name has at most 100 letters."),
    ],
)
def test_what_does_not_fit_is_quoted_and_kept(sqlite_house: House, name: str, typed: str, said: str) -> None:
    page = save(sqlite_house, signed_in(sqlite_house), **{**GOOD, name: typed})
    assert page.status == 400
    assert said in page.text
    assert "does not fit. Nothing is saved yet." in page.text
    assert f'href="#{name}"' in page.body.decode()
    again = by_hand(page)
    for each, value in {**GOOD, name: typed}.items():
        if each != "deployment_id":  # a text area, which the harness reads as empty
            assert again.fields[each] == [value]
    with sqlite_house.app.app_context():
        assert len(list_registrations()) == 1  # the demo LMS


def test_registered_already(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    save(sqlite_house, browser, **GOOD)
    page = save(sqlite_house, browser, **{**GOOD, "name": "Twice"})
    assert page.status == 409
    assert "This platform is registered already." in page.text
    row = stored(sqlite_house, GOOD["issuer"], GOOD["client_id"])
    assert page.link("go to Lakeside Moodle").endswith(f"/admin/platforms/{row.id}")


def test_another_hospital_s_registration_is_not_named(sqlite_house: House) -> None:
    save(sqlite_house, signed_in(sqlite_house), **GOOD)
    with sqlite_house.app.app_context():
        other = add_tenant("Harbor", timezone="UTC").id
        db.session.commit()
    page = save(sqlite_house, signed_in(sqlite_house, "kim@harbor.example", role="admin", tenant_id=other), **GOOD)
    assert page.status == 409
    assert "Lakeside Moodle" not in page.text
    assert "Ask an operator" in page.text


def test_fields_that_no_form_has_change_nothing(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = open_page(sqlite_house, browser, "/register/moodle")
    form = by_hand(page)
    more: dict[str, Any] = {
        "status": "disabled",
        "family": "canvas",
        "accept_new_deployments": "1",
        "id": "1",
        "tenant_id": "1",
    }
    browser.submit(page, form, **GOOD, **more, token_audience="https://evil.example/")
    row = stored(sqlite_house, GOOD["issuer"], GOOD["client_id"])
    assert (row.status, row.family, row.accept_new_deployments) == ("active", "moodle", False)
    assert row.token_audience is None


def test_an_admin_registers_for_their_own_hospital(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        mine, other = list_tenants()[0].id, add_tenant("Harbor", timezone="UTC").id
        db.session.commit()
    browser = signed_in(sqlite_house, role="admin", tenant_id=mine)
    save(sqlite_house, browser, **GOOD, tenant=str(other))
    row = stored(sqlite_house, GOOD["issuer"], GOOD["client_id"])
    assert {each.tenant_id for each in row.deployments} == {mine}
    assert row.tenant_id == mine


def test_an_operator_of_several_says_for_which(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        other = add_tenant("Harbor", timezone="UTC").id
        db.session.commit()
    browser = signed_in(sqlite_house)
    page = save(sqlite_house, browser, **GOOD)
    assert page.status == 400
    assert "Choose the hospital" in page.text
    assert save(sqlite_house, browser, **GOOD, tenant=str(other)).status == 200
    assert stored(sqlite_house, GOOD["issuer"], GOOD["client_id"]).tenant_id == other


def make_link(house: House, browser: Browser, family: str = "moodle") -> Page:
    page = open_page(house, browser, f"/register/{family}")
    return browser.submit(page, page.form("/link"))


def shown_link(page: Page) -> str:
    text = page.body.decode()
    start = text.index("/lti/register?invite=")
    begin = text.rindex('"', 0, start) + 1
    return unescape(text[begin : text.index('"', start)])


def test_by_a_link(house: House) -> None:
    browser = signed_in(house)
    page = make_link(house, browser)
    assert "Waiting for Moodle to use the link." in page.text
    assert verbs(house.app, "invitation") == ["invitation.made"]
    assert register(house, shown_link(page)).status == 200
    client = latest_tool(house)["client_id"]
    row = stored(house, house.platform.settings.issuer, client)
    again = browser.get(page.url)
    assert f"{row.name} is registered." in again.text
    assert again.link("See the registration").endswith(f"/admin/platforms/{row.id}")


def test_the_piece_that_asks_again(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = make_link(sqlite_house, browser)
    link_id = page.url.split("link=")[1]
    assert "delay:2s" in page.body.decode()
    address = f"{sqlite_house.tool_url}/admin/platforms/links/{link_id}?lms=moodle&turn="
    assert "delay:3s" in browser.get(f"{address}1").body.decode()
    assert "delay:45s" in browser.get(f"{address}3").body.decode()
    last = browser.get(f"{address}99")
    assert "We last looked at" in last.text
    assert "hx-get" not in last.body.decode()


def test_a_link_is_shown_to_its_maker_alone(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    link = shown_link(make_link(sqlite_house, browser))
    assert link in open_page(sqlite_house, browser).text
    other = open_page(sqlite_house, signed_in(sqlite_house, "kim@lakeside.example"))
    assert "Only the browser that made it shows the link." in other.text
    assert "invite=" not in other.body.decode()


def test_a_canceled_link_is_useless(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    link = shown_link(make_link(sqlite_house, browser))
    page = open_page(sqlite_house, browser)
    done = browser.submit(page, page.form("/cancel"))
    assert "The link is useless now." in done.text
    assert "Open one-use links" not in done.text
    assert sqlite_house.browser().get(link).status == 403
    assert verbs(sqlite_house.app, "invitation") == ["invitation.made", "invitation.withdrawn"]


def test_an_unusual_one_is_held_until_somebody_looks(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = make_link(sqlite_house, browser)
    assert register(sqlite_house, shown_link(page)).status == 200
    with sqlite_house.app.app_context():
        row = find_registration(sqlite_house.platform.settings.issuer, latest_tool(sqlite_house)["client_id"])
        assert row is not None
        row.status, row.unusual = "pending", ["Its token endpoint is on another site than its issuer: x"]
        db.session.commit()
        registration_id: UUID = row.id
    assert "held until you approve it" in browser.get(page.url).text
    held = open_page(sqlite_house, browser, f"/{registration_id}")
    assert "on another site than its issuer" in held.text
    done = browser.submit(held, held.form("/approve"))
    assert "is approved." in done.text
    assert "Held for you" not in open_page(sqlite_house, browser).text


def test_an_lms_that_nobody_knows(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    assert browser.get(f"{sqlite_house.tool_url}/admin/platforms/register/abc").status == 404
