"""MC: message and content claims; those that are optional never break a launch."""

import pytest

from tests.certification.rows import (
    AGS,
    INSTRUCTOR,
    LEARNER,
    NRPS,
    Change,
    accept_claims,
    both,
    drop,
    put,
    refuse_claims,
    row,
)
from tests.harness.house import House


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        row("MC01", put("lti:version", "1.3"), "bad_version"),
        row("MC02", put("lti:version", 1.3), "bad_version"),
        row("MC05", put("lti:message_type", "basic-lti-launch-request"), "bad_message_type"),
        row("MC06", put("lti:message_type", ["LtiResourceLinkRequest"]), "bad_message_type"),
        row("MC08", put("lti:message_type", "LtiResourceLinkRequest2"), "bad_message_type"),
        row("MC09", put("lti:message_type", "LtiStartProctoring"), "bad_message_type"),
        row("MC10", put("lti:resource_link", "3"), "bad_resource_link"),
        row("MC11", put("lti:resource_link", [{"id": "3"}]), "bad_resource_link"),
        row("MC12", put("lti:resource_link", None), "bad_resource_link"),
        row("MC13", put("lti:resource_link", {"id": ""}), "bad_resource_link.id"),
        row("MC14", put("lti:resource_link", {"id": {"id": "3"}}), "bad_resource_link.id"),
        row("MC16", put("lti:resource_link", {"id": "x" * 5000}), "bad_resource_link.id"),
        row("MC18", drop("lti:target_link_uri"), "bad_target_link_uri"),
        row("MC19", put("lti:target_link_uri", "https://evil.example/lti/launch"), "bad_target_link_uri"),
        row("MC20", put("lti:target_link_uri", "javascript:alert(1)"), "bad_target_link_uri"),
        row("MC24", put("lti:roles", INSTRUCTOR), "bad_roles"),
        row("MC25", put("lti:roles", {INSTRUCTOR: True}), "bad_roles"),
        row("MC26", put("lti:roles", None), "bad_roles"),
        row("MC29-large", put("lti:roles", [LEARNER] * 10_000), "token_too_large"),
        row("MC30", put("lti:context", "7"), "bad_context"),
        row("MC31", put("lti:context", {"title": "Course"}), "bad_context.id"),
        row("MC33", put("lti:context", [{"id": "7"}]), "bad_context"),
        row("MC52", put("lti:message_type", "LtiSubmissionReviewRequest"), "bad_for_user"),
    ],
)
def test_required(house: House, change: Change, reason: str) -> None:
    refuse_claims(house, change, reason)


def services(**changes: object) -> Change:
    return lambda claims: {**claims, AGS: {**claims[AGS], **changes}}


@pytest.mark.parametrize(
    "change",
    [
        row("MC27", put("lti:roles", [7, LEARNER])),
        row("MC29", put("lti:roles", ["Learner"] * 10_000)),
        row("MC35", put(AGS, "https://lms.example/lineitems")),
        row("MC36", services(scope="https://purl.imsglobal.org/spec/lti-ags/scope/score")),
        row("MC37", services(lineitem="http://169.254.169.254/latest/meta-data", lineitems="http://[fd00::1]/")),
        row("MC39", put(NRPS, ["https://lms.example/members"])),
        row("MC40", put("lti:custom", ["course", "module"])),
        row("MC42", put("lti:launch_presentation", "iframe")),
        row("MC43", put("lti:launch_presentation", {"return_url": "javascript:alert(1)"})),
        row("MC44", both(put("name", {"given": "Amara"}), put("email", ["a@example.org"]))),
        row("MC46", put("name", "x" * 100_000)),
        row("MC50", put("lti:resource_link", {"id": "odd-title", "title": {"en": "Title"}})),
    ],
)
def test_optional(house: House, change: Change) -> None:
    page, session = accept_claims(house, change)
    assert session["role"] == "learner"
    assert b"javascript:" not in page.body


@pytest.mark.parametrize(
    "address",
    ["https://bücher.example/back", "https://lms.example;script-src *", "https://a b.example/", "https://x@y.example/"],
)
def test_a_return_url_that_must_not_reach_a_header(house: House, address: str) -> None:
    page, _ = accept_claims(house, put("lti:launch_presentation", {"return_url": address}))
    policy = page.headers["content-security-policy"]
    ancestors = policy.split("frame-ancestors ")[1].split(";")[0].split()
    assert ancestors == ["'self'", house.platform.url]
    assert "script-src *" not in policy
