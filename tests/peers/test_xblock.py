"""What is peculiar to Open edX."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.grades.services import find_grade_line
from lms_plugin.preflight.gathering import Wanted
from lms_plugin.preflight.services import read_results
from lms_plugin.preflight.setup import make_checker
from lms_plugin.roster.models import Context, Membership, User
from tests.functional.placing.places import COURSE, QUIZ
from tests.functional.test_the_whole_way import answer_all
from tests.peers.peer import Peer, Seat

pytestmark = [pytest.mark.peers, pytest.mark.parametrize("peer", ["xblock"], indirect=True)]

LINE_ITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"


def _grade_state(peer: Peer, seat: Seat) -> str:
    with peer.house.app.app_context():
        line = find_grade_line(context_id=seat.context_id, activity_id=seat.activity_id, user_id=seat.user_id)
        db.session.remove()
    return line.state


def _make_column(peer: Peer, columns: str) -> None:
    """What a tool may do in programmatic mode; ours does not yet, so that the test does it with the tool's own key."""
    extensions = peer.house.app.extensions
    token = extensions["tokens"].get(peer.registration, (LINE_ITEM_SCOPE,), peer.signing_key())
    column = {"label": "Module 2", "scoreMaximum": 100, "resourceLinkId": peer.links["free"]}
    answer = extensions["outbound"].request(
        "POST",
        columns,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/vnd.ims.lis.v2.lineitem+json"},
        body=json.dumps(column).encode(),
    )
    assert answer.status == 201, answer.text


def test_the_course_is_told_the_fraction_of_a_score(peer: Peer) -> None:
    person = str(uuid4())
    peer.earn(peer.find_seat(peer.launch(peer.house.browser(), person)), 875_000)
    peer.deliver(1)
    held = peer.find_score(person)
    assert held is not None
    assert held["published"] == 0.875


def test_the_list_of_people_is_read_page_by_page(peer: Peer) -> None:
    seat = peer.find_seat(peer.launch(peer.house.browser(), str(uuid4())))
    peer.house.work()
    with peer.house.app.app_context():
        context = db.session.get_one(Context, seat.context_id)
        rows = db.session.execute(
            select(User.sub, Membership.role)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.context_id == seat.context_id, User.sub.like("member-%"))
        ).all()
        state = context.roster_state
        db.session.remove()
    assert state == "listed"
    assert len(rows) == 1100
    assert {row.sub for row in rows if row.role == "instructor"} == {"member-0"}


def test_content_that_was_chosen_is_opened_and_graded(peer: Peer) -> None:
    author, learner, person = peer.house.browser(), peer.house.browser(), str(uuid4())
    picker = peer.choose(author, str(uuid4()), "placed")
    assert "What should people do here?" in picker.text
    answer = author.submit(picker, picker.form("/picker"), item=[QUIZ])
    kept = author.submit(answer, answer.form("/lti-dl/response"))
    assert kept.status == 200, kept.text
    [item] = author.get(f"{peer.url}/chosen/placed").json()
    assert (item["custom"]["course"], item["custom"]["quiz"]) == (COURSE, "m02-quiz")
    start = learner.submit(*peer.authorise(learner, person, link="placed"))
    check = answer_all(learner, start, wrong=2)
    assert "8 of 10 points" in learner.submit(check, check.form("/submit")).text
    peer.deliver(1)
    held = peer.find_score(person, link="placed")
    assert held is not None
    assert (held["scoreGiven"], held["scoreMaximum"], held["published"]) == (80, 100, 0.8)


def test_a_grade_earned_before_there_was_a_column_is_sent_once_a_launch_names_it(peer: Peer) -> None:
    """In programmatic mode launches carry `lineitems` without `lineitem`, until somebody makes a column."""
    browser, person = peer.house.browser(), str(uuid4())
    seat = peer.find_seat(peer.launch(browser, person, link="free"))
    assert seat.line_item_url is None
    assert seat.line_items_url is not None
    peer.earn(seat, 500_000)
    assert peer.house.deliver() == 0
    _make_column(peer, seat.line_items_url)
    assert peer.house.deliver() == 0
    assert peer.find_seat(peer.launch(browser, person, link="free")).line_item_url is not None
    peer.deliver(1)
    held = peer.find_score(person, link="free")
    assert held is not None
    assert held["scoreGiven"] == 50
    assert _grade_state(peer, seat) == "sent"


def test_a_check_says_what_open_edx_offers(peer: Peer) -> None:
    """Grades and a roster. No column is made: Open edX lets no tool remove one."""
    person = str(uuid4())
    peer.launch(peer.house.browser(), person)
    wanted = Wanted(registration_id=peer.registration.id, person=person)
    with peer.house.app.app_context():
        run = make_checker(peer.house.app).check(wanted, actor=Actor.command())
        steps = {each.key: each for each in read_results(run)}
        db.session.remove()
    assert [each for each in steps.values() if each.verdict == "fail"] == []
    assert steps["column"].verdict == "not_offered"
    for key in ("key_set", "login", "launch", "token_grades", "token_roster", "roster", "our_keys", "clocks"):
        assert steps[key].verdict == "pass", steps[key]
