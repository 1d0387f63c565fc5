"""The score service: what is taken, what is refused, and Moodle's habits against the specification's words."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lms_plugin.demo.platform.people import LEARNERS
from lms_plugin.demo.platform.scopes import LINEITEM, SCORE

from .tool import RESULTS, Visitor, score

PASSED_OVER = ["Pending", "PendingManual", "Failed", "NotReady"]


@pytest.fixture
def token(visitor: Visitor) -> str:
    return visitor.token()


def at(second: str) -> str:
    return f"2026-03-01T10:00:{second}Z"


def test_score_is_taken_with_an_empty_200(visitor: Visitor, token: str) -> None:
    answer = visitor.post_score(token, score())
    assert (answer.status, answer.data) == (200, b"")
    assert visitor.gradebook()["score"] == 93.75


def test_specification_answers_with_the_result_url(strict: Visitor) -> None:
    token = strict.token()
    answer = strict.post_score(token, score())
    url = json.loads(answer.data)["resultUrl"]
    (result,) = json.loads(strict.serve("GET", url, token, headers={"Accept": RESULTS}).data)
    assert (answer.status, result["resultScore"]) == (200, 93.75)


@pytest.mark.parametrize(
    ("given", "maximum", "shown"),
    [(7.5, 8, 46.875), (130, 100, 50), (0, 5, 0), (1, 3, 16.66667), (50, 50, 50), (1e-300, 1e300, 0), (10**200, 1, 50)],
)
def test_rescaled_to_the_column_and_capped_there(
    visitor: Visitor, token: str, given: float, maximum: float, shown: float
) -> None:
    body = score(scoreGiven=given, scoreMaximum=maximum)
    assert visitor.post_score(token, body, visitor.line_item("2")).status == 200
    assert visitor.gradebook(column=1)["score"] == shown


@pytest.mark.parametrize(
    "changes",
    [
        {"userId": "dana"},
        {"userId": "rosa"},
        {"userId": "nobody"},
        {"userId": None},
        {"userId": 7},
        {"userId": "\ud800"},
        {"timestamp": None},
        {"timestamp": "2026-03-01T10:00:00"},
        {"timestamp": "2026-03-01"},
        {"timestamp": "2026-02-30T10:00:00Z"},
        {"timestamp": "2026-03-01T10:00:00+99:00"},
        {"timestamp": "yesterday"},
        {"timestamp": 1772359200},
        {"scoreGiven": -1},
        {"scoreGiven": "7"},
        {"scoreGiven": True},
        {"scoreGiven": 10**400},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreMaximum": -8},
        {"scoreMaximum": "8"},
        {"activityProgress": None},
        {"activityProgress": "Done"},
        {"activityProgress": ["Completed"]},
        {"gradingProgress": None},
        {"gradingProgress": "fullygraded"},
        {"comment": 7},
    ],
)
def test_incorrect_scores_change_nothing(visitor: Visitor, token: str, changes: dict[str, Any]) -> None:
    answer = visitor.post_score(token, score(**changes))
    content = json.loads(answer.data)
    assert (answer.status, content["status"]) == (400, 400)
    assert content["reason"].startswith("Incorrect score received")
    assert visitor.gradebook()["timestamp"] is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"7", b"\xff", b'{"scoreGiven": NaN}', b"[" * 100_000])
def test_bodies_that_are_no_json_object(visitor: Visitor, token: str, body: bytes) -> None:
    assert visitor.post_score(token, body).status == 400


def test_body_that_is_far_too_large(visitor: Visitor, token: str) -> None:
    assert visitor.post_score(token, b" " * 2_000_000).status == 413


@pytest.mark.parametrize(
    "timestamp",
    ["2026-03-01T10:00:00Z", "2026-03-01T11:00:00.5+01:00", "2026-03-01T10:00:00.123456789-0030"],
)
def test_forms_of_timestamp(visitor: Visitor, token: str, timestamp: str) -> None:
    assert visitor.post_score(token, score(timestamp=timestamp)).status == 200
    assert visitor.gradebook()["timestamp"] == timestamp


@pytest.mark.parametrize(
    ("second", "status"), [("09", 409), ("10", 409), ("10.999", 409), ("11", 200), ("11.001", 200)]
)
def test_moodle_compares_whole_seconds(visitor: Visitor, token: str, second: str, status: int) -> None:
    visitor.post_score(token, score(timestamp=at("10.5")))
    answer = visitor.post_score(token, score(timestamp=at(second), scoreGiven=8))
    assert answer.status == status
    assert visitor.gradebook()["score"] == (100 if status == 200 else 93.75)


def test_repeated_message_is_409_at_moodle(visitor: Visitor, token: str) -> None:
    assert [visitor.post_score(token, score()).status for _ in range(2)] == [200, 409]


@pytest.mark.parametrize(("second", "status"), [("10.499", 409), ("10.5", 200), ("10.501", 200)])
def test_specification_refuses_only_what_is_older(strict: Visitor, second: str, status: int) -> None:
    token = strict.token()
    strict.post_score(token, score(timestamp=at("10.5")))
    assert strict.post_score(token, score(timestamp=at(second))).status == status


def test_future_timestamp_locks_the_grade_at_moodle(visitor: Visitor, token: str) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    now = datetime.now(UTC).isoformat()
    assert visitor.post_score(token, score(timestamp=ahead)).status == 200
    assert visitor.post_score(token, score(timestamp=now)).status == 409


def test_specification_profile_refuses_the_future(strict: Visitor) -> None:
    token = strict.token()
    near, far = ((datetime.now(UTC) + timedelta(seconds=seconds)).isoformat() for seconds in (30, 90))
    assert strict.post_score(token, score(timestamp=far)).status == 400
    assert strict.post_score(token, score(timestamp=near)).status == 200


@pytest.mark.parametrize(
    "changes", [{"scoreGiven": None}, *({"gradingProgress": progress} for progress in PASSED_OVER)]
)
def test_moodle_erases_a_grade_by_anything_not_final(visitor: Visitor, token: str, changes: dict[str, Any]) -> None:
    visitor.post_score(token, score(timestamp=at("10"), comment="Good"))
    assert visitor.post_score(token, score(timestamp=at("11"), **changes)).status == 200
    row = visitor.gradebook()
    assert (row["score"], row["timestamp"]) == (None, at("11"))
    assert visitor.results(token) == []
    assert visitor.post_score(token, score(timestamp=at("05"))).status == 200, "older ones are taken again"
    assert visitor.gradebook()["score"] == 93.75


def test_late_message_erases_nothing(visitor: Visitor, token: str) -> None:
    visitor.post_score(token, score(timestamp=at("10")))
    assert visitor.post_score(token, score(timestamp=at("09"), scoreGiven=None)).status == 409
    assert visitor.gradebook()["score"] == 93.75


@pytest.mark.parametrize("progress", PASSED_OVER)
def test_specification_passes_over_what_is_not_final(strict: Visitor, progress: str) -> None:
    token = strict.token()
    strict.post_score(token, score(timestamp=at("10")))
    strict.post_score(token, score(timestamp=at("11"), scoreGiven=1, gradingProgress=progress))
    row = strict.gradebook()
    assert (row["score"], row["grading_progress"]) == (93.75, progress)


def test_specification_clears_without_a_score(strict: Visitor) -> None:
    token = strict.token()
    strict.post_score(token, score(timestamp=at("10")))
    strict.post_score(token, score(timestamp=at("11"), scoreGiven=None))
    assert strict.gradebook()["score"] is None
    assert strict.post_score(token, score(timestamp=at("05"))).status == 409


@pytest.mark.parametrize(
    ("media_type", "moodle", "specified"),
    [
        ("application/json", 400, 415),
        ("application/vnd.ims.lis.v2.lineitem+json", 400, 415),
        ("", 400, 415),
        ("application/vnd.ims.lis.v1.score+json; charset=utf-8", 200, 200),
    ],
)
def test_media_type(visitor: Visitor, strict: Visitor, media_type: str, moodle: int, specified: int) -> None:
    assert visitor.post_score(visitor.token(), score(), media_type=media_type).status == moodle
    assert strict.post_score(strict.token(), score(), media_type=media_type).status == specified


def test_accept_does_not_matter_to_a_post(visitor: Visitor, token: str) -> None:
    url = visitor.line_item().replace("/lineitem?", "/lineitem/scores?")
    headers = {"Content-Type": "application/vnd.ims.lis.v1.score+json", "Accept": "application/json"}
    assert visitor.serve("POST", url, token, body=json.dumps(score()), headers=headers).status == 200


def test_token_and_scope(visitor: Visitor, token: str) -> None:
    refused = visitor.post_score("wrong", score())
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert visitor.post_score("", score()).status == 401
    assert visitor.post_score(visitor.token(LINEITEM), score()).status == 403
    assert visitor.post_score(visitor.token(SCORE), score()).status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        lambda url: url.replace("?type_id=1", ""),
        lambda url: url.replace("type_id=1", "type_id=2"),
        lambda url: url.replace("/ags/7/", "/ags/8/"),
        lambda url: url.replace("/lineitems/1/", "/lineitems/99/"),
        lambda url: url.replace("/lineitems/1/", "/lineitems/x/"),
        lambda url: url.replace("/lineitems/1/", f"/lineitems/{'9' * 50}/"),
    ],
)
def test_addresses_that_are_none(visitor: Visitor, token: str, wrong: Callable[[str], str]) -> None:
    url = wrong(visitor.line_item().replace("/lineitem?", "/lineitem/scores?"))
    headers = {"Content-Type": "application/vnd.ims.lis.v1.score+json"}
    answer = visitor.serve("POST", url, token, body=json.dumps(score()), headers=headers)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/json")


def test_scores_behind_the_query_are_no_scores(visitor: Visitor, token: str) -> None:
    body, headers = json.dumps(score()), {"Content-Type": "application/vnd.ims.lis.v1.score+json"}
    answer = visitor.serve("POST", visitor.line_item() + "/scores", token, body=body, headers=headers)
    assert answer.status == 405


def test_every_message_is_kept_for_tests(visitor: Visitor, token: str) -> None:
    visitor.post_score(token, score(comment="Zoë"))
    visitor.post_score(token, score())
    visitor.post_score("wrong", b"{")
    taken, late, refused = visitor.running.platform.received
    assert (taken.status, late.status, refused.status) == (200, 409, 401)
    assert taken.json() == score(comment="Zoë")
    assert taken.line_item == visitor.line_item()
    assert refused.payload == "{"
    assert token not in repr(taken)


def test_race_for_one_second_has_one_winner(visitor: Visitor, token: str) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(visitor.post_score(token, score()).status)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, *[409] * 7]


def test_grades_survive_a_restart(visitor: Visitor, token: str) -> None:
    visitor.post_score(token, score())
    visitor.running.stop()
    visitor.running.start()
    assert visitor.gradebook()["score"] == 93.75
    assert visitor.post_score(token, score()).status == 409


def test_platform_clock_may_be_set(visitor: Visitor) -> None:
    platform = visitor.running.platform
    platform.clock = lambda: 1_700_000_000.5
    claims = platform.launch_claims(LEARNERS[0], platform.settings.links[0], "n")
    assert (claims["iat"], claims["exp"]) == (1_700_000_000, 1_700_000_060)
