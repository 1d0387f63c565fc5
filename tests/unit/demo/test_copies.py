"""Copied courses: new ids for all, no grades, what travels, and the histories that links can tell."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lms_plugin.demo.platform.columns import NewColumn, add_column, list_columns
from lms_plugin.demo.platform.memberships import MEMBERS
from lms_plugin.demo.platform.scopes import ROSTER
from lms_plugin.demo.platform.server import RunningPlatform
from lms_plugin.demo.platform.settings import Link, PlatformSettings

from .tool import LINE_ITEMS, StubTool, Visitor, score

LTI = "https://purl.imsglobal.org/spec/lti/claim"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
HISTORIES = {"was_in": "$Context.id.history", "was": "$ResourceLink.id.history", "odd": "$Nobody.knows"}


@pytest.fixture
def teller(settings: PlatformSettings, tool: StubTool) -> Iterator[Visitor]:
    """Its one link asks for both histories."""
    links = (Link("1", "Why social media matters", {"module": "why", **HISTORIES}),)
    with RunningPlatform(replace(settings, links=links, profile="specification")) as platform:
        visitor = Visitor(platform, tool)
        yield visitor
        visitor.close()


def copy(visitor: Visitor, **order: Any) -> dict[str, Any]:
    made: dict[str, Any] = visitor.order("courses", 201, **order)
    return made


def launch(visitor: Visitor, link: str, sub: str = "amara") -> dict[str, Any]:
    visitor.become(sub)
    return visitor.open(visitor.open_link(link))


def test_copy_has_ids_of_its_own(visitor: Visitor) -> None:
    first, second = copy(visitor), copy(visitor, title="Autumn")
    courses = json.loads(visitor.ask("GET", "/api/courses").data)
    assert [course["title"] for course in courses] == [
        "Social media in health care",
        "Social media in health care, copy",
        "Autumn",
    ]
    assert len({course["context_id"] for course in courses}) == 3
    ids = [link["id"] for course in courses for link in course["links"]]
    assert len(set(ids)) == len(ids) == 9
    assert [link["from"] for link in first["links"]] == [link["from"] for link in second["links"]] == ["1", "2", "3"]


def test_copied_link_launches_in_its_course_with_its_own_column(visitor: Visitor) -> None:
    made = copy(visitor)
    claims = launch(visitor, made["links"][0]["id"])
    assert claims[f"{LTI}/context"]["id"] == made["context_id"]
    assert claims[f"{LTI}/resource_link"]["id"] == made["links"][0]["id"]
    assert claims[f"{LTI}/custom"]["module"] == "why"
    assert claims[ENDPOINT]["lineitem"] not in (visitor.line_item("1"), visitor.line_item("2"))
    back = claims[f"{LTI}/launch_presentation"]["return_url"]
    assert back.startswith(f"{visitor.running.url}{made['path']}?link=")
    assert visitor.ask("GET", back).status == 200


def test_grades_stay_where_they_were(visitor: Visitor) -> None:
    visitor.post_score(visitor.token(), score())
    made = copy(visitor)
    rows = json.loads(visitor.ask("GET", f"/api/gradebook?course={made['context_id']}").data)
    assert [row["score"] for row in rows] == [None] * 4
    claims = launch(visitor, made["links"][0]["id"])
    visitor.post_score(visitor.token(), score(scoreGiven=8), claims[ENDPOINT]["lineitem"])
    assert visitor.gradebook()["score"] == 93.75
    rows = json.loads(visitor.ask("GET", f"/api/gradebook?course={made['context_id']}").data)
    assert rows[0]["score"] == 100
    assert rows[0]["line_item"] == claims[ENDPOINT]["lineitem"]


def test_resource_id_and_tag_travel(visitor: Visitor) -> None:
    store = visitor.running.store
    add_column(store, NewColumn("Final", 40, "2", "quiz-9", "final", '{"url": "", "custom": {}}'))
    made = copy(visitor)
    last = list_columns(store, made["context_id"])[-1]
    assert (last.label, last.maximum, last.resource_id, last.tag) == ("Final", 40, "quiz-9", "final")
    assert last.review == '{"url": "", "custom": {}}'
    assert last.resource_link_id == made["links"][1]["id"]


def test_line_items_of_the_copy_alone_are_listed(visitor: Visitor) -> None:
    made = copy(visitor)
    url = f"{visitor.running.url}/ags/{made['context_id']}/lineitems?type_id=1"
    answer = visitor.serve("GET", url, visitor.token(), headers={"Accept": LINE_ITEMS})
    assert [item["resourceLinkId"] for item in json.loads(answer.data)] == [link["id"] for link in made["links"][:2]]


def test_column_is_not_found_under_another_course(visitor: Visitor) -> None:
    made = copy(visitor)
    url = visitor.line_item().replace("/ags/7/", f"/ags/{made['context_id']}/")
    assert visitor.serve("GET", url, visitor.token()).status == 404


@pytest.mark.parametrize(("people", "expected"), [(True, 6), (False, 0)])
def test_people_come_along_where_wanted(visitor: Visitor, people: bool, expected: int) -> None:
    visitor.order("people", 201, sub="gone")
    visitor.order("people/gone", status="Deleted")
    made = copy(visitor, people=people)
    url = f"{visitor.running.url}/nrps/{made['context_id']}/bindings/1/memberships"
    answer = visitor.serve("GET", url, visitor.token(ROSTER), headers={"Accept": MEMBERS})
    assert len(json.loads(answer.data)["members"]) == expected


def test_histories_are_newest_first(teller: Visitor) -> None:
    original = launch(teller, "1")[f"{LTI}/custom"]
    assert (original["was_in"], original["was"]) == ("", "")
    first = copy(teller)
    second = copy(teller, **{"from": first["context_id"]})
    custom = launch(teller, second["links"][0]["id"])[f"{LTI}/custom"]
    assert custom["was_in"] == f"{first['context_id']},7"
    assert custom["was"] == f"{first['links'][0]['id']},1"


def test_unknown_variables_arrive_as_written(teller: Visitor) -> None:
    assert launch(teller, "1")[f"{LTI}/custom"]["odd"] == "$Nobody.knows"


def test_platform_without_histories(teller: Visitor) -> None:
    teller.order("histories", on=False)
    made = copy(teller)
    custom = launch(teller, made["links"][0]["id"])[f"{LTI}/custom"]
    assert custom == {"module": "why", **HISTORIES}


def test_tool_wide_parameters_are_expanded_too(visitor: Visitor) -> None:
    visitor.order("tools/lakeside-demo", custom={"was": "$ResourceLink.id.history"})
    made = copy(visitor)
    assert launch(visitor, made["links"][1]["id"])[f"{LTI}/custom"]["was"] == "2"


def test_roster_message_is_expanded(teller: Visitor) -> None:
    made = copy(teller)
    url = f"{teller.running.url}/nrps/{made['context_id']}/bindings/1/memberships?rlid={made['links'][0]['id']}"
    answer = teller.serve("GET", url, teller.token(ROSTER), headers={"Accept": MEMBERS})
    [message] = json.loads(answer.data)["members"][0]["message"]
    assert message[f"{LTI}/custom"]["was"] == "1"


@pytest.mark.parametrize("sub", ["dana", "ines"])
def test_page_copies(visitor: Visitor, sub: str) -> None:
    visitor.become(sub)
    assert "Copy this course" in visitor.ask("GET", "/course").data.decode()
    assert 'value="Social media in health care, copy"' in visitor.ask("GET", "/copy?course=7").data.decode()
    went = visitor.ask("POST", "/copy", form={"course": "7", "title": "Autumn"})
    page = visitor.ask("GET", went.headers["Location"]).data.decode()
    assert "Courses › Autumn" in page
    assert f'href="{went.headers["Location"]}?link=' in page


def test_learners_cannot_copy(visitor: Visitor) -> None:
    visitor.become("amara")
    assert "Copy this course" not in visitor.ask("GET", "/course").data.decode()
    assert visitor.ask("POST", "/copy", form={"course": "7"}).status == 403


def test_copies_outlive_the_platform(running: RunningPlatform, visitor: Visitor) -> None:
    made = copy(visitor)
    running.stop()
    running.start()
    assert launch(visitor, made["links"][0]["id"])[f"{LTI}/context"]["id"] == made["context_id"]


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("courses", {"from": "9"}, 404),
        ("courses", {"people": "yes"}, 400),
        ("courses", {"title": 1}, 400),
        ("histories", {}, 400),
    ],
)
def test_orders_that_make_no_sense(visitor: Visitor, path: str, content: dict[str, Any], status: int) -> None:
    assert "error" in visitor.order(path, status, **content)
