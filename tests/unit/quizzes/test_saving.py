"""Saving answers: harmless to repeat, in order, never over something unseen."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from lms_plugin.core.db.base import db
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.errors import ResponseError
from lms_plugin.quizzes.errors import (
    AttemptNotFoundError,
    AttemptOverError,
    BadSaveError,
    NewerAnswerError,
    NotInPaperError,
)
from lms_plugin.quizzes.models import Response, ResponseSave
from lms_plugin.quizzes.submission import submit_attempt
from tests.functional.learning.school import NOW, School
from tests.unit.quizzes.acts import save, start

CHOICE, NUMBER, TEXT = "flowers-for-the-chef", "count-what-comes-out", "one-word-for-it"


@pytest.fixture
def learner(school: School) -> Learner:
    return school.learner()


@pytest.fixture
def attempt(school: School, learner: Learner) -> UUID:
    attempt_id = start(school, learner).id
    db.session.commit()
    return attempt_id


def stored(attempt: UUID, question: str = CHOICE) -> Response:
    db.session.expire_all()
    return db.session.get_one(Response, (attempt, question))


def count_saves(attempt: UUID) -> int:
    return db.session.scalar(select(func.count()).where(ResponseSave.attempt_id == attempt)) or 0


def test_each_save_is_the_next_revision_and_part_of_the_history(learner: Learner, attempt: UUID) -> None:
    assert save(learner, attempt, CHOICE, {"choice": "stay"}).revision == 1
    assert save(learner, attempt, CHOICE, {"choice": "gift"}, base=1).revision == 2
    assert stored(attempt).value == {"choice": "gift"}
    assert count_saves(attempt) == 2


def test_a_repeated_save_is_answered_again_and_changes_nothing(learner: Learner, attempt: UUID) -> None:
    twice = uuid4()
    first = save(learner, attempt, CHOICE, {"choice": "stay"}, save_id=twice)
    save(learner, attempt, CHOICE, {"choice": "gift"}, base=1)
    assert save(learner, attempt, CHOICE, {"choice": "stay"}, save_id=twice) == first
    assert stored(attempt).value == {"choice": "gift"}
    assert count_saves(attempt) == 2


def test_a_save_id_belongs_to_one_question(learner: Learner, attempt: UUID) -> None:
    twice = uuid4()
    save(learner, attempt, CHOICE, {"choice": "stay"}, save_id=twice)
    with pytest.raises(BadSaveError):
        save(learner, attempt, NUMBER, {"typed": "3"}, save_id=twice)


def test_a_stale_save_meets_the_newer_answer(learner: Learner, attempt: UUID) -> None:
    save(learner, attempt, CHOICE, {"choice": "stay"})
    save(learner, attempt, CHOICE, {"choice": "gift"}, base=1)
    with pytest.raises(NewerAnswerError) as caught:
        save(learner, attempt, CHOICE, {"choice": "opinion"}, base=1)
    assert (caught.value.revision, caught.value.value) == (2, {"choice": "gift"})
    assert save(learner, attempt, CHOICE, {"choice": "opinion"}, base=2).revision == 3


def test_two_devices_that_agree_are_no_conflict(learner: Learner, attempt: UUID) -> None:
    save(learner, attempt, CHOICE, {"choice": "stay"})
    assert save(learner, attempt, CHOICE, {"choice": "stay"}, base=0).revision == 1
    assert count_saves(attempt) == 1


@pytest.mark.parametrize(
    ("question", "value"),
    [(CHOICE, {"choice": "no-such"}), (CHOICE, {"choices": ["stay"]}), (CHOICE, "stay"), (CHOICE, {"choice": None}),
     (NUMBER, {"typed": "6O"}), (NUMBER, {"typed": "1,234"}), (TEXT, {"text": "x" * 201}), (TEXT, {"text": "a\x00b"})],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_the_earlier_answer_stays(
    learner: Learner, attempt: UUID, question: str, value: object
) -> None:
    before = {CHOICE: {"choice": "stay"}, NUMBER: {"typed": "3"}, TEXT: {"text": "consent"}}[question]
    save(learner, attempt, question, before)
    with pytest.raises(ResponseError) as caught:
        save(learner, attempt, question, value, base=1)
    assert str(caught.value)
    assert stored(attempt, question).revision == 1


def test_an_answer_can_be_emptied_and_an_empty_one_need_not_be_stored(learner: Learner, attempt: UUID) -> None:
    assert save(learner, attempt, TEXT, None).revision == 0
    save(learner, attempt, TEXT, {"text": "consent"})
    assert save(learner, attempt, TEXT, {"text": " "}, base=1).revision == 2
    assert stored(attempt, TEXT).value is None


def test_a_flag_needs_no_answer_and_an_answer_leaves_the_flag(learner: Learner, attempt: UUID) -> None:
    save(learner, attempt, CHOICE, None, flagged=True)
    save(learner, attempt, CHOICE, {"choice": "stay"}, base=1)
    assert stored(attempt).flagged
    save(learner, attempt, CHOICE, {"choice": "stay"}, base=2, flagged=False)
    assert not stored(attempt).flagged


def test_half_typed_text_is_a_draft_until_it_is_finished(learner: Learner, attempt: UUID) -> None:
    save(learner, attempt, TEXT, {"text": "autho"}, draft=True)
    assert stored(attempt, TEXT).is_draft
    save(learner, attempt, TEXT, {"text": "autho"}, base=1)
    assert not stored(attempt, TEXT).is_draft


def test_questions_outside_the_paper_are_refused(learner: Learner, attempt: UUID) -> None:
    with pytest.raises(NotInPaperError):
        save(learner, attempt, "no-such-question", {"choice": "stay"})


def test_after_submission_nothing_is_taken_but_a_known_save_is_still_answered(learner: Learner, attempt: UUID) -> None:
    lost = uuid4()
    first = save(learner, attempt, CHOICE, {"choice": "stay"}, save_id=lost)
    submit_attempt(learner, attempt, now=NOW)
    with pytest.raises(AttemptOverError):
        save(learner, attempt, CHOICE, {"choice": "gift"}, base=1)
    assert save(learner, attempt, CHOICE, {"choice": "stay"}, save_id=lost) == first


def test_another_person_finds_no_attempt(school: School, attempt: UUID) -> None:
    with pytest.raises(AttemptNotFoundError):
        save(school.learner("ben"), attempt, CHOICE, {"choice": "stay"})


def test_a_save_makes_a_small_fixed_number_of_statements(app: Flask, learner: Learner, attempt: UUID) -> None:
    save(learner, attempt, CHOICE, {"choice": "stay"})
    db.session.commit()
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        save(learner, attempt, CHOICE, {"choice": "gift"}, base=1)
        db.session.commit()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    # attempt (locked) · known save and newest answer · answer · history · place
    assert len(statements) == 5


class Device:
    """A device as answering.js is one: one save under way, repeated under its id until an answer comes back."""

    def __init__(self) -> None:
        self.revision = 0
        self.wanted = self.stored = "none"
        self.under_way: tuple[UUID, int, str] | None = None

    def send(self, learner: Learner, attempt: UUID, *, answer_lost: bool) -> None:
        if self.under_way is None:
            if self.wanted == self.stored:
                return
            self.under_way = (uuid4(), self.revision, self.wanted)
        save_id, base, value = self.under_way
        try:
            saved = save(learner, attempt, TEXT, {"text": value}, base=base, save_id=save_id)
        except NewerAnswerError as error:
            self.under_way = None
            self.revision, self.seen = error.revision, error.value
            self.stored = "in question"
            return
        if not answer_lost:
            self.under_way = None
            self.revision, self.stored = saved.revision, value


ACTS = st.lists(
    st.tuples(st.sampled_from(["type", "send", "lose", "repeat"]), st.integers(0, 5), st.integers(0, 1)), max_size=25
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_interleaving_from_one_device_ends_in_the_last_value(
    school: School, learner: Learner, acts: list[tuple[str, int, int]]
) -> None:
    """Property 20, first half."""
    attempt = start(school, learner).id
    device = Device()
    sent: list[tuple[UUID, int, str]] = []
    for act, number, _ in acts:
        if act == "type":
            device.wanted = f"value {number}"
        elif act == "repeat" and sent:  # a packet that the network delivers again, however late
            save_id, base, value = sent[number % len(sent)]
            save(learner, attempt, TEXT, {"text": value}, base=base, save_id=save_id)
        else:
            device.send(learner, attempt, answer_lost=act == "lose")
            if device.under_way:
                sent.append(device.under_way)
    for _ in range(2):
        device.send(learner, attempt, answer_lost=False)
    if device.wanted != "none":
        assert stored(attempt, TEXT).value == {"text": device.wanted}
    db.session.rollback()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_from_two_devices_no_value_vanishes_unseen(
    school: School, learner: Learner, acts: list[tuple[str, int, int]]
) -> None:
    """Property 20, second half: whoever replaces an answer had seen it, because its revision was the base."""
    attempt = start(school, learner).id
    devices = (Device(), Device())
    for act, number, who in acts:
        if act == "type":
            devices[who].wanted = f"value {number} of {who}"
        else:
            devices[who].send(learner, attempt, answer_lost=act == "lose")
    history = db.session.scalars(
        select(ResponseSave)
        .where(ResponseSave.attempt_id == attempt, ResponseSave.question_key == TEXT)
        .order_by(ResponseSave.revision)
    ).all()
    assert [row.revision for row in history] == list(range(1, len(history) + 1))
    db.session.rollback()
