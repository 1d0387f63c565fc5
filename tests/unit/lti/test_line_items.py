"""Line items over HTTP: where they are, page by page, and never on another origin."""

import json
from collections.abc import Iterator

import pytest
from pylti1p3.lineitem import LineItem

from lms_plugin.core.outbound.client import Outbound
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.line_items import (
    LINE_ITEM_TYPE,
    OddLineItemError,
    create_line_item,
    delete_line_item,
    list_line_items,
)
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.keys import SigningKey
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.lti.keys import rsa_key
from tests.unit.lti.registrations import make_known
from tests.unit.lti.test_nrps import Lms

KEY = SigningKey("our-kid", rsa_key())
WANTED = LineItem().set_label("Check").set_score_maximum(100).set_tag("mark")


@pytest.fixture
def lms() -> Lms:
    return Lms()


@pytest.fixture
def server(lms: Lms) -> Iterator[AnsweringServer]:
    with AnsweringServer(lms) as server:
        yield server


@pytest.fixture
def connector(server: AnsweringServer) -> Connector:
    outbound = Outbound(trial=True, read_seconds=2)
    known = make_known(auth_token_url=f"{server.url}/token")
    return Connector(known, outbound=outbound, tokens=AccessTokens(outbound), key=KEY)


def test_made(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages["/items?type_id=1"] = Reply(201, b'{"id": "/items/7?type_id=1", "label": "Check", "tag": "mark"}')
    made = create_line_item(connector, f"{server.url}/items?type_id=1", WANTED)
    assert (made.get_id(), made.get_tag()) == (f"{server.url}/items/7?type_id=1", "mark")
    asked: Asked = lms.asked[0]
    assert asked.headers["content-type"] == LINE_ITEM_TYPE
    assert json.loads(asked.body) == {"label": "Check", "scoreMaximum": 100, "tag": "mark"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nothing",
        b'{"label": "no id"}',
        b'{"id": 7}',
        b'{"id": "https://elsewhere.example/items/7"}',
        b'{"id": "http://[::1"}',
    ],
)
def test_made_at_no_place_that_we_would_send_a_token_to(
    lms: Lms, server: AnsweringServer, connector: Connector, body: bytes
) -> None:
    lms.pages["/items"] = Reply(201, body)
    with pytest.raises(OddLineItemError):
        create_line_item(connector, f"{server.url}/items", WANTED)


def test_all_pages(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages["/items?resource_id=r"] = Reply(200, b'[{"id": "/items/1"}]', {"Link": '</items?page=2>; rel="next"'})
    lms.pages["/items?page=2"] = Reply(200, b'[{"id": "/items/2"}, "x"]')
    found = list_line_items(connector, f"{server.url}/items", resource_id="r")
    assert [each.get_id() for each in found] == [f"{server.url}/items/1", f"{server.url}/items/2"]


@pytest.mark.parametrize("link", ["</items>; rel=next", "<https://elsewhere.example/>; rel=next"])
def test_pages_that_lead_nowhere(lms: Lms, server: AnsweringServer, connector: Connector, link: str) -> None:
    lms.pages["/items"] = Reply(200, b"[]", {"Link": link})
    with pytest.raises(OddLineItemError):
        list_line_items(connector, f"{server.url}/items")


@pytest.mark.parametrize("status", [204, 200, 404, 410])
def test_gone(lms: Lms, server: AnsweringServer, connector: Connector, status: int) -> None:
    lms.pages["/items/1"] = Reply(status)
    delete_line_item(connector, f"{server.url}/items/1")
    assert lms.paths == ["/items/1"]


def test_not_gone(lms: Lms, server: AnsweringServer, connector: Connector) -> None:
    lms.pages["/items/1"] = Reply(403)
    with pytest.raises(ServiceRefusedError):
        delete_line_item(connector, f"{server.url}/items/1")
