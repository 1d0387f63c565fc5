"""What holds for every address under /admin, also those that come later."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lms_plugin.core.web.admin_pages import AdminBlueprint
from tests.harness.administrators import signed_in
from tests.harness.house import House

OPEN = {"accounts.login", "accounts.check_password", "accounts.code", "accounts.check_code"}


def admin_rules(app: Flask, method: str) -> list[Rule]:
    rules = [each for each in app.url_map.iter_rules() if each.rule.startswith("/admin")]
    found = [each for each in rules if method in (each.methods or ())]
    assert len(found) > 10  # a walk over nothing would prove nothing
    return found


def address(house: House, rule: Rule) -> str:
    path = rule.rule
    for name in rule.arguments:
        for kind in ("uuid:", "string:", "int:", ""):
            path = path.replace(f"<{kind}{name}>", "0190c0de-0000-7000-8000-000000000001")
    return house.tool_url + path


def test_strangers_are_asked_to_sign_in(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    for method in ("GET", "POST"):
        for rule in admin_rules(sqlite_house.app, method):
            if rule.endpoint in OPEN:
                continue
            url = address(sqlite_house, rule)
            page = browser.get(url, follow=False) if method == "GET" else browser.post(url, {}, follow=False)
            assert page.status == 303, rule
            assert page.headers["location"].startswith("/admin/login"), rule


def test_a_script_gets_no_page_to_sign_in(sqlite_house: House) -> None:
    page = sqlite_house.browser().get(f"{sqlite_house.tool_url}/admin/account", Accept="application/json")
    assert page.status == 401


def test_no_form_goes_without_the_token(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    for rule in admin_rules(sqlite_house.app, "POST"):
        if rule.endpoint not in OPEN:
            page = browser.post(address(sqlite_house, rule), {"csrf_token": "f" * 64}, follow=False)
            assert page.status in (403, 404), rule


def test_headers(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    pages = [address(sqlite_house, rule) for rule in admin_rules(sqlite_house.app, "GET")]
    for url in [*pages, f"{sqlite_house.tool_url}/admin/nothing", f"{sqlite_house.tool_url}/admin"]:
        for page in (browser.get(url, follow=False), sqlite_house.browser().get(url, follow=False)):
            policy = page.headers["content-security-policy"]
            assert policy.endswith("form-action 'self'; frame-ancestors 'none'"), url
            assert "unsafe" not in policy
            assert page.headers["x-frame-options"] == "DENY", url
            assert page.headers["cache-control"] == "no-store", url
            assert page.headers["x-content-type-options"] == "nosniff", url
            assert page.status < 500, url


def test_pages_say_that_this_is_a_trial(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    for path in ("account", "administrators", "launches", "nothing"):
        assert "This is a trial" in browser.get(f"{sqlite_house.tool_url}/admin/{path}").text


def test_nothing_there(sqlite_house: House) -> None:
    page = signed_in(sqlite_house).get(f"{sqlite_house.tool_url}/admin/nothing")
    assert page.status == 404
    assert "Go back to the administration" in page.text
    assert "LMS help desk" not in page.text


def test_an_officer_changes_nothing(sqlite_house: House) -> None:
    from lms_plugin.platforms.services import list_tenants

    with sqlite_house.app.app_context():
        tenant_id = list_tenants()[0].id
    browser = signed_in(sqlite_house, role="officer", tenant_id=tenant_id)
    form = browser.get(f"{sqlite_house.tool_url}/admin/account").form("/logout")
    token = form.fields["csrf_token"][0]
    own = {
        each.name
        for each in sqlite_house.app.blueprints.values()
        if isinstance(each, AdminBlueprint) and each.own_pages
    }
    for rule in admin_rules(sqlite_house.app, "POST"):
        if rule.endpoint.split(".")[0] not in {*own, "accounts"}:
            page = browser.post(address(sqlite_house, rule), {"csrf_token": token}, follow=False)
            assert page.status == 403, rule


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/admin/", "/l/0/"])
def test_signing_in_leads_nowhere_else(sqlite_house: House, next_page: str) -> None:
    from tests.harness.administrators import EMAIL, PASSWORD, add_administrator

    add_administrator(sqlite_house.app)
    browser = sqlite_house.browser()
    page = browser.get(f"{sqlite_house.tool_url}/admin/login?next={next_page}")
    form = page.form("/admin/login")
    assert form.fields["next"] == [""]
    answer = browser.submit(page, form, follow=False, email=EMAIL, password=PASSWORD, next=next_page)
    assert answer.headers["location"] == "/admin/"
