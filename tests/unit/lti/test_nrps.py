"""Reading a platform's list of people: pages of any kind, entries of any shape, never more than a page at once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.outbound.errors import UnknownEndError
from lms_plugin.lti import nrps
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.nrps import PAGE_SIZE, ROSTER_SCOPE, ROSTER_TYPE, Member, OddRosterError, read_members
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.keys import SigningKey
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.lti.keys import rsa_key
from tests.unit.lti.registrations import make_known

KEY = SigningKey("our-kid", rsa_key())
LIMIT = f"limit={PAGE_SIZE}"


def listing(*members: Any, link: str | None = None, **more: Any) -> Reply:
    body = json.dumps({"id": "x", "context": {"id": "7"}, "members": list(members), **more})
    return Reply(200, body.encode(), {"Link": link} if link else {})


class Lms:
    """Answers by path and query; keeps what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply] = {}
        self.asked: list[Asked] = []
        self.token_bodies: list[bytes] = []

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            self.token_bodies.append(asked.body)
            return Reply(200, b'{"access_token": "t"}')
        self.asked.append(asked)
        return self.pages.get(asked.path, Reply(404))

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@pytest.fixture
def lms() -> Lms:
    return Lms()


@pytest.fixture
def server(lms: Lms) -> Iterator[AnsweringServer]:
    with AnsweringServer(lms) as server:
        yield server


@pytest.fixture
def connector(server: AnsweringServer) -> Connector:
    outbound = Outbound(trial=True, connect_seconds=1, read_seconds=2)
    known = make_known(auth_token_url=f"{server.url}/token")
    return Connector(known, outbound=outbound, tokens=AccessTokens(outbound), key=KEY)


def subs(connector: Connector, url: str, **more: Any) -> list[list[str]]:
    return [[member.sub for member in page.members] for page in read_members(connector, url, **more)]


def one(entry: Any, lms: Lms, server: AnsweringServer, connector: Connector) -> list[Member]:
    lms.pages[f"/m?{LIMIT}"] = listing(entry)
    [page] = read_members(connector, f"{server.url}/m")
    assert page.skipped == 1 - len(page.members)
    return list(page.members)


def test_everybody_at_once(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages[f"/m?a=1&{LIMIT}"] = listing({"user_id": "1"}, {"user_id": "2"})
    assert subs(connector, f"{server.url}/m?a=1") == [["1", "2"]]
    [asked] = lms.asked
    assert (asked.headers["accept"], asked.headers["authorization"]) == (ROSTER_TYPE, "Bearer t")
    assert ROSTER_SCOPE.replace(":", "%3A").replace("/", "%2F").encode() in lms.token_bodies[0]


def test_pages_are_asked_for_one_after_another(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages[f"/m?{LIMIT}"] = listing({"user_id": "1"}, link=f"<{server.url}/m?limit=1&amp;from=1>; rel=next")
    lms.pages["/m?limit=1&from=1"] = listing(link='</m?from=2>; rel="next"')
    lms.pages["/m?from=2"] = listing({"user_id": "2"}, link=f'<{server.url}/m>; rel="first"')
    pages = read_members(connector, f"{server.url}/m")
    assert [member.sub for member in next(pages).members] == ["1"]
    assert lms.paths == [f"/m?{LIMIT}"]
    assert [[member.sub for member in page.members] for page in pages] == [[], ["2"]]


def test_a_limit_in_the_platform_s_own_address_is_kept(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages["/m?limit=7"] = listing({"user_id": "1"})
    assert subs(connector, f"{server.url}/m?limit=7") == [["1"]]


def test_the_list_of_one_link(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages[f"/m?rlid=a%26b&{LIMIT}"] = listing({"user_id": "1"})
    assert subs(connector, f"{server.url}/m", resource_link_id="a&b") == [["1"]]


@pytest.mark.parametrize("status", [400, 404])
def test_a_platform_that_knows_no_limit_is_asked_without(
    lms: Lms, server: AnsweringServer, connector: Connector, status: int
) -> None:
    lms.pages[f"/m?{LIMIT}"] = Reply(status)
    lms.pages["/m"] = listing({"user_id": "1"})
    assert subs(connector, f"{server.url}/m") == [["1"]]
    assert len(lms.asked) == 2


@pytest.mark.parametrize("status", [403, 500, 302])
def test_a_refusal(lms: Lms, server: AnsweringServer, connector: Connector, status: int) -> None:
    lms.pages[f"/m?{LIMIT}"] = Reply(status, headers={"Location": "/m"})
    lms.pages["/m"] = listing({"user_id": "1"})
    with pytest.raises(ServiceRefusedError) as caught:
        subs(connector, f"{server.url}/m")
    assert caught.value.answer.status == status
    assert len(lms.asked) == 1


def test_a_failure_on_a_later_page_is_no_end(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages[f"/m?{LIMIT}"] = listing({"user_id": "1"}, link='</m?p=2>; rel="next"')
    pages = read_members(connector, f"{server.url}/m")
    assert len(next(pages).members) == 1
    with pytest.raises(ServiceRefusedError):
        next(pages)


@pytest.mark.parametrize("link", [f"</m?{LIMIT}>; rel=next", "</m?p=2>; rel=next"])
def test_pages_in_circles(lms: Lms, server: AnsweringServer, connector: Connector, link: str) -> None:
    lms.pages[f"/m?{LIMIT}"] = listing({"user_id": "1"}, link=link)
    lms.pages["/m?p=2"] = listing({"user_id": "2"}, link=link)
    with pytest.raises(OddRosterError, match="circles"):
        subs(connector, f"{server.url}/m")
    assert len(lms.asked) <= 2


def test_pages_without_end(
    lms: Lms, server: AnsweringServer, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nrps, "MAX_PAGES", 3)
    lms.pages |= {f"/m?{LIMIT}": listing(link="</m?p=1>; rel=next")}
    lms.pages |= {f"/m?p={number}": listing(link=f"</m?p={number + 1}>; rel=next") for number in range(1, 9)}
    with pytest.raises(OddRosterError, match="too many"):
        subs(connector, f"{server.url}/m")
    assert len(lms.asked) == 3


def test_the_token_never_leaves_the_platform_s_origin(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    with AnsweringServer() as other:
        lms.pages[f"/m?{LIMIT}"] = listing({"user_id": "1"}, link=f"<{other.url}/m>; rel=next")
        with pytest.raises(OddRosterError):
            subs(connector, f"{server.url}/m")
        assert other.asked == []


def test_a_page_that_is_too_large(
    lms: Lms, server: AnsweringServer, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nrps, "MAX_BYTES", 100)
    lms.pages[f"/m?{LIMIT}"] = listing({"user_id": "1", "name": "x" * 100})
    with pytest.raises(UnknownEndError, match="too much"):
        subs(connector, f"{server.url}/m")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"members": null}', b'{"members": {}}', b"[" * 9999])
def test_what_is_no_list_of_people(lms: Lms, server: AnsweringServer, connector: Connector, body: bytes) -> None:
    lms.pages[f"/m?{LIMIT}"] = Reply(200, body)
    with pytest.raises(OddRosterError):
        subs(connector, f"{server.url}/m")


def test_a_whole_entry(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    entry = {
        "user_id": "amara",
        "status": "Active",
        "name": "Amara Okafor",
        "email": "amara@example.org",
        "lis_person_sourcedid": "N-1",
        "roles": ["Learner", 7, "x" * 300],
        "message": [{"more": 1}],
    }
    assert one(entry, lms, server, connector) == [
        Member(
            sub="amara",
            roles=("Learner",),
            status="active",
            name="Amara Okafor",
            email="amara@example.org",
            person_number="N-1",
        )
    ]


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({}, "active"),
        ({"status": None}, "active"),
        ({"status": 1}, "active"),
        ({"status": "active"}, "active"),
        ({"status": "Inactive"}, "inactive"),
        ({"status": "deleted "}, "inactive"),
        ({"status": "http://purl.imsglobal.org/vocab/lis/v2/status#Active"}, "active"),
    ],
)
def test_status(entry: Any, status: str, lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    [member] = one({"user_id": "1"} | entry, lms, server, connector)
    assert member.status == status


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ({}, None),
        ({"name": ""}, None),
        ({"name": 7}, None),
        ({"name": " Amara "}, "Amara"),
        ({"given_name": "Amara", "family_name": "Okafor"}, "Amara Okafor"),
        ({"family_name": "Okafor"}, "Okafor"),
        ({"name": "A\x00mara"}, "Amara"),
        ({"name": "A\ud800"}, "A?"),
        ({"name": "Åsa"}, "Åsa"),
    ],
)
def test_names(entry: Any, name: str | None, lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    [member] = one({"user_id": "1"} | entry, lms, server, connector)
    assert member.name == name


@pytest.mark.parametrize("roles", [None, 7, {}, []])
def test_roles_that_are_none(roles: Any, lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    [member] = one({"user_id": "1", "roles": roles}, lms, server, connector)
    assert member.roles == ()


def test_a_number_names_a_person(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    assert [member.sub for member in one({"user_id": 7, "roles": "Instructor"}, lms, server, connector)] == ["7"]


@pytest.mark.parametrize(
    "entry",
    [None, 1, "amara", {}, {"user_id": ""}, {"user_id": True}, {"user_id": "x" * 256}, {"user_id": "a\x00"}],
)
def test_an_entry_that_names_nobody_is_skipped(
    entry: Any, lms: Lms, server: AnsweringServer, connector: Connector
) -> None:
    assert one(entry, lms, server, connector) == []
