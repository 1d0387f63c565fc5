"""The people beside the four of the first page, and a teacher's way from a grade to what was handed in."""

import json
from typing import Any

import pytest

from lms_plugin.demo.platform.columns import list_columns

from .test_content import ask as ask_content
from .test_content import item, send
from .tool import Form, Visitor, score

LTI = "https://purl.imsglobal.org/spec/lti/claim"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
VOCABULARY = "http://purl.imsglobal.org/vocab"


@pytest.mark.parametrize(
    ("sub", "roles"),
    [
        ("tariq", ["lis/v2/membership#Instructor", "lis/v2/membership/Instructor#TeachingAssistant"]),
        ("olive", ["lis/v2/membership#Mentor"]),
        ("ines", ["lis/v2/institution/person#Administrator", "lis/v2/system/person#Administrator"]),
        ("student-view", ["lis/v2/membership#Learner", "lti/system/person#TestUser"]),
    ],
)
def test_roles(visitor: Visitor, sub: str, roles: list[str]) -> None:
    visitor.become(sub)
    claims = visitor.open(visitor.open_link())
    assert claims[f"{LTI}/roles"] == [f"{VOCABULARY}/{role}" for role in roles]


def test_mentor_is_told_whose(visitor: Visitor) -> None:
    visitor.become("olive")
    assert visitor.open(visitor.open_link())[f"{LTI}/role_scope_mentor"] == ["amara"]


def test_more_people_stand_apart(visitor: Visitor) -> None:
    page = visitor.ask("GET", "/").data.decode()
    main, more = page.split("More people")
    assert [f"/become/{sub}" in main for sub in ("amara", "rosa", "tariq")] == [True, True, False]
    assert all(f"/become/{sub}" in more for sub in ("tariq", "olive", "ines", "student-view"))


@pytest.mark.parametrize("sub", ["tariq", "olive", "ines", "student-view", "dana", "rosa"])
def test_only_learners_are_graded(visitor: Visitor, sub: str) -> None:
    assert visitor.post_score(visitor.token(), score(userId=sub)).status == 400


def reviewed(visitor: Visitor, **review: Any) -> int:
    """An activity whose line item asks for submission review, with a grade for Amara; its column."""
    answer = send(visitor, item(lineItem={"scoreMaximum": 20, "submissionReview": review}))
    assert answer.status == 303, answer.data
    column = list_columns(visitor.running.store)[-1]
    url = f"{visitor.running.url}/ags/7/lineitems/{column.id}/lineitem?type_id=1"
    assert visitor.post_score(visitor.token(), score(), url).status == 200
    return column.id


def test_review_is_about_one_learner_in_one_column(visitor: Visitor) -> None:
    url = f"{visitor.tool.url}/lti/review"
    column = reviewed(visitor, url=url, custom={"look": "answers"})
    visitor.become("dana")
    login = Form(visitor.ask("GET", f"/review/{column}/amara").data).fields
    assert login["target_link_uri"] == url
    claims = visitor.open(login)
    assert claims[f"{LTI}/message_type"] == "LtiSubmissionReviewRequest"
    assert claims["sub"] == "dana"
    assert claims[f"{LTI}/target_link_uri"] == url
    assert claims[f"{LTI}/for_user"] == {
        "user_id": "amara",
        "roles": [f"{VOCABULARY}/lis/v2/membership#Learner"],
        "person_sourcedid": "N-1042",
        "name": "Amara Okafor",
        "given_name": "Amara",
        "family_name": "Okafor",
        "email": "amara.okafor@example.org",
    }
    assert claims[ENDPOINT]["lineitem"].endswith(f"/lineitems/{column}/lineitem?type_id=1")
    assert claims[f"{LTI}/custom"]["look"] == "answers"
    assert claims[f"{LTI}/custom"]["quiz"] == "q"


def test_gradebook_links_cells_for_those_who_teach(visitor: Visitor) -> None:
    column = reviewed(visitor)
    address = f'href="/review/{column}/amara"'
    visitor.become("dana")
    assert address in visitor.ask("GET", "/gradebook").data.decode()
    visitor.become("bertil")
    assert address not in visitor.ask("GET", "/gradebook").data.decode()


def test_learners_cannot_review(visitor: Visitor) -> None:
    column = reviewed(visitor)
    visitor.become("bertil")
    assert visitor.ask("GET", f"/review/{column}/amara").status == 403


@pytest.mark.parametrize("path", ["1/amara", "99/amara"])
def test_columns_that_did_not_ask_have_no_review(visitor: Visitor, path: str) -> None:
    visitor.become("dana")
    assert visitor.ask("GET", f"/review/{path}").status == 404


@pytest.mark.parametrize("review", ["yes", {"url": "http://elsewhere.example/"}, {"custom": {"a": 1}}])
def test_reviews_that_do_not_do(visitor: Visitor, review: Any) -> None:
    assert send(visitor, item(lineItem={"scoreMaximum": 20, "submissionReview": review})).status == 400
    assert ask_content(visitor)[f"{LTI}/message_type"] == "LtiDeepLinkingRequest"
    assert len(json.loads(visitor.ask("GET", "/api/courses").data)[0]["links"]) == 3
