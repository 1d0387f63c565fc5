"""The roster service: who may read it, what stands in it, its pages, and those who leave."""

import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import urllib3

from lms_plugin.demo.platform.memberships import MEMBERS
from lms_plugin.demo.platform.scopes import ROSTER, SCORE

from .tool import Form, Visitor, score

LTI = "https://purl.imsglobal.org/spec/lti/claim"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"


def ask(visitor: Visitor, more: str = "", url: str | None = None, accept: str = MEMBERS) -> urllib3.BaseHTTPResponse:
    url = url or f"{visitor.running.url}/nrps/7/bindings/1/memberships{more}"
    return visitor.serve("GET", url, visitor.token(ROSTER), headers={"Accept": accept})


def roster(visitor: Visitor, more: str = "") -> dict[str, Any]:
    """The members of one page, by their sub."""
    answer = ask(visitor, more)
    assert (answer.status, answer.headers["Content-Type"]) == (200, MEMBERS), answer.data
    return {member["user_id"]: member for member in json.loads(answer.data)["members"]}


def following(answer: urllib3.BaseHTTPResponse, relation: str = "next") -> str | None:
    address, _, rest = answer.headers.get("Link", "").partition("; ")
    return address.strip("<>") if rest == f'rel="{relation}"' else None


def pages(visitor: Visitor, more: str = "") -> Iterator[list[str]]:
    """The subs of each page, following the links as they come."""
    answer = ask(visitor, more)
    while True:
        yield [member["user_id"] for member in json.loads(answer.data)["members"]]
        url = following(answer)
        if url is None:
            return
        answer = ask(visitor, url=url)


def launch_claims(visitor: Visitor, sub: str = "amara") -> dict[str, Any]:
    visitor.become(sub)
    token = Form(visitor.authorize(visitor.auth_request()).data).fields["id_token"]
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_launch_says_where_the_roster_is(strict: Visitor) -> None:
    claim = launch_claims(strict)[NRPS]
    assert claim["service_versions"] == ["2.0"]
    assert ask(strict, url=claim["context_memberships_url"]).status == 200


def test_launch_is_silent_where_the_roster_is_not_granted(visitor: Visitor) -> None:
    visitor.running.platform.granted = frozenset({SCORE})
    assert NRPS not in launch_claims(visitor)


def test_container_names_itself_and_the_course(strict: Visitor) -> None:
    content = json.loads(ask(strict).data)
    assert content["id"] == f"{strict.running.url}/nrps/7/bindings/1/memberships"
    assert content["context"] == {"id": "7", "label": "SOCIAL", "title": "Social media in health care"}


def test_members_as_specified(strict: Visitor) -> None:
    assert roster(strict)["amara"] == {
        "user_id": "amara",
        "status": "Active",
        "roles": [f"{MEMBERSHIP}#Learner"],
        "lis_person_sourcedid": "N-1042",
        "name": "Amara Okafor",
        "given_name": "Amara",
        "family_name": "Okafor",
        "email": "amara.okafor@example.org",
    }


def test_moodle_shortens_roles(visitor: Visitor) -> None:
    found = roster(visitor)
    assert found["amara"]["roles"] == ["Learner"]
    assert found["rosa"]["roles"] == ["Instructor", "http://purl.imsglobal.org/vocab/lis/v2/person#Administrator"]


def test_test_users_and_site_administrators_are_in_no_roster(strict: Visitor) -> None:
    strict.order(
        "people",
        201,
        sub="tess",
        roles=["Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"],
    )
    assert set(roster(strict)) == {"amara", "bertil", "dana", "rosa", "tariq", "olive"}


def test_wrong_scope_is_403(visitor: Visitor) -> None:
    url = f"{visitor.running.url}/nrps/7/bindings/1/memberships"
    assert visitor.serve("GET", url, visitor.token(SCORE), headers={"Accept": MEMBERS}).status == 403


def test_no_token_is_401(visitor: Visitor) -> None:
    assert visitor.ask("GET", "/nrps/7/bindings/1/memberships", headers={"Accept": MEMBERS}).status == 401


def test_json_is_406(strict: Visitor) -> None:
    assert ask(strict, accept="application/json").status == 406


def test_json_is_400_in_moodle(visitor: Visitor) -> None:
    assert ask(visitor, accept="application/json").status == 400


@pytest.mark.parametrize("path", ["8/bindings/1", "7/bindings/2"])
def test_other_courses_and_deployments_are_404(visitor: Visitor, path: str) -> None:
    assert ask(visitor, url=f"{visitor.running.url}/nrps/{path}/memberships").status == 404


@pytest.mark.parametrize(("names", "emails"), [(True, False), (False, True), (False, False)])
def test_privacy_hides_names_and_addresses(strict: Visitor, names: bool, emails: bool) -> None:
    platform = strict.running.platform
    platform.shares_names, platform.shares_emails = names, emails
    for told in (roster(strict)["amara"], launch_claims(strict)):
        assert [name in told for name in ("name", "given_name", "family_name", "email")] == [names] * 3 + [emails]


def test_what_somebody_has_not_is_left_out(strict: Visitor) -> None:
    strict.order("people", 201, sub="nameless")
    assert roster(strict)["nameless"].keys() == {"user_id", "status", "roles", "lis_person_sourcedid"}


@pytest.mark.parametrize("role", ["Learner", f"{MEMBERSHIP}#Learner"])
def test_filter_by_role(strict: Visitor, role: str) -> None:
    assert set(roster(strict, f"?role={role.replace('#', '%23')}")) == {"amara", "bertil"}


def test_pages_hold_everybody_once(strict: Visitor) -> None:
    assert list(pages(strict, "?limit=4")) == [["amara", "bertil", "dana", "rosa"], ["tariq", "olive"]]


def test_pages_keep_the_role(strict: Visitor) -> None:
    assert list(pages(strict, "?limit=1&role=Learner")) == [["amara"], ["bertil"]]


def test_moodle_forgets_the_role_after_the_first_page(visitor: Visitor) -> None:
    assert list(pages(visitor, "?limit=1&role=Learner"))[1:3] == [["bertil"], ["dana"]]


def test_the_lms_can_page_unasked(strict: Visitor) -> None:
    strict.order("roster", page=5)
    assert [len(page) for page in pages(strict)] == [5, 1]
    strict.order("roster", page=None)
    assert [len(page) for page in pages(strict)] == [6]


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1.5"])
def test_limit_is_a_whole_number(visitor: Visitor, limit: str) -> None:
    assert ask(visitor, f"?limit={limit}").status == 400


def test_somebody_who_joins_between_two_pages_moves_nobody(strict: Visitor) -> None:
    first = ask(strict, "?limit=4")
    strict.order("people/amara", status="Deleted")
    strict.order("people", 201, sub="nia")
    url = following(first)
    assert url is not None
    assert [member["user_id"] for member in json.loads(ask(strict, url=url).data)["members"]] == [
        "tariq",
        "olive",
        "nia",
    ]


def test_suspended_people_are_inactive(strict: Visitor) -> None:
    strict.order("people/amara", status="Inactive")
    assert roster(strict)["amara"]["status"] == "Inactive"


@pytest.mark.parametrize("status", ["Inactive", "Deleted"])
def test_moodle_drops_suspended_people(visitor: Visitor, status: str) -> None:
    visitor.order("people/amara", status=status)
    assert "amara" not in roster(visitor)


def test_differences_name_those_who_changed_since(strict: Visitor) -> None:
    url = following(ask(strict), "differences")
    assert url is not None
    assert json.loads(ask(strict, url=url).data)["members"] == []
    strict.order("people/amara", status="Deleted")
    strict.order("people/bertil", family_name="Berg")
    changed = json.loads(ask(strict, url=url).data)["members"]
    assert [(member["user_id"], member["status"]) for member in changed] == [("amara", "Deleted"), ("bertil", "Active")]
    assert changed[1]["family_name"] == "Berg"
    assert "amara" not in roster(strict)


def test_resource_link_adds_its_message(strict: Visitor) -> None:
    told = roster(strict, "?rlid=1")["amara"]["message"]
    assert [message[f"{LTI}/message_type"] for message in told] == ["LtiResourceLinkRequest"]
    assert told[0][f"{LTI}/custom"]["module"] == "why"


def test_resource_link_of_nowhere_is_404(visitor: Visitor) -> None:
    assert ask(visitor, "?rlid=99").status == 404


def test_twenty_thousand_people_in_pages(strict: Visitor) -> None:
    assert strict.order("people", 201, count=20_000) == {"added": 20_000}
    found = list(pages(strict, "?limit=1000"))
    assert [len(page) for page in found] == [1000] * 20 + [6]
    assert len({sub for page in found for sub in page}) == 20_006


def test_more_made_up_people_are_numbered_on(strict: Visitor) -> None:
    for _time in range(2):
        strict.order("people", 201, count=2)
    assert {"p-00001", "p-00002", "p-00003", "p-00004"} < set(roster(strict))


def test_added_people_can_launch_and_be_graded(visitor: Visitor) -> None:
    visitor.order("people", 201, sub="nia", given_name="Nia", family_name="Obi", roles=["Learner"])
    assert launch_claims(visitor, "nia")["name"] == "Nia Obi"
    assert visitor.post_score(visitor.token(), score(userId="nia")).status == 200
    assert visitor.gradebook("nia")["score"] == 93.75


def test_those_who_left_cannot_launch_or_be_graded(visitor: Visitor) -> None:
    visitor.become("amara")
    visitor.order("people/amara", status="Deleted")
    assert visitor.ask("GET", "/launch/1").status == 403
    assert visitor.post_score(visitor.token(), score()).status == 400


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("people", {}, 400),
        ("people", {"sub": "a b"}, 400),
        ("people", {"sub": 7}, 400),
        ("people", {"sub": "nia", "roles": "Learner"}, 400),
        ("people", {"sub": "nia", "course": "9"}, 404),
        ("people", {"sub": "amara"}, 409),
        ("people", {"count": 0}, 400),
        ("people", {"count": True}, 400),
        ("people/amara", {}, 400),
        ("people/amara", {"status": "Gone"}, 400),
        ("people/nobody", {"status": "Deleted"}, 404),
        ("roster", {"page": "ten"}, 400),
    ],
)
def test_orders_that_make_no_sense(visitor: Visitor, path: str, content: dict[str, Any], status: int) -> None:
    assert "error" in visitor.order(path, status, **content)


def test_roster_trouble_is_its_own(visitor: Visitor) -> None:
    visitor.trouble("status", path="members", status=502)
    assert ask(visitor).status == 502
    visitor.trouble("status", on=False)
    token = visitor.token(ROSTER)
    visitor.trouble("expired_tokens", path="members")
    url = f"{visitor.running.url}/nrps/7/bindings/1/memberships"
    assert visitor.serve("GET", url, token, headers={"Accept": MEMBERS}).status == 401
    assert visitor.running.platform.requests["members"] == 2
