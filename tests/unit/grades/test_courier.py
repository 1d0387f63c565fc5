"""What becomes of a grade by what the LMS answers; the answers are those that real LMSs give."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs
from uuid import UUID

import jwt
import pytest
from flask import Flask
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.grades.cli import make_courier
from lms_plugin.grades.models import Delivery
from lms_plugin.platforms.keys import ensure_key
from tests.unit.core.answering import AnsweringServer, Asked, Reply

from .ward import Place, get_delivery, list_sends, make_activity, open_place

TOKEN = Reply(body=b'{"access_token": "t", "expires_in": 3600}')


@dataclass
class Platform:
    """An LMS that answers scores and results as told, and a course there with one column."""

    app: Flask
    server: AnsweringServer
    place: Place
    activity: UUID
    scores: Callable[[Asked], Reply] = lambda asked: Reply()
    results: Callable[[Asked], Reply] = lambda asked: Reply(body=b"[]")
    token: Callable[[Asked], Reply] = lambda asked: TOKEN
    people: dict[str, UUID] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            return self.token(asked)
        return self.scores(asked) if asked.path.split("?")[0].endswith("/scores") else self.results(asked)

    def earn(self, sub: str = "amara", score_ppm: int = 500_000) -> UUID:
        if sub not in self.people:
            self.people[sub] = self.place.person(sub)
        self.place.earn(self.people[sub], self.activity, score_ppm, now=datetime.now(UTC))
        db.session.commit()
        return self.people[sub]

    def deliver(self) -> int:
        return make_courier(self.app).run(once=True)

    def hurry(self) -> None:
        """The time that messages have to wait has passed."""
        past = datetime.now(UTC) - timedelta(seconds=2)
        db.session.execute(update(Delivery).values(due_at=past))
        db.session.execute(update(Delivery).where(Delivery.last_stamp > past).values(last_stamp=past))
        db.session.commit()

    def sent(self) -> list[Asked]:
        return [asked for asked in self.server.asked if "/scores" in asked.path]


@pytest.fixture
def platform(app: Flask) -> Iterator[Platform]:
    with AnsweringServer() as server:
        place = open_place(base=server.url)
        platform = Platform(app, server, place, make_activity())
        server.answer = platform.answer
        place.column(platform.activity, f"{server.url}/li/5?type_id=1")
        ensure_key(app.extensions["settings"].key_secret, now=datetime.now(UTC))
        db.session.commit()
        yield platform


def test_accepted(platform: Platform) -> None:
    person = platform.earn()
    assert platform.deliver() == 1
    assert get_delivery(person).state == "accepted"
    assert [asked.path for asked in platform.sent()] == ["/li/5/scores?type_id=1"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        pytest.param(400, "User could not be found", id="Blackboard"),
        pytest.param(403, "User is not enrolled in the org unit", id="Brightspace-403"),
        pytest.param(404, "The user does not exist", id="Brightspace-404"),
        pytest.param(422, "User not found in course or is not a student", id="Canvas"),
        pytest.param(422, "The user's role is not gradable", id="Brightspace-422"),
        pytest.param(400, "Incorrect score received", id="Moodle"),
    ],
)
def test_gr26_a_person_whom_the_lms_does_not_grade(platform: Platform, status: int, words: str) -> None:
    """Parked for that person, in words of ours; the others go on."""
    refused, taken = platform.earn("dana"), platform.earn("amara")
    platform.scores = lambda asked: (
        Reply(status, words.encode()) if json.loads(asked.body)["userId"] == "dana" else Reply()
    )
    platform.deliver()
    row = get_delivery(refused)
    assert (row.state, row.reason) == ("parked", "person_refused")
    assert get_delivery(taken).state == "accepted"
    platform.hurry()
    assert platform.deliver() == 0


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [
        pytest.param(403, "insufficient scope", "permission", id="gr19"),
        pytest.param(404, "no such line item", "line_item_gone", id="gr24"),
        pytest.param(412, "scoreMaximum", "refused", id="gr31-412"),
        pytest.param(422, "scoreMaximum must be above 0", "refused", id="gr31-422"),
    ],
)
def test_parked_with_a_reason(platform: Platform, status: int, words: str, reason: str) -> None:
    person = platform.earn()
    platform.scores = lambda asked: Reply(status, words.encode())
    platform.deliver()
    assert (get_delivery(person).state, get_delivery(person).reason) == ("parked", reason)
    [line] = list_sends()
    assert (line.http_status, line.answer, line.score_ppm) == (status, words, 500_000)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (409, "A score with a later timestamp is held"),
        (400, "timestamp is before last updated timestamp"),
        (400, "Score already exists for the provided timestamp"),
    ],
)
@pytest.mark.parametrize(("held", "outcome"), [(50.0, "read_back"), (40.0, "older")])
def test_gr27_gr29_older_means_read_back(
    platform: Platform, status: int, words: str, held: float, outcome: str
) -> None:
    person = platform.earn()
    platform.scores = lambda asked: Reply(status, words.encode())
    result = [{"userId": "amara", "resultScore": held, "resultMaximum": 100}]
    platform.results = lambda asked: Reply(body=json.dumps(result).encode())
    platform.deliver()
    [line] = list_sends()
    row = get_delivery(person)
    assert line.outcome == outcome
    assert row.state == ("accepted" if outcome == "read_back" else "due")
    if outcome == "older":
        platform.hurry()
        platform.scores = lambda asked: Reply()
        platform.deliver()
        first, second = (json.loads(asked.body)["timestamp"] for asked in platform.sent())
        assert first < second
        assert get_delivery(person).state == "accepted"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(403, b"Forbidden", {"X-Rate-Limit-Remaining": "0.0"}), id="gr20"),
        pytest.param(Reply(403, b"Rate Limit Exceeded"), id="gr20-words"),
        pytest.param(Reply(429, b"", {"Retry-After": "120"}), id="gr21"),
        pytest.param(Reply(503, b"", {"Retry-After": "120"}), id="gr32"),
    ],
)
def test_a_platform_that_is_asked_too_often_is_left_alone(platform: Platform, reply: Reply) -> None:
    """No request before the time: not for this score, and not for any other of that platform."""
    people = [platform.earn(f"p{number}") for number in range(30)]
    platform.scores = lambda asked: reply
    courier = make_courier(platform.app)
    courier.run(once=True)
    asked = len(platform.sent())
    assert 0 < asked < len(people)
    platform.hurry()
    courier.run(once=True)
    assert len(platform.sent()) == asked
    assert {get_delivery(person).state for person in people} == {"due"}


def test_gr21_the_score_waits_as_long_as_the_platform_asks(platform: Platform) -> None:
    person = platform.earn()
    platform.scores = lambda asked: Reply(429, b"", {"Retry-After": "1200"})
    before = datetime.now(UTC)
    platform.deliver()
    row = get_delivery(person)
    assert (row.state, row.reason) == ("due", "throttled")
    assert row.due_at >= before + timedelta(seconds=1200)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_gr32_a_platform_in_trouble_is_tried_again(platform: Platform, status: int) -> None:
    person = platform.earn()
    platform.scores = lambda asked: Reply(status, b"<h1>Oops</h1>")
    platform.deliver()
    row = get_delivery(person)
    assert (row.state, row.reason, row.tries) == ("due", "platform_down", 1)
    assert row.due_at > datetime.now(UTC)
    platform.hurry()
    platform.scores = lambda asked: Reply()
    platform.deliver()
    assert get_delivery(person).state == "accepted"


def test_gr35_a_redirect_is_not_followed(platform: Platform) -> None:
    with AnsweringServer() as elsewhere:
        person = platform.earn()
        platform.scores = lambda asked: Reply(302, b"", {"Location": f"{elsewhere.url}/scores"})
        platform.deliver()
        assert elsewhere.asked == []
    assert (get_delivery(person).state, get_delivery(person).reason) == ("parked", "redirected")


def test_gr14_a_platform_that_takes_no_token_of_ours(platform: Platform) -> None:
    """Nothing is given up, and the token endpoint is not asked for every grade."""
    people = [platform.earn(f"p{number}") for number in range(20)]
    platform.scores = lambda asked: Reply(401, b"")
    for _ in range(3):
        platform.deliver()
        platform.hurry()
    assert {get_delivery(person).state for person in people} == {"due"}
    assert "credentials" in {get_delivery(person).reason for person in people}
    # One at the start, and one when the first was refused.
    assert len([asked for asked in platform.server.asked if asked.path == "/token"]) == 2


@pytest.mark.parametrize("reply", [Reply(500), Reply(200, b"<html>"), Reply(400, b'{"error": "invalid_client"}')])
def test_gr17_a_token_endpoint_in_trouble(platform: Platform, reply: Reply) -> None:
    person = platform.earn()
    platform.token = lambda asked: reply
    platform.deliver()
    assert get_delivery(person).state == "due"
    assert platform.sent() == []


def test_gr17_a_token_endpoint_that_hangs_is_asked_once_for_all(platform: Platform) -> None:
    """Its silence holds up a handful of threads for one wait, not for one after the other."""
    release = threading.Event()

    def hang(asked: Asked) -> Reply:
        release.wait(20)
        raise ConnectionAbortedError

    people = [platform.earn(f"p{number}") for number in range(10)]
    platform.token = hang
    threading.Timer(1.5, release.set).start()
    platform.deliver()
    assert {get_delivery(person).state for person in people} == {"due"}
    assert len(platform.server.asked) == 1


def test_an_answer_that_no_database_takes(platform: Platform) -> None:
    """PostgreSQL refuses NUL in text; a worker that fell over it would fall over it for ever."""
    person = platform.earn()
    platform.scores = lambda asked: Reply(400, b"bad\x00thing \xff")
    platform.deliver()
    assert get_delivery(person).state == "parked"
    assert list_sends()[0].answer == "badthing \ufffd"


def test_an_address_that_we_do_not_send_to(platform: Platform) -> None:
    activity = make_activity("m2")
    platform.place.column(activity, "https://169.254.169.254/li")
    person = platform.place.person("solo")
    platform.place.earn(person, activity, 1, now=datetime.now(UTC))
    db.session.commit()
    platform.deliver()
    assert (get_delivery(person).state, get_delivery(person).reason) == ("parked", "address_refused")


def test_gr55_gr18_each_registration_asks_for_a_token_of_its_own(platform: Platform) -> None:
    """Two hospitals at one hosted LMS: one issuer, one token address, two clients."""
    other = open_place("c2", base=platform.server.url)
    activity = make_activity("m2")
    other.column(activity, f"{platform.server.url}/li/6")
    platform.earn()
    other.earn(other.person("ben"), activity, 1, now=datetime.now(UTC))
    db.session.commit()
    tokens = iter(("one", "two"))
    platform.token = lambda asked: Reply(body=json.dumps({"access_token": next(tokens)}).encode())
    platform.deliver()
    forms = [parse_qs(asked.body.decode()) for asked in platform.server.asked if asked.path == "/token"]
    assertions = [jwt.decode(form["client_assertion"][0], options={"verify_signature": False}) for form in forms]
    assert {each["iss"] for each in assertions} == {"c1", "c2"}
    assert len({each["jti"] for each in assertions}) == 2
    bearers = {asked.path.split("/scores")[0]: asked.headers["authorization"] for asked in platform.sent()}
    assert len(set(bearers.values())) == 2
