"""Claims become a frozen Launch: required ones of the wrong shape refuse it, optional ones count as absent."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.launch import AGS_CLAIM, CLAIM, MAX_ENTRIES, CourseClaim, Launch, parse_launch
from tests.unit.lti.registrations import ABSENT, CLIENT, ISSUER, good_claims, is_ours

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


def parse(changes: Mapping[str, Any] | None = None) -> Launch:
    return parse_launch(good_claims(changes), client_id=CLIENT, is_ours=is_ours)


def test_a_launch_with_nothing_optional() -> None:
    assert parse() == Launch(
        issuer=ISSUER,
        client_id=CLIENT,
        deployment_id="1",
        sub="amara",
        nonce="nonce-of-this-login",
        message_type="LtiResourceLinkRequest",
        target_link_uri="https://tool.example.org/lti/launch",
        roles=("http://purl.imsglobal.org/vocab/lis/v2/membership#Learner",),
        resource_link_id="3",
    )


def test_a_launch_with_everything() -> None:
    launch = parse(
        {
            "name": "Amara Okafor",
            "email": "amara@example.org",
            "lti:context": {"id": "7", "title": " Social media ", "type": ["CourseSection"]},
            "lti:resource_link": {"id": "3", "title": "Patient information"},
            "lti:custom": {"course": "social", "count": 3, "late": "$ResourceLink.submission.endDateTime"},
            "lti:launch_presentation": {"return_url": "https://lms.example.org/course?id=1", "locale": "en"},
            "lti:lis": {"person_sourcedid": "N-1042"},
            "lti:tool_platform": {"name": "Lakeside", "product_family_code": "moodle"},
            AGS_CLAIM: {"scope": [SCORE, 7], "lineitem": f"{ISSUER}/li/1?type_id=1", "lineitems": f"{ISSUER}/li"},
        }
    )
    assert launch.context == CourseClaim(id="7", title="Social media")
    assert (launch.name, launch.email, launch.person_number) == ("Amara Okafor", "amara@example.org", "N-1042")
    assert launch.custom == {"course": "social", "count": "3"}
    assert (launch.return_url, launch.locale) == ("https://lms.example.org/course?id=1", "en")
    assert (launch.platform_name, launch.platform_family) == ("Lakeside", "moodle")
    assert launch.grade_service is not None
    assert launch.grade_service.line_item == f"{ISSUER}/li/1?type_id=1"
    assert launch.grade_service.line_items == f"{ISSUER}/li"
    assert launch.grade_service.scopes == (SCORE,)


@pytest.mark.parametrize(
    ("claim", "value", "reason"),
    [
        *(("lti:version", value, "bad_version") for value in (ABSENT, None, "1.3", 1.3, "11.3", ["1.3.0"])),
        *(
            ("lti:message_type", value, "bad_message_type")
            for value in (ABSENT, None, "", "basic-lti-launch-request", ["LtiResourceLinkRequest"])
        ),
        ("lti:message_type", "LtiResourceLinkRequest2", "bad_message_type"),
        ("lti:message_type", "LtiStartProctoring", "bad_message_type"),
        *(("lti:deployment_id", value, "bad_deployment_id") for value in (ABSENT, None, "", ["1"], 1, "x" * 256)),
        *(("sub", value, "bad_sub") for value in (ABSENT, None, "", "  ", 7, ["amara"], "x" * 256)),
        *(
            ("lti:target_link_uri", value, "bad_target_link_uri")
            for value in (ABSENT, None, "", 7, "javascript:alert(1)", "https://other.example/", "https://[")
        ),
        *(("lti:roles", value, "bad_roles") for value in (ABSENT, None, "Instructor", {"Instructor": True})),
        *(("lti:resource_link", value, "bad_resource_link") for value in (ABSENT, None, "3", ["3"], [{"id": "3"}])),
        *(
            ("lti:resource_link", {"id": value}, "bad_resource_link.id")
            for value in (None, "", " ", 3, {"id": "3"}, "x" * 256)
        ),
        ("lti:resource_link", {}, "bad_resource_link.id"),
        *(("lti:context", value, "bad_context") for value in ("7", ["7"], 7, False)),
        *(("lti:context", value, "bad_context.id") for value in ({}, {"id": ""}, {"id": 7}, {"title": "x"})),
    ],
)
def test_a_required_claim_of_the_wrong_shape_refuses_the_launch(claim: str, value: object, reason: str) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        parse({claim: value})
    assert (caught.value.reason, caught.value.status) == (reason, 401)


@pytest.mark.parametrize("value", [None, "text", 7, True, [], ["x"], {}, {"unknown": {"a": []}}])
@pytest.mark.parametrize(
    "claim",
    ["name", "email", "lti:custom", "lti:launch_presentation", "lti:lis", "lti:tool_platform", AGS_CLAIM, "lti:ext"],
)
def test_an_optional_claim_of_any_shape_is_no_obstacle(claim: str, value: object) -> None:
    launch = parse({claim: value})
    assert launch.grade_service is None
    assert all(isinstance(each, str) for each in launch.custom.values())
    assert (launch.name, launch.email) == tuple(
        "text" if (claim, value) == (field, "text") else None for field in ("name", "email")
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//lms.example.org/",
        "ftp://lms.example.org/",
        "https://",
        "https://[",
        "https://user:word@lms.example.org/",
        "https://lms.example.org;script-src *",
        "https://lms.example.org script-src/",
        "https://bücher.example/",
        "https://lms.example.org/\r\nSet-Cookie: a=b",
        "https://lms.example.org/" + "x" * 4000,
        7,
        None,
        {"url": "https://lms.example.org"},
    ],
)
def test_an_address_that_cannot_be_used_counts_as_absent(address: object) -> None:
    launch = parse(
        {
            "lti:launch_presentation": {"return_url": address},
            AGS_CLAIM: {"lineitem": address, "lineitems": f"{ISSUER}/li", "scope": SCORE},
        }
    )
    assert launch.return_url is None
    assert launch.grade_service is not None
    assert (launch.grade_service.line_item, launch.grade_service.scopes) == (None, ())


@pytest.mark.parametrize(
    "address",
    [
        "https://lms.example.org",
        "http://127.0.0.1:8001/course?a=b&c=%20#d",
        "https://[::1]:9/x",
        "https://a_b.example/",
    ],
)
def test_an_address_that_can_be_used(address: str) -> None:
    assert parse({"lti:launch_presentation": {"return_url": address}}).return_url == address


def test_a_full_name_of_its_parts() -> None:
    assert parse({"given_name": "Amara", "family_name": "Okafor"}).name == "Amara Okafor"
    assert parse({"given_name": "Amara"}).name == "Amara"
    assert parse({"name": " ", "family_name": "Okafor"}).name == "Okafor"


def test_long_texts_are_cut() -> None:
    launch = parse({"name": "x" * 100_000, "lti:resource_link": {"id": "3", "title": "y" * 5000}})
    assert (launch.name, launch.resource_link_title) == ("x" * 1000, "y" * 1000)


def test_roles_that_are_no_text_are_passed_over() -> None:
    assert parse({"lti:roles": ["Learner", 7, None, {}, "x" * 256]}).roles == ("Learner",)


def test_lists_and_maps_are_bounded() -> None:
    launch = parse(
        {
            "lti:roles": ["Learner"] * 10_000,
            "lti:custom": {f"name{i}": "x" for i in range(10_000)},
            AGS_CLAIM: {"lineitems": f"{ISSUER}/li", "scope": [SCORE] * 10_000},
        }
    )
    assert launch.grade_service is not None
    assert len(launch.roles) == len(launch.custom) == len(launch.grade_service.scopes) == MAX_ENTRIES


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = [
    "name",
    "email",
    *(f"{CLAIM}{name}" for name in ("version", "message_type", "deployment_id", "target_link_uri", "roles")),
    *(f"{CLAIM}{name}" for name in ("resource_link", "context", "custom", "launch_presentation", "lis")),
    AGS_CLAIM,
]


@given(st.dictionaries(st.sampled_from(names), json_values, max_size=4))
def test_any_claims_give_a_launch_or_a_refusal(changes: dict[str, Any]) -> None:
    with suppress(LaunchRefusedError):
        launch = parse(changes)
        assert launch.sub == "amara"
        assert launch.resource_link_id
        assert launch.resource_link_id.strip()
