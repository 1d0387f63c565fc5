"""The line item and result services."""

import json
from typing import Any

import pytest
from urllib3 import BaseHTTPResponse

from lms_plugin.demo.platform.scopes import LINEITEM, LINEITEM_READONLY, RESULT_READONLY, SCORE

from .tool import LINE_ITEM, LINE_ITEMS, RESULTS, Visitor, score

COLUMNS = "/ags/7/lineitems?type_id=1"


def listed(visitor: Visitor, token: str, more: str = "") -> list[dict[str, Any]]:
    answer = visitor.serve("GET", COLUMNS + more, token, headers={"Accept": LINE_ITEMS})
    assert (answer.status, answer.headers["Content-Type"]) == (200, LINE_ITEMS)
    return list(json.loads(answer.data))


def send(visitor: Visitor, method: str, url: str, token: str, **content: Any) -> BaseHTTPResponse:
    return visitor.serve(method, url, token, body=json.dumps(content), headers={"Content-Type": LINE_ITEM})


def test_graded_links_have_columns_from_the_start(visitor: Visitor) -> None:
    assert listed(visitor, visitor.token()) == [
        {
            "id": visitor.line_item("1"),
            "label": "Why social media matters",
            "scoreMaximum": 100,
            "resourceLinkId": "1",
            "resourceId": "",
            "tag": "",
        },
        {
            "id": visitor.line_item("2"),
            "label": "Patient information online",
            "scoreMaximum": 50,
            "resourceLinkId": "2",
            "resourceId": "",
            "tag": "",
        },
    ]


def test_one_item(visitor: Visitor, strict: Visitor) -> None:
    answer = visitor.serve("GET", visitor.line_item(), visitor.token(), headers={"Accept": LINE_ITEM})
    assert (answer.status, answer.headers["Content-Type"]) == (200, LINE_ITEM)
    assert json.loads(answer.data)["id"] == visitor.line_item()
    answer = strict.serve("GET", strict.line_item(), strict.token(), headers={"Accept": LINE_ITEM})
    assert set(json.loads(answer.data)) == {"id", "label", "scoreMaximum", "resourceLinkId"}


@pytest.mark.parametrize(
    ("accept", "moodle", "specified"),
    [
        ("*/*", 200, 200),
        (LINE_ITEMS, 200, 200),
        (f"{LINE_ITEMS}, application/json", 400, 200),
        ("application/*", 400, 200),
        ("application/json", 400, 406),
        ("\x7f;;,", 400, 406),
    ],
)
def test_accept(visitor: Visitor, strict: Visitor, accept: str, moodle: int, specified: int) -> None:
    for asking, status in ((visitor, moodle), (strict, specified)):
        assert asking.serve("GET", COLUMNS, asking.token(), headers={"Accept": accept}).status == status


def test_added_item_takes_scores(visitor: Visitor) -> None:
    token = visitor.token()
    answer = send(
        visitor, "POST", COLUMNS, token, label="Extra", scoreMaximum=12.5, tag="x", resourceId="r", gradesReleased=True
    )
    item = json.loads(answer.data)
    assert (answer.status, answer.headers["Location"]) == (201, item["id"])
    assert item["gradesReleased"] is True
    assert (item["label"], item["scoreMaximum"], item["tag"], item["resourceId"]) == ("Extra", 12.5, "x", "r")
    assert visitor.post_score(token, score(), item["id"]).status == 200
    assert visitor.gradebook(column=2)["score"] == 11.71875
    kept = listed(visitor, token, "&tag=x")
    assert [found["id"] for found in kept] == [item["id"]]
    assert "gradesReleased" not in kept[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"label": None},
        {"label": " "},
        {"label": 7},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreMaximum": "100"},
        {"resourceLinkId": "99"},
        {"resourceLinkId": 1},
        {"tag": []},
        {"resourceId": {}},
    ],
)
def test_bad_items(visitor: Visitor, changes: dict[str, Any]) -> None:
    token = visitor.token()
    content = {"label": "Extra", "scoreMaximum": 10, **changes}
    assert send(visitor, "POST", COLUMNS, token, **content).status == 400
    assert send(visitor, "PUT", visitor.line_item(), token, **content).status == 400
    assert len(listed(visitor, token)) == 2


@pytest.mark.parametrize("query", ["resource_link_id=2", "resource_link_id=2&tag=none", "resource_id=none"])
def test_filters(visitor: Visitor, query: str) -> None:
    assert len(listed(visitor, visitor.token(), f"&{query}")) == (1 if query == "resource_link_id=2" else 0)


def test_change_keeps_the_share_and_loses_the_link_in_moodle(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.post_score(token, score())
    answer = send(visitor, "PUT", visitor.line_item(), token, label="New", scoreMaximum=10)
    assert answer.status == 200
    assert "resourceLinkId" not in json.loads(answer.data)
    row = visitor.gradebook()
    assert (row["label"], row["score"], row["maximum"]) == ("New", 9.375, 10)


def test_change_keeps_the_link_in_the_specification(strict: Visitor) -> None:
    answer = send(strict, "PUT", strict.line_item(), strict.token(), label="New", scoreMaximum=10, resourceLinkId="2")
    assert json.loads(answer.data)["resourceLinkId"] == "1"


def test_deleting_takes_the_column_away_for_good(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.post_score(token, score())
    assert visitor.serve("DELETE", visitor.line_item(), token).status == 204
    assert visitor.serve("DELETE", visitor.line_item(), token).status == 404
    assert visitor.post_score(token, score()).status == 404
    visitor.running.stop()
    visitor.running.start()
    assert [item["id"] for item in listed(visitor, token)] == [visitor.line_item("2")]


def test_scopes(visitor: Visitor) -> None:
    readonly = visitor.token(LINEITEM_READONLY)
    full = visitor.token(LINEITEM)
    assert len(listed(visitor, readonly)) == len(listed(visitor, full)) == 2
    assert visitor.serve("GET", COLUMNS, visitor.token(SCORE)).status == 403
    assert send(visitor, "POST", COLUMNS, readonly, label="x", scoreMaximum=1).status == 403
    assert send(visitor, "PUT", visitor.line_item(), readonly, label="x", scoreMaximum=1).status == 403
    assert visitor.serve("DELETE", visitor.line_item(), readonly).status == 403
    results = visitor.line_item().replace("/lineitem?", "/lineitem/results?")
    assert visitor.serve("GET", results, full).status == 403
    assert visitor.serve("GET", results, visitor.token(RESULT_READONLY)).status == 200
    assert visitor.ask("GET", COLUMNS).status == 401


def test_results(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.post_score(token, score(comment="Good"))
    visitor.post_score(token, score(userId="bertil", scoreGiven=0))
    amara, bertil = visitor.results(token)
    assert amara == {
        "id": visitor.line_item().replace("/lineitem?", "/lineitem/results?") + "&user_id=amara",
        "scoreOf": visitor.line_item(),
        "userId": "amara",
        "resultScore": 93.75,
        "resultMaximum": 100,
        "comment": "Good",
    }
    assert (bertil["resultScore"], "comment" in bertil) == (0, False)
    assert visitor.results(token, more="&user_id=bertil") == [bertil]
    assert visitor.results(token, more="&user_id=nobody") == []
    assert visitor.results(token, visitor.line_item("2")) == []


def test_later_score_without_comment_removes_it(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.post_score(token, score(comment="Good"))
    visitor.post_score(token, score(timestamp="2026-03-01T10:00:01Z"))
    assert "comment" not in visitor.results(token)[0]


def test_limit_breaks_moodle(visitor: Visitor) -> None:
    token = visitor.token()
    url = visitor.line_item().replace("/lineitem?", "/lineitem/results?") + "&limit=1"
    answer = visitor.serve("GET", url, token, headers={"Accept": RESULTS})
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html")
    answer = visitor.serve("GET", COLUMNS + "&limit=1", token)
    assert len(json.loads(answer.data)) == 1
    assert "&amp;" in answer.headers["Link"]


def test_pages_in_the_specification(strict: Visitor) -> None:
    token = strict.token()
    first = strict.serve("GET", COLUMNS + "&limit=1", token)
    link = first.headers["Link"]
    assert link.endswith('>; rel="next"')
    second = strict.serve("GET", link.split(">")[0][1:], token)
    assert [json.loads(page.data)[0]["id"] for page in (first, second)] == [
        strict.line_item("1"),
        strict.line_item("2"),
    ]
    assert "Link" not in second.headers


@pytest.mark.parametrize("limit", ["0", "-1", "x", "", "1.5", "9" * 30, "²"])
def test_bad_limits(strict: Visitor, limit: str) -> None:
    assert strict.ask("GET", COLUMNS, query={"type_id": "1", "limit": limit}).status == 401
    headers = {"Authorization": f"Bearer {strict.token()}"}
    query = {"type_id": "1", "limit": limit}
    assert strict.ask("GET", "/ags/7/lineitems", query=query, headers=headers).status == 400
