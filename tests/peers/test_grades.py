"""Tokens, scores and results: our client against services that others wrote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from lms_plugin.grades.delivery import send
from lms_plugin.grades.ledger import Claimed
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.ags import SCORE_SCOPE
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.keys import SigningKey
from tests.peers.peer import Peer

pytestmark = pytest.mark.peers

STAMP = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)


def _message(peer: Peer, stamp: datetime = STAMP, score_ppm: int = 873_400) -> Claimed:
    """A message as a claim makes it, for somebody new."""
    person = str(uuid4())
    seat = peer.find_seat(peer.launch(peer.house.browser(), person))
    assert seat.line_item_url is not None
    return Claimed(
        line_item_id=uuid4(),
        user_id=seat.user_id,
        registration_id=peer.registration.id,
        url=seat.line_item_url,
        sub=person,
        revision=1,
        score_ppm=score_ppm,
        stamp=stamp,
        submitted_at=stamp,
        comment=None,
        lease="lease",
        tries=0,
    )


def test_a_token_is_given_to_our_key_which_the_peer_fetches(peer: Peer) -> None:
    tokens = AccessTokens(peer.house.app.extensions["outbound"])
    assert tokens.get(peer.registration, (SCORE_SCOPE,), peer.signing_key())
    # lti-consumer-xblock fetches our key set for every token, lti1p3platform once and never again: it would not notice
    # a new key of ours until it is started anew.
    assert peer.key_set_fetches > 0


def test_no_token_is_given_to_a_strangers_key_under_our_key_id(peer: Peer) -> None:
    tokens = AccessTokens(peer.house.app.extensions["outbound"])
    stranger = SigningKey(peer.signing_key().kid, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    with pytest.raises(ServiceRefusedError) as refused:
        tokens.get(peer.registration, (SCORE_SCOPE,), stranger)
    assert (refused.value.at, refused.value.answer.status) == ("token", 400)


def test_a_score_arrives_exactly_and_a_newer_one_takes_its_place(peer: Peer) -> None:
    person = str(uuid4())
    seat = peer.find_seat(peer.launch(peer.house.browser(), person))
    service = peer.grade_service()
    assert seat.line_item_url is not None
    assert service.read_result(seat.line_item_url, person) is None
    # Nought is a grade too, and a worse one counts as much as a better one.
    for score_ppm, given in ((666_667, 66.6667), (0, 0), (1_000_000, 100)):
        peer.earn(seat, score_ppm, comment=f"Grade {given}")
        peer.deliver(1)
        held = peer.find_score(person)
        assert held is not None
        assert (held["scoreGiven"], held["scoreMaximum"]) == (given, 100)
        assert (held["activityProgress"], held["gradingProgress"]) == ("Completed", "FullyGraded")
        assert held["comment"] == f"Grade {given}"
        assert service.read_result(seat.line_item_url, person) == score_ppm
    assert peer.house.deliver() == 0


def test_a_grade_of_one_person_is_not_read_as_anothers(peer: Peer) -> None:
    """lti-consumer-xblock passes over `user_id` and answers with everybody's results; we look for the one."""
    people = {str(uuid4()): score_ppm for score_ppm in (250_000, 750_000)}
    seats = {person: peer.find_seat(peer.launch(peer.house.browser(), person)) for person in people}
    for person, score_ppm in people.items():
        peer.earn(seats[person], score_ppm)
    peer.deliver(2)
    for person, score_ppm in people.items():
        url = seats[person].line_item_url
        assert url is not None
        assert peer.grade_service().read_result(url, person) == score_ppm


@pytest.mark.parametrize("earlier", [timedelta(0), timedelta(seconds=5)], ids=["same stamp", "older stamp"])
def test_a_repeated_score_is_refused_and_found_by_reading_back(peer: Peer, earlier: timedelta) -> None:
    """A send whose end nobody learnt goes again. Moodle's 409 is here, and Open edX's two ways of saying 400."""
    message = _message(peer)
    service = peer.grade_service()
    assert send(message, service).outcome == "accepted"
    again = send(replace(message, stamp=message.stamp - earlier), service)
    assert (again.outcome, again.next_state) == ("read_back", "accepted")
    assert again.http_status in (400, 409)


def test_a_score_that_the_lms_will_not_take_is_not_counted_as_there(peer: Peer) -> None:
    message = _message(peer)
    service = peer.grade_service()
    assert send(message, service).outcome == "accepted"
    other = send(replace(message, score_ppm=500_000), service)
    assert (other.outcome, other.next_state) == ("older", "due")
