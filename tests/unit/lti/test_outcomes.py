"""What each platform's answer to a score means."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lms_plugin.core.outbound.client import Answer
from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError, UnknownEndError
from lms_plugin.lti.outcomes import Verdict, judge
from lms_plugin.lti.service_errors import ServiceRefusedError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def service(status: int, words: str = "", **headers: str) -> ServiceRefusedError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ServiceRefusedError("service", Answer(status, named, words.encode()))


TABLE = [
    # The stored score is not older than ours.
    (409, "", {}, "read_back", "older"),
    (400, "score is before last updated timestamp", {}, "read_back", "older"),
    (400, "A score already exists for the provided timestamp", {}, "read_back", "older"),
    (400, "Score timestamp can only be updated to a later point in time", {}, "read_back", "older"),
    # This person.
    (400, "Incorrect score received", {}, "park", "person_refused"),
    (400, "User could not be found", {}, "park", "person_refused"),
    (403, "User is not enrolled in the org unit", {}, "park", "person_refused"),
    (404, "The user does not exist", {}, "park", "person_refused"),
    (422, "User not found in course or is not a student", {}, "park", "person_refused"),
    # Too fast.
    (429, "", {}, "retry", "throttled"),
    (403, "403 Forbidden (Rate Limit Exceeded)", {}, "retry", "throttled"),
    (403, "", {"x_rate_limit_remaining": "0"}, "retry", "throttled"),
    (403, "", {"x_rate_limit_remaining": "0.0"}, "retry", "throttled"),
    # Us.
    (401, "", {}, "retry", "credentials"),
    (403, "insufficient scope", {}, "park", "permission"),
    (403, "", {"x_rate_limit_remaining": "600"}, "park", "permission"),
    # The column.
    (404, "no such line item", {}, "park", "line_item_gone"),
    (410, "", {}, "park", "line_item_gone"),
    # The platform.
    *((status, "", {}, "retry", "platform_down") for status in (408, 425, 500, 502, 503, 504)),
    # Whatever nobody foresaw is shown to somebody.
    *((status, "", {}, "park", "redirected") for status in (301, 302, 307)),
    *((status, "what?", {}, "park", "refused") for status in (400, 405, 412, 415, 422)),
]


@pytest.mark.parametrize(("status", "words", "headers", "step", "reason"), TABLE)
def test_an_answer(status: int, words: str, headers: dict[str, str], step: str, reason: str) -> None:
    verdict = judge(service(status, words, **headers), NOW)
    assert (verdict.step, verdict.reason) == (step, reason)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("30", 30.0),
        (" 5 ", 5.0),
        ("0", 0.0),
        ("999999", 3600.0),
        ("9" * 5000, 3600.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), 3600.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("Mon, 99 Foo 2026", None),
        ("Mon, 23 Nov 2026 12:00:00 -0000", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_how_long_a_platform_asks_us_to_wait(status: int, value: str, wait: float | None) -> None:
    assert judge(service(status, retry_after=value), NOW).wait == wait


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "credentials"),
        (401, "credentials"),
        (403, "credentials"),
        (404, "credentials"),
        (429, "platform_down"),
        (503, "platform_down"),
    ],
)
def test_the_token_endpoint_never_makes_a_grade_be_given_up(status: int, reason: str) -> None:
    verdict = judge(ServiceRefusedError("token", Answer(status, {}, b"user could not be found")), NOW)
    assert (verdict.step, verdict.reason) == ("retry", reason)


def test_a_score_that_may_have_arrived_goes_again_unchanged() -> None:
    assert judge(UnknownEndError("x")) == Verdict("again", "platform_down")
    assert judge(NotReachedError("x")) == Verdict("retry", "platform_down")
    assert judge(AddressRefusedError("x")) == Verdict("park", "address_refused")
