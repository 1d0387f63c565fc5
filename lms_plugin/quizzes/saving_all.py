"""Saving a page with all questions: each answer that changed by the rules of a single one, the others untouched.

Statements, beside those that find the attempt: one for the hospital's words where a statement is to be agreed to, one
where an answer was changed elsewhere meanwhile, and for each changed answer those of a single save.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, tuple_

from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.registry import check_response_shown
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.errors import NewerAnswerError
from lms_plugin.quizzes.models import ResponseSave
from lms_plugin.quizzes.saving import Save, save_response
from lms_plugin.quizzes.signing import in_words, slots_of, statements

Refused = ResponseError | NewerAnswerError
Value = JsonObject | None


@dataclass
class Outcome:
    """What became of a page: the revisions to go on from, and what was not taken and why, by question key. `late`: the
    time was over, and what changed is kept without being marked."""

    revisions: dict[str, int] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    late: bool = False


def save_page(learner: Learner, sheet: Sheet, saves: Mapping[str, Save], *, now: datetime) -> Outcome:
    """Store the answers that differ from what is stored; one that is refused keeps no other from being saved.

    Raises what save_response raises, but for ResponseError and NewerAnswerError: then nothing is to be stored.
    """
    outcome = Outcome()
    values = _read(learner, sheet, saves, outcome)
    begun = _begun_from(sheet, {key: save for key, save in saves.items() if save.base != _revision(sheet, key)})
    for key, value in values.items():
        save = saves[key]
        if value == _stored(sheet, key):
            outcome.revisions[key] = _revision(sheet, key)
        elif key in begun and value == begun[key]:  # it was changed elsewhere alone: here it stands as it stood
            outcome.revisions[key] = save.base
        else:
            _save(learner, sheet, key, save, outcome, now)
    return outcome


def _read(learner: Learner, sheet: Sheet, saves: Mapping[str, Save], outcome: Outcome) -> dict[str, Value]:
    """The canonical answers of those that can be read; the others are noted as refused."""
    quiz, values = get_quiz(sheet.paper.quiz), dict[str, Value]()
    slots = slots_of(learner, sheet.attempt) if statements(sheet.paper) else {}
    for key, save in saves.items():
        shown = in_words(quiz.question(key), slots) if slots else quiz.question(key)
        try:
            values[key] = None if save.value is None else check_response_shown(shown, save.value) or None
        except ResponseError as error:
            outcome.refused[key] = error
    return values


def _save(learner: Learner, sheet: Sheet, key: str, save: Save, outcome: Outcome, now: datetime) -> None:
    try:
        saved = save_response(learner, sheet.attempt.id, key, save, now=now)
    except (ResponseError, NewerAnswerError) as error:  # raised before anything of this answer is written
        outcome.refused[key] = error
        return
    outcome.revisions[key] = saved.revision
    outcome.late = outcome.late or saved.late


def _begun_from(sheet: Sheet, behind: Mapping[str, Save]) -> Mapping[str, Value]:
    """The answers as they were when a page began, of the questions that were saved elsewhere since."""
    if not behind:
        return {}
    wanted = [(key, save.base) for key, save in behind.items()]
    rows = db.session.execute(
        select(ResponseSave.question_key, ResponseSave.value).where(
            ResponseSave.attempt_id == sheet.attempt.id,
            ~ResponseSave.late,
            tuple_(ResponseSave.question_key, ResponseSave.revision).in_(wanted),
        )
    )
    found: dict[str, Value] = {key: None for key, save in behind.items() if save.base == 0}
    return found | {row.question_key: row.value for row in rows}


def _stored(sheet: Sheet, key: str) -> Value:
    response = sheet.responses.get(key)
    return response.value if response is not None else None


def _revision(sheet: Sheet, key: str) -> int:
    response = sheet.responses.get(key)
    return response.revision if response is not None else 0
