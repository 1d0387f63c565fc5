"""The page of one registration: what waits, addresses, deployments, duplicates, links, and its audit trail."""

from typing import Any
from uuid import UUID

import pytest

from tests.functional.connecting.office import (
    another_hospital,
    change_rows,
    demo,
    find_form,
    hospital,
    knock,
    look,
    press,
    row_of,
    wait_for_refusal,
)
from tests.functional.registering.clinic_lms import activate, latest_tool, make_link, register
from tests.harness.administrators import EMAIL, signed_in, verbs
from tests.harness.browser import Browser
from tests.harness.house import House


def states(house: House, registration_id: UUID | None = None) -> dict[str, str]:
    return {each.deployment_id: each.status for each in row_of(house, registration_id).deployments}


def test_a_deployment_that_knocks_is_counted_and_approved(house: House) -> None:
    knock(house, "new-ward", times=3)
    browser = signed_in(house)
    page = look(house, browser)
    assert "new-ward Waits for you No hospital yet · asked for 3 times" in page.text
    done = press(browser, page, "/approve")
    assert "Deployment new-ward is approved." in done.text
    assert "Deployment approved: new-ward" in done.text
    assert EMAIL in done.text
    [row] = [each for each in row_of(house).deployments if each.deployment_id == "new-ward"]
    assert (row.status, row.tenant_id, row.knocks) == ("active", hospital(house), 3)


def test_a_refused_one_does_not_ask_again(house: House) -> None:
    knock(house, "stranger")
    browser = signed_in(house)
    done = press(browser, look(house, browser), "/refuse")
    assert "Deployment stranger is refused." in done.text
    knock(house, "stranger", times=2)
    assert states(house)["stranger"] == "disabled"
    assert "Waits for you" not in look(house, browser).text
    assert press(browser, look(house, browser), "/approve").status == 200  # changed one's mind
    assert states(house)["stranger"] == "active"


def test_where_several_hospitals_are_one_is_named(sqlite_house: House) -> None:
    harbor = another_hospital(sqlite_house)
    change_rows(sqlite_house, tenant_id=None)
    knock(sqlite_house, "new-ward")
    browser = signed_in(sqlite_house)
    page = press(browser, look(sqlite_house, browser), "/approve")
    assert page.status == 400
    assert "Choose the hospital that this deployment belongs to." in page.text
    assert states(sqlite_house)["new-ward"] == "pending"
    done = press(browser, look(sqlite_house, browser), "/approve", tenant=str(harbor))
    assert "Harbor" in done.text
    assert states(sqlite_house)["new-ward"] == "active"


def test_people_stay_out_while_their_deployment_is_off(sqlite_house: House) -> None:
    browser, amara = signed_in(sqlite_house), sqlite_house.browser()
    assert sqlite_house.launch(amara, "amara").status == 200
    done = press(browser, look(sqlite_house, browser), "/refuse")
    assert "is switched off." in done.text
    assert sqlite_house.launch(amara, "amara").status == 403
    press(browser, look(sqlite_house, browser), "/approve")
    assert sqlite_house.launch(amara, "amara").status == 200


def test_idle_minutes(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    [deployment] = row_of(sqlite_house).deployments
    page = press(browser, look(sqlite_house, browser), f"/deployments/{deployment.id}", idle_minutes="25")
    assert "locks after 25 idle minutes" in page.text
    page = press(browser, page, f"/deployments/{deployment.id}", idle_minutes="1")
    assert page.status == 400
    assert "“1” is not from 2 to 480." in page.text
    assert row_of(sqlite_house).deployments[0].idle_minutes == 25


def test_the_hospital_stays_once_people_have_come(sqlite_house: House) -> None:
    harbor, browser = another_hospital(sqlite_house), signed_in(sqlite_house)
    [deployment] = row_of(sqlite_house).deployments
    end = f"/deployments/{deployment.id}"
    press(browser, look(sqlite_house, browser), end, tenant=str(harbor))
    assert row_of(sqlite_house).deployments[0].tenant_id == harbor
    sqlite_house.launch(sqlite_house.browser(), "amara")
    page = look(sqlite_house, browser)
    assert "Its hospital stays" in page.text
    press(browser, page, end, tenant=str(hospital(sqlite_house)))
    assert row_of(sqlite_house).deployments[0].tenant_id == harbor


def test_adding_a_deployment(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    for typed, said in (("", "This is empty."), ("a b", "has a space in it"), ("1", "is there already")):
        known = row_of(sqlite_house).deployments[0].deployment_id
        page = look(sqlite_house, browser)
        form = next(each for each in page.forms if each.action.endswith("/deployments"))
        values: dict[str, Any] = {"new-deployment_id": known if typed == "1" else typed}
        answer = browser.submit(page, form, **values)
        assert answer.status == 400
        assert said in answer.text
    page = look(sqlite_house, browser)
    press(browser, page, "/deployments", **{"new-deployment_id": "7"})
    assert states(sqlite_house)["7"] == "active"


def test_an_address_is_changed_after_the_consequence_was_named(house: House) -> None:
    browser, before = signed_in(house), row_of(house)
    page = press(browser, look(house, browser), "/addresses", jwks_url="https://other.example/keys")
    assert page.status == 200
    assert "nobody comes in from there and no grade is sent" in page.text
    assert f"{before.jwks_url} → https://other.example/keys" in page.text
    assert row_of(house).jwks_url == before.jwks_url
    done = press(browser, page, "/addresses")
    assert "The addresses are changed." in done.text
    assert row_of(house).jwks_url == "https://other.example/keys"
    assert verbs(house.app, "registration") == ["registration.addresses_changed"]


def test_keys_of_an_old_address_are_forgotten(sqlite_house: House) -> None:
    browser, amara = signed_in(sqlite_house), sqlite_house.browser()
    sqlite_house.launch(amara, "amara")
    page = press(browser, look(sqlite_house, browser), "/addresses", jwks_url=f"{sqlite_house.platform.url}/nothing")
    press(browser, page, "/addresses")
    assert sqlite_house.launch(amara, "amara").status == 401
    wait_for_refusal(sqlite_house)
    listed = browser.get(f"{sqlite_house.tool_url}/admin/platforms")
    assert "Its keys cannot be had" in listed.text


def test_an_address_that_does_not_fit(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = press(browser, look(sqlite_house, browser), "/addresses", jwks_url="keys", confirmed="yes")
    assert page.status == 400
    assert "“keys” does not begin with https://" in page.text
    assert row_of(sqlite_house).jwks_url != "keys"


def test_off_and_on(house: House) -> None:
    browser, amara = signed_in(house), house.browser()
    page = press(browser, look(house, browser), "/off")
    assert "Switched off" in page.text
    amara.post(f"{house.platform.url}/become/amara", {})
    login = amara.get(f"{house.platform.url}/launch/3")
    assert amara.submit(login, login.form("/lti/login")).status == 400
    press(browser, page, "/on")
    assert house.launch(amara, "amara").status == 200
    assert verbs(house.app, "registration") == ["registration.switched_off", "registration.switched_on"]


def test_what_is_held_is_let_in_by_approval_alone(sqlite_house: House) -> None:
    change_rows(sqlite_house, status="pending", unusual=["Its token endpoint is not https: x"])
    browser = signed_in(sqlite_house)
    page = look(sqlite_house, browser)
    token = find_form(page, "/approve").fields["csrf_token"][0]
    browser.post(f"{page.url}/on", {"csrf_token": token})
    assert row_of(sqlite_house).status == "pending"
    press(browser, page, "/reject")
    assert row_of(sqlite_house).status == "disabled"
    press(browser, page, "/approve")  # a page that was left open
    assert row_of(sqlite_house).status == "disabled"


def test_renaming(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = press(browser, look(sqlite_house, browser), "/name", name="Lakeside <East>")
    assert "Lakeside <East>" in page.text
    assert press(browser, page, "/name", name=" ").status == 400


def test_new_deployments_at_once(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = press(browser, look(sqlite_house, browser), "/accept")
    assert "New deployments are let in at once." in page.text
    row = row_of(sqlite_house)
    assert (row.accept_new_deployments, row.tenant_id) == (True, hospital(sqlite_house))
    press(browser, page, "/accept")
    assert not row_of(sqlite_house).accept_new_deployments


def test_a_duplicate_with_another_client_id(house: House) -> None:
    browser, before = signed_in(house), row_of(house)
    page = press(
        browser,
        look(house, browser),
        "/duplicate",
        **{"copy-client_id": "block-2", "copy-deployment_id": "1", "copy-jwks_url": "https://edx.example/2/keys"},
    )
    assert page.status == 200, page.text
    made = row_of(house, UUID(page.url.split("/")[-1]))
    assert (made.issuer, made.client_id, made.jwks_url) == (before.issuer, "block-2", "https://edx.example/2/keys")
    assert made.auth_token_url == before.auth_token_url
    assert states(house, made.id) == {"1": "active"}
    again = press(browser, look(house, browser), "/duplicate", **{"copy-client_id": "block-2"})
    assert again.status == 400
    assert "“block-2” is registered with this issuer already." in again.text


def test_a_link_that_updates(sqlite_house: House) -> None:
    register(sqlite_house, make_link(sqlite_house))
    client = latest_tool(sqlite_house)["client_id"]
    activate(sqlite_house, client)
    browser: Browser = signed_in(sqlite_house)
    listed = browser.get(f"{sqlite_house.tool_url}/admin/platforms")
    [address] = [
        each
        for each in listed.links.values()
        if "/admin/platforms/0" in each and str(demo(sqlite_house)) not in each and not each.endswith("/check")
    ]
    page = browser.get(address)
    done = press(browser, page, "/update-link")
    assert "Link to update this registration" in done.text
    [link] = [
        value[0]
        for value in [[part.split('"')[0]] for part in done.body.decode().split('value="')]
        if "invite=" in value[0]
    ]
    assert register(sqlite_house, link, update=client).status == 200


def test_a_token_is_needed(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = look(sqlite_house, browser)
    assert page.forms
    for form in page.forms:
        wrong: dict[str, Any] = {name: "f" * 64 for name in form.fields if name.endswith("csrf_token")}
        assert wrong
        assert browser.submit(page, form, **wrong).status == 403, form.action


@pytest.mark.parametrize("role", ["admin", "officer"])
def test_what_is_another_hospital_s_is_not_there(sqlite_house: House, role: str) -> None:
    harbor = another_hospital(sqlite_house)
    operator = signed_in(sqlite_house)
    knock(sqlite_house, "waits")
    page = look(sqlite_house, operator)
    browser = signed_in(sqlite_house, "kim@harbor.example", role=role, tenant_id=harbor)
    listed = browser.get(f"{sqlite_house.tool_url}/admin/platforms")
    assert "No LMS is registered yet" in listed.text
    assert browser.get(page.url).status == 404
    token = find_form(listed, "/logout").fields["csrf_token"][0]
    for form in page.forms:
        if "/admin/platforms/" in form.action:
            assert browser.submit(page, form, csrf_token=token).status == (403 if role == "officer" else 404)
    for path in ("tenants", "keys"):
        assert browser.get(f"{sqlite_house.tool_url}/admin/{path}").status == 403


def test_a_shared_registration_is_changed_by_operators_alone(sqlite_house: House) -> None:
    """Hosted LMSs share one: each hospital looks after its own deployments."""
    harbor, operator = another_hospital(sqlite_house), signed_in(sqlite_house)
    page = look(sqlite_house, operator)
    press(operator, page, "/deployments", **{"new-deployment_id": "harbor-1", "new-tenant": str(harbor)})
    browser = signed_in(sqlite_house, "kim@harbor.example", role="admin", tenant_id=harbor)
    theirs = look(sqlite_house, browser)
    assert "Other hospitals use this registration too." in theirs.text
    mine = row_of(sqlite_house).deployments
    [own] = [each for each in mine if each.deployment_id == "harbor-1"]
    [other] = [each for each in mine if each.deployment_id != "harbor-1"]
    assert f"deployment {own.deployment_id}" in theirs.text
    assert f"deployment {other.deployment_id} " not in theirs.text
    token = find_form(theirs, "/logout").fields["csrf_token"][0]
    for form in page.forms:
        if form.action.endswith(("/off", "/name", "/addresses", "/duplicate", "/accept")):
            assert browser.submit(page, form, csrf_token=token).status == 403, form.action
    assert (
        browser.post(
            f"{sqlite_house.tool_url}/admin/platforms/deployments/{other.id}/refuse", {"csrf_token": token}
        ).status
        == 404
    )
    press(browser, theirs, f"{own.id}/refuse")
    assert states(sqlite_house)["harbor-1"] == "disabled"


def test_an_officer_looks(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house, role="officer", tenant_id=hospital(sqlite_house))
    page = look(sqlite_house, browser)
    assert [form for form in page.forms if "/admin/platforms" in form.action] == []


def test_new_deployments_at_once_need_a_hospital(sqlite_house: House) -> None:
    another_hospital(sqlite_house)
    change_rows(sqlite_house, tenant_id=None)
    browser = signed_in(sqlite_house)
    page = press(browser, look(sqlite_house, browser), "/accept")
    assert "choose the hospital that new deployments belong to" in page.text
    assert not row_of(sqlite_house).accept_new_deployments
    press(browser, page, "/accept", tenant=str(hospital(sqlite_house)))
    assert row_of(sqlite_house).accept_new_deployments
