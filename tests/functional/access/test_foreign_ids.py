"""AC: what belongs to one person, course or hospital is not there for any other, whichever address is tried."""

import json
from uuid import uuid4

import pytest

from tests.certification.rows import row
from tests.functional.access.town import Town, rules

SECRETS = ("Amara Okafor", "Bertil Lind", "8 of 10 points")
SELF = {"owner elsewhere": "Amara Okafor", "namesake": "Amara Okafor"}
PEOPLE = [
    row("AC01-classmate", "classmate"),
    row("AC01-elsewhere", "owner elsewhere"),
    row("AC01-namesake", "namesake"),
    row("AC02-course", "teacher elsewhere"),
    row("AC02-hospital", "other teacher"),
    row("AC01-teacher", "teacher"),
]
# Ids that are everybody's: the same content is many hospitals', and what is shown of it is the asking person's own.
SHARED = {"activity_id"}
# Whose own an id is.
OWNERS = {"teacher": {"upload_id"}}


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_is_there_for_others(town: Town, name: str) -> None:
    desk, before, tried = town.desks[name], town.snapshot(trail=False), 0
    secrets = [each for each in SECRETS if each != SELF.get(name)]
    for method in ("GET", "POST"):
        for rule in rules(town.app, method, under="/l/"):
            if (
                not {each for each in rule.arguments if each.endswith("_id")}
                - SHARED
                - OWNERS.get(name, set())
                - {"launch_id"}
            ):
                continue
            for url in town.addresses(rule, launch_id=desk.launch_id):
                token = {"csrf_token": desk.csrf}
                page = desk.browser.get(url) if method == "GET" else desk.browser.post(url, token, follow=False)
                assert page.status in _expected(name, rule.endpoint), (method, url, page.status)
                assert not [secret for secret in secrets if secret in page.text], url
                tried += 1
    assert tried >= 10
    assert town.snapshot(trail=False) == before


def _expected(name: str, endpoint: str) -> tuple[int, ...]:
    """404, but where the page itself is not open to this person, or wants a body of its own before it looks."""
    if endpoint == "quizzes.save":
        return (400,)
    closed = ("units.", "marking.", "accommodations.", "regrading.", "editor.")
    return (404,) if "teacher" in name or not endpoint.startswith(closed) else (403,)


@pytest.mark.parametrize("name", [*PEOPLE, row("QZ06", "classmate")])
def test_no_answer_goes_into_another_s_try(town: Town, name: str) -> None:
    desk, before, told = town.desks[name], town.snapshot(trail=False), len(town.trail())
    body = json.dumps({"save_id": uuid4().hex, "base": 0, "value": {"choice": "a"}}).encode()
    for attempt in [*town.ids["attempt_id"], uuid4()]:
        url = f"{desk.root}/attempts/{attempt}/responses/m02-q01"
        assert desk.browser.post_json(url, body, token=desk.csrf).status == 404
    assert town.snapshot(trail=False) == before
    # Who tried stands in the trail, for each attempt that there is.
    noted = town.trail()[told:]
    assert {(verb, subject) for verb, subject, _ in noted} == {
        ("attempt.refused", str(attempt)) for attempt in town.ids["attempt_id"]
    }
    assert len({actor for _, _, actor in noted}) == 1


@pytest.mark.parametrize("name", [row("AC01-session", "classmate"), row("AC02-session", "other teacher")])
def test_nobody_s_cookies_open_another_s_launch(town: Town, name: str) -> None:
    """Not even sent to its address, which no browser does."""
    theirs, own, before = town.desks[name], town.desks["owner"], town.snapshot()
    stranger = town.house.browser()
    stranger.cookies = {(host, "/", kind): value for (host, _, kind), value in theirs.browser.cookies.items()}
    for method in ("GET", "POST"):
        for rule in rules(town.app, method, under="/l/"):
            for url in town.addresses(rule, launch_id=own.launch_id):
                fields = {"csrf_token": theirs.csrf}
                page = stranger.get(url) if method == "GET" else stranger.post(url, fields, follow=False)
                assert page.status == 401, (method, url)
                assert not [secret for secret in SECRETS if secret in page.text], url
    assert town.snapshot() == before


@pytest.mark.parametrize("name", [row("AC02-their-admin", "their admin"), row("AC02-their-officer", "their officer")])
def test_nothing_of_another_hospital_is_there_for_administrators(town: Town, name: str) -> None:
    browser, before = town.admins[name], town.snapshot()
    token = browser.get(f"{town.house.tool_url}/admin/account").form("/logout").fields["csrf_token"][0]
    for method in ("GET", "POST"):
        for rule in rules(town.app, method, under="/admin"):
            if not [each for each in rule.arguments if each.endswith(("_id", "_pk"))]:
                continue
            for url in town.addresses(rule):
                page = browser.get(url) if method == "GET" else browser.post(url, {"csrf_token": token}, follow=False)
                assert page.status in (403, 404), (method, url, page.status)
    assert town.snapshot() == before


@pytest.mark.parametrize("name", [row("AC02-log", "their admin")])
def test_the_log_holds_one_s_own_hospital_s_launches(town: Town, name: str) -> None:
    page = town.admins[name].get(f"{town.house.tool_url}/admin/launches")
    assert "Lakeside Learning" not in page.text
    assert "Lakeside Learning" in town.admins["our officer"].get(page.url).text


@pytest.mark.parametrize("name", [row("AC08", "other teacher")])
def test_a_picker_offers_no_foreign_content(town: Town, name: str) -> None:
    """What the hospital is not offered cannot be chosen by its id."""
    desk = town.desks[name]
    before = town.snapshot()
    fields = {"csrf_token": desk.csrf, "item": "somebody-elses/module/m01", "go": "set"}
    assert desk.browser.post(f"{desk.root}/choose", fields, follow=False).status == 404
    assert town.snapshot() == before
