"""AC: what holds for every address of the application, also those that come later."""

from typing import Any

import pytest

from tests.certification.rows import row
from tests.functional.access.town import Desk, Town, rules
from tests.harness.browser import Browser
from tests.harness.pages import Page

DESKS = ("owner", "open", "teacher", "other teacher")
HANDOVER = "handover.open_window"  # the one GET that may change something
EVIL = "evil.example"
LOCKING = {"launches.finish", "idle.lock"}


def everybody(town: Town) -> list[tuple[Browser, str, str]]:
    """A browser, what its addresses begin with, and the launch in them."""
    seats = [(town.desks[name].browser, "/l/", town.desks[name].launch_id) for name in DESKS]
    return [
        *seats,
        *((browser, "/admin", "") for browser in town.admins.values()),
        (town.house.browser(), "/", "0" * 32),
    ]


@pytest.mark.parametrize("method", [row("AC15", "GET"), row("AC15-head", "HEAD"), row("AC15-options", "OPTIONS")])
def test_looking_changes_nothing(town: Town, method: str) -> None:
    for browser, under, launch in everybody(town):
        before = town.snapshot()
        for rule in rules(town.app, "GET", under=under):
            if rule.endpoint != HANDOVER:
                for url in town.addresses(rule, launch_id=launch):
                    assert browser.send(method, url).status < 500, url
        assert town.snapshot() == before, under


@pytest.mark.parametrize("method", [row(f"AC17-{each.lower()}", each) for each in ("PUT", "PATCH", "DELETE", "TRACE")])
def test_other_methods_are_not_taken(sqlite_town: Town, method: str) -> None:
    """Before anybody is asked who they are: one who may do most on either side, and a stranger."""
    people = everybody(sqlite_town)
    for browser, under, launch in (people[DESKS.index("teacher")], people[len(DESKS)], people[-1]):
        before = sqlite_town.snapshot()
        for rule in sqlite_town.app.url_map.iter_rules():
            if rule.rule.startswith(under) and rule.endpoint != "static":
                for url in sqlite_town.addresses(rule, launch_id=launch):
                    assert browser.send(method, url).status == 405, url
        assert sqlite_town.snapshot() == before, under


@pytest.mark.parametrize(
    "header", [row("AC17-override", "X-HTTP-Method-Override"), row("AC17-method", "X-Method-Override")]
)
def test_no_header_turns_a_form_into_another_method(sqlite_town: Town, header: str) -> None:
    """A GET that claims to be a POST is a GET, and a POST that claims to be a DELETE stays without its token."""
    desk = sqlite_town.desks["owner"]
    before = sqlite_town.snapshot()
    for rule in rules(sqlite_town.app, "GET", under="/l/"):
        for url in sqlite_town.addresses(rule, launch_id=desk.launch_id):
            assert desk.browser.get(url, follow=False, **{header: "POST"}).status < 500
    for rule in rules(sqlite_town.app, "POST", under="/l/"):
        for url in sqlite_town.addresses(rule, launch_id=desk.launch_id):
            assert desk.browser.send("POST", f"{url}?_method=GET", **{header: "GET"}).status in (400, 403, 404), url
    assert sqlite_town.snapshot() == before


@pytest.mark.parametrize(
    "whose", [row("AC14-none", None), row("AC14-other", "classmate"), row("AC14-own", "owner elsewhere")]
)
def test_a_token_is_good_for_its_own_launch_alone(town: Town, whose: str | None) -> None:
    """Not even one's own of another launch. Every form of a launch, for one who may see and one who teaches."""
    token = town.desks[whose].csrf if whose else ""
    before = town.snapshot()
    for name in ("open", "teacher"):
        desk = town.desks[name]
        for rule in rules(town.app, "POST", under="/l/"):
            for url in town.addresses(rule, launch_id=desk.launch_id):
                page = desk.browser.post(url, {"csrf_token": token}, follow=False, **{"X-CSRF-Token": token})
                assert page.status == 403, (url, page.status)
    assert town.snapshot() == before


@pytest.mark.parametrize("other", [row("AC14-admin", "their admin")])
def test_a_token_is_good_for_its_own_sign_in_alone(town: Town, other: str) -> None:
    account = f"{town.house.tool_url}/admin/account"
    token = town.admins[other].get(account).form("/logout").fields["csrf_token"][0]
    browser, before = town.admins["our officer"], town.snapshot()
    for rule in rules(town.app, "POST", under="/admin"):
        if not rule.endpoint.startswith("accounts.check"):
            for url in town.addresses(rule):
                assert browser.post(url, {"csrf_token": token}, follow=False).status in (403, 404), url
    assert town.snapshot() == before


@pytest.mark.parametrize("site", [row("AC14-site", "cross-site"), row("AC14-port", "same-site")])
def test_no_form_comes_from_elsewhere(sqlite_town: Town, site: str) -> None:
    desk, before = sqlite_town.desks["open"], sqlite_town.snapshot()
    for rule in rules(sqlite_town.app, "POST", under="/l/"):
        for url in sqlite_town.addresses(rule, launch_id=desk.launch_id):
            page = desk.browser.post(url, {"csrf_token": desk.csrf}, follow=False, **{"Sec-Fetch-Site": site})
            assert page.status == 403, url
    assert sqlite_town.snapshot() == before


@pytest.mark.parametrize(
    "headers",
    [
        row("AC25-host", {"Host": EVIL}),
        row("AC25-forwarded", {"X-Forwarded-Host": EVIL, "X-Forwarded-Port": "666", "X-Forwarded-Prefix": f"/{EVIL}"}),
        row("AC25-standard", {"Forwarded": f"host={EVIL};proto=https"}),
    ],
)
def test_a_forged_host_is_nowhere(sqlite_town: Town, headers: dict[str, str]) -> None:
    for browser, under, launch in everybody(sqlite_town):
        for rule in rules(sqlite_town.app, "GET", under=under):
            for url in sqlite_town.addresses(rule, launch_id=launch):
                page = browser.get(url, follow=False, **headers)
                assert EVIL not in page.body.decode(errors="replace"), url
                assert EVIL not in str(page.headers), url


@pytest.mark.parametrize(
    "headers", [row("AC25-login", {"X-Forwarded-Host": EVIL}), row("AC25-login-host", {"Host": EVIL})]
)
def test_the_redirect_uri_is_ours(sqlite_town: Town, headers: dict[str, str]) -> None:
    from urllib.parse import parse_qs, urlencode, urlsplit

    from tests.harness.front_door import login_parameters

    url = f"{sqlite_town.house.tool_url}/lti/login?{urlencode(login_parameters(sqlite_town.house))}"
    page = sqlite_town.desks["owner"].browser.get(url, follow=False, **headers)
    assert parse_qs(urlsplit(page.headers["location"]).query)["redirect_uri"] == [
        f"{sqlite_town.house.tool_url}/lti/launch"
    ]


@pytest.mark.parametrize("name", [row(f"AC19-{name.split()[0]}", name) for name in ("owner", "teacher", "open")])
def test_only_the_lms_frames_a_launch(sqlite_town: Town, name: str) -> None:
    """Every page of a launch, errors too."""
    desk = sqlite_town.desks[name]
    for rule in rules(sqlite_town.app, "GET", under="/l/"):
        for url in sqlite_town.addresses(rule, launch_id=desk.launch_id):
            policy = desk.browser.get(url, follow=False).headers["content-security-policy"]
            assert f"frame-ancestors 'self' {sqlite_town.house.platform.url}" == policy.split("; ")[-1], url


@pytest.mark.parametrize("nobody", [row("AC09", None)])
def test_without_a_session_there_is_nothing(sqlite_town: Town, nobody: None) -> None:
    stranger, desk = sqlite_town.house.browser(), sqlite_town.desks["owner"]
    for rule in rules(sqlite_town.app, "GET", under="/l/"):
        for url in sqlite_town.addresses(rule, launch_id=desk.launch_id):
            page = stranger.get(url, follow=False)
            assert page.status == 401, url
            assert "Amara" not in page.text, url


@pytest.mark.parametrize("who", [pytest.param("everybody", id="everybody")])
def test_headers_of_every_answer(sqlite_town: Town, who: str) -> None:
    for browser, under, launch in everybody(sqlite_town):
        for rule in rules(sqlite_town.app, "GET", under=under):
            for url in sqlite_town.addresses(rule, launch_id=launch):
                page = browser.get(url, follow=False)
                policy = page.headers["content-security-policy"]
                assert "unsafe" not in policy, url
                assert page.headers["x-content-type-options"] == "nosniff", url
                if rule.endpoint not in ("static", "front.jwks"):
                    assert page.headers["cache-control"] == "no-store", url


# Names that rows have, as a hostile form might send them.
PLANTED = ("role", "standing", "tenant_id", "user_id", "owner", "context_id", "administrator_id", "status", "sub")


def plant(town: Town) -> dict[str, str]:
    """Fields that no form has, each with a value that would be seen."""
    return dict.fromkeys(PLANTED, "planted") | {
        "is_graded": "1",
        "score": "424242",
        "score_ppm": "424242",
        "correct": "424242",
        "attempt_no": "424242",
    }


@pytest.mark.parametrize("name", [row("AC18-learner", "open"), row("AC18-teacher", "teacher")])
def test_unknown_fields_are_ignored(town: Town, name: str) -> None:
    """Every form that a walk over a person's own pages finds, sent with more than it has. Runs last: it does things."""
    desk, roles = town.desks[name], rows_of(town, "memberships", "administrators", "tenants")
    for form_page in _own_pages(town, desk):
        for form in form_page.forms:
            if form.method == "post" and not form.action.endswith(("/finish", "/lock", "/window")):
                page = desk.browser.submit(form_page, form, follow=False, **plant(town))
                assert page.status < 500, form.action
    found = str(town.snapshot())
    assert "planted" not in found
    assert "424242" not in found
    assert rows_of(town, "memberships", "administrators", "tenants") == roles


def rows_of(town: Town, *tables: str) -> dict[str, Any]:
    return {name: rows for name, rows in town.snapshot().items() if name in tables}


def _own_pages(town: Town, desk: Desk) -> list[Page]:
    pages = []
    for rule in rules(town.app, "GET", under="/l/"):
        for url in town.addresses(rule, launch_id=desk.launch_id):
            page = desk.browser.get(url)
            if page.status == 200 and page.forms:
                pages.append(page)
    assert len(pages) > 3
    return pages


@pytest.mark.parametrize("role", [row("AC18-admin", "our officer")])
def test_no_administrator_promotes_themselves(town: Town, role: str) -> None:
    browser, before = town.admins[role], rows_of(town, "administrators")
    page = browser.get(f"{town.house.tool_url}/admin/account")
    form = page.form("/password")
    fields = {"role": "operator", "tenant": "", "tenant_id": "", "new": "short", "again": "short", "old": "x"}
    browser.submit(page, form, follow=False, **fields)
    assert rows_of(town, "administrators") == before
