"""Sending a score and reading it back: exact figures, right addresses, and a real demo platform."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.outbound.errors import UnknownEndError
from lms_plugin.demo.platform.server import RunningPlatform
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.ags import GradeService, Score, make_grade, write_stamp
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.keys import SigningKey
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.lti.keys import key_set, public_jwk, rsa_key
from tests.unit.lti.registrations import make_known

STAMP = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
KEY = SigningKey("our-kid", rsa_key())


def score(ppm: int = 937_512, user: str = "amara", **more: Any) -> Score:
    return Score(user=user, score_ppm=ppm, stamp=more.pop("stamp", STAMP), **more)


def message(sent: Score) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(make_grade(sent).get_value(), parse_float=Decimal, parse_int=Decimal)
    return value


def test_a_score_message() -> None:
    assert message(score(comment="Well done", submitted_at=STAMP - timedelta(minutes=1))) == {
        "userId": "amara",
        "scoreGiven": Decimal("93.7512"),
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-23T12:00:00.123+00:00",
        "submission": {"submittedAt": "2026-11-23T11:59:00.123+00:00"},
        "comment": "Well done",
    }


def test_nothing_that_is_not_known_is_sent() -> None:
    assert not {"comment", "submission"} & set(message(score()))


def test_nought_is_a_score() -> None:
    assert message(score(0))["scoreGiven"] == 0
    assert message(score(1_000_000))["scoreGiven"] == message(score())["scoreMaximum"] == 100


@given(st.integers(0, 1_000_000))
def test_the_figure_is_exact(ppm: int) -> None:
    given_ = message(score(ppm))["scoreGiven"]
    assert given_ == Decimal(ppm) / 10_000
    assert "e" not in str(given_).lower()


def test_a_stamp_has_milliseconds_and_an_offset() -> None:
    assert write_stamp(STAMP.replace(microsecond=0)) == "2026-11-23T12:00:00.000+00:00"
    assert write_stamp(STAMP.astimezone(timezone(timedelta(hours=-6)))) == "2026-11-23T06:00:00.123-06:00"


class Services:
    """Token endpoint and grade service in one; the answers to scores and results are the test's."""

    def __init__(self) -> None:
        self.tokens = 0
        self.answers: list[Reply] = []
        self.asked: list[Asked] = []

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            self.tokens += 1
            return Reply(200, json.dumps({"access_token": f"t{self.tokens}"}).encode())
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else Reply(200)


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def server(services: Services) -> Iterator[AnsweringServer]:
    with AnsweringServer(services) as server:
        yield server


@pytest.fixture
def grades(server: AnsweringServer) -> GradeService:
    outbound = Outbound(trial=True, connect_seconds=1, read_seconds=2)
    known = make_known(auth_token_url=f"{server.url}/token")
    return GradeService(known, outbound=outbound, tokens=AccessTokens(outbound), key=KEY)


@pytest.mark.parametrize(
    ("line_item", "scores", "results"),
    [
        ("/li/5", "/li/5/scores", "/li/5/results?user_id=a%2Fb%26c"),
        ("/li/5/", "/li/5/scores", "/li/5/results?user_id=a%2Fb%26c"),
        ("/li/5?type_id=1", "/li/5/scores?type_id=1", "/li/5/results?type_id=1&user_id=a%2Fb%26c"),
        ("/li/5/?a=1&b=%3F", "/li/5/scores?a=1&b=%3F", "/li/5/results?a=1&b=%3F&user_id=a%2Fb%26c"),
    ],
)
def test_addresses_end_before_the_query(
    services: Services, server: AnsweringServer, grades: GradeService, line_item: str, scores: str, results: str
) -> None:
    grades.send_score(server.url + line_item, score(user="a/b&c"))
    grades.read_result(server.url + line_item, "a/b&c")
    assert [asked.path for asked in services.asked] == [scores, results]


def test_how_a_score_is_sent(services: Services, server: AnsweringServer, grades: GradeService) -> None:
    grades.send_score(f"{server.url}/li", score())
    [asked] = services.asked
    assert asked.method == "POST"
    assert asked.headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
    assert asked.headers["authorization"] == "Bearer t1"
    assert json.loads(asked.body)["scoreGiven"] == 93.7512


def test_one_token_for_many_scores(services: Services, server: AnsweringServer, grades: GradeService) -> None:
    for _ in range(5):
        grades.send_score(f"{server.url}/li", score())
    assert services.tokens == 1


@pytest.mark.parametrize("reply", [Reply(200), Reply(201, b"OK"), Reply(202, b"{"), Reply(204)])
def test_any_success_is_a_success(
    services: Services, server: AnsweringServer, grades: GradeService, reply: Reply
) -> None:
    services.answers = [reply]
    grades.send_score(f"{server.url}/li", score())
    assert len(services.asked) == 1


def test_a_refused_token_is_renewed_and_the_same_message_sent_once_more(
    services: Services, server: AnsweringServer, grades: GradeService
) -> None:
    services.answers = [Reply(401)]
    grades.send_score(f"{server.url}/li", score())
    first, second = services.asked
    assert (first.headers["authorization"], second.headers["authorization"]) == ("Bearer t1", "Bearer t2")
    assert first.body == second.body


def test_a_token_refused_for_ever(services: Services, server: AnsweringServer, grades: GradeService) -> None:
    services.answers = [Reply(401)] * 9
    with pytest.raises(ServiceRefusedError) as caught:
        grades.send_score(f"{server.url}/li", score())
    assert (caught.value.at, caught.value.answer.status, len(services.asked)) == ("service", 401, 2)


def test_the_token_does_not_follow_a_redirect(
    services: Services, server: AnsweringServer, grades: GradeService
) -> None:
    with AnsweringServer() as elsewhere:
        services.answers = [Reply(302, headers={"Location": elsewhere.url})]
        with pytest.raises(ServiceRefusedError):
            grades.send_score(f"{server.url}/li", score())
    assert elsewhere.asked == []


RESULT = {"id": "r", "userId": "amara", "resultScore": 93.7512, "resultMaximum": 100}


@pytest.mark.parametrize(
    ("results", "ppm"),
    [
        ([RESULT], 937_512),
        ([{**RESULT, "userId": "bertil"}, RESULT], 937_512),
        ([{**RESULT, "resultScore": 0}], 0),
        ([{**RESULT, "resultScore": 46.8756, "resultMaximum": 50}], 937_512),
        ([{"userId": "amara", "resultScore": 0.5}], 500_000),
        ([{**RESULT, "resultScore": 110}], 1_100_000),
        ([], None),
        ([{**RESULT, "userId": "bertil"}], None),
        ([{**RESULT, "resultScore": None}], None),
        ([{**RESULT, "resultMaximum": 0}], None),
        ([{**RESULT, "resultScore": "93"}], None),
        ([None, 7, "x"], None),
        ({"results": [RESULT]}, None),
        ("text", None),
    ],
)
def test_reading_a_result(
    services: Services, server: AnsweringServer, grades: GradeService, results: object, ppm: int | None
) -> None:
    services.answers = [Reply(200, json.dumps(results).encode())]
    assert grades.read_result(f"{server.url}/li", "amara") == ppm
    assert services.asked[0].headers["accept"] == "application/vnd.ims.lis.v2.resultcontainer+json"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff", b"[" * 100_000, b'[{"userId": "amara", "resultScore": NaN}]']
)
def test_results_that_cannot_be_read(
    services: Services, server: AnsweringServer, grades: GradeService, body: bytes
) -> None:
    services.answers = [Reply(200, body)]
    assert grades.read_result(f"{server.url}/li", "amara") is None


@pytest.mark.parametrize("profile", ["moodle", "specification"])
def test_there_and_back_at_the_demo_platform(profile: str, tmp_path: Path) -> None:
    outbound = Outbound(trial=True)
    with AnsweringServer(lambda asked: Reply(200, key_set(public_jwk(rsa_key(), "our-kid")))) as tool:
        links = (Link("1", "A", {}, maximum=50),)
        settings = PlatformSettings("http://127.0.0.1", tool.url, tmp_path / "lms.sqlite", links, profile=profile)
        with RunningPlatform(settings) as platform:
            known = make_known(client_id=platform.settings.client_id, auth_token_url=platform.settings.token_url)
            grades = GradeService(known, outbound=outbound, tokens=AccessTokens(outbound), key=KEY)
            line_item = f"{platform.url}/ags/7/lineitems/1/lineitem?type_id=1"
            assert grades.read_result(line_item, "amara") is None
            grades.send_score(line_item, score(937_512, stamp=datetime.now(UTC)))
            read = grades.read_result(line_item, "amara")
            assert read is not None
            assert abs(read - 937_512) <= 500  # a platform may keep fewer decimals
            with pytest.raises(ServiceRefusedError) as older:
                grades.send_score(line_item, score(1, stamp=STAMP - timedelta(days=9)))
            assert older.value.answer.status == 409
            with pytest.raises(ServiceRefusedError):
                grades.send_score(line_item, score(1, "dana", stamp=datetime.now(UTC)))
            platform.platform.trouble.switch({"kind": "lost_answers", "on": True})
            with pytest.raises(UnknownEndError):
                grades.send_score(line_item, score(500_000, "bertil", stamp=datetime.now(UTC)))
            platform.platform.trouble.clear()
            assert grades.read_result(line_item, "bertil") == 500_000
