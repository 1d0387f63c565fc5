"""Handing in: marks, score, progress and grades in one transaction; a second time changes nothing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import get_course_view, get_quiz
from lms_plugin.curriculum.shown import ModuleView, StepView
from lms_plugin.grades.services import record_result
from lms_plugin.progress.completion import finish_step, graded_quizzes, record_complete
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.services import record_outcome
from lms_plugin.questions.scores import score_ppm
from lms_plugin.quizzes.acts import note_submitted
from lms_plugin.quizzes.attempts import get_sheet, list_attempts, lock_attempt, submitted
from lms_plugin.quizzes.checking import weigh
from lms_plugin.quizzes.closing import handed_in_at, is_over
from lms_plugin.quizzes.marking import Marked, add_marks, mark_paper, points_of
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.policies import is_sent_now, thaw
from lms_plugin.quizzes.releasing import watch_release, when_told
from lms_plugin.quizzes.scoring import Tally, counted, summed
from lms_plugin.quizzes.signing import Signature, check_signature, is_unsigned, record_signatures
from lms_plugin.quizzes.timing import quiz_window, widened_window

NO_NAME = Signature()


@dataclass(frozen=True)
class Worth:
    """What a quiz is worth in the gradebook, and the try that it comes from."""

    tally: Tally
    attempt: Attempt


# Where a quiz stands: its module, none for one beside the modules, and itself.
Place = tuple[ModuleView | None, StepView]


def submit_attempt(learner: Learner, attempt_id: UUID, signature: Signature = NO_NAME, *, now: datetime) -> Attempt:
    """Mark the attempt and record what follows from it; one that was submitted before is given back as it is.

    Raises NotSignedError where it asks to agree to a statement and that is not signed. From the deadline on it is the
    clock that hands in, whoever asks for it, and after the quiz closed the date; neither signs anything.
    """
    attempt = lock_attempt(learner, attempt_id)
    return submit_locked(learner, attempt, signature, now=now) if attempt.is_open else attempt


def submit_locked(learner: Learner, attempt: Attempt, signature: Signature = NO_NAME, *, now: datetime) -> Attempt:
    """The same for an open attempt that the caller has locked."""
    sheet, window = get_sheet(learner, attempt.id), widened_window(learner, attempt)
    by = "clock" if attempt.is_time_up(now) else "date" if is_over(learner, attempt, now) else "learner"
    if by == "learner":
        check_signature(learner, sheet, signature)
        if learner.graded:  # a preview is nobody's record
            record_signatures(learner, sheet, signature, now=now)
    marked = weigh(sheet, mark_paper(sheet.paper, sheet.responses))
    add_marks(attempt.id, marked, now=now)
    # That clock and date came by later is not the learner's doing.
    at = attempt.closes_at if by == "clock" else handed_in_at(window, now) if by == "date" else now
    attempt.submitted_by, attempt.submitted_at = by, at or now
    attempt.late = window.is_late(attempt.submitted_at) if window.due is not None else None
    settle(attempt, marked)
    db.session.flush()
    record_what_follows(learner, attempt, now=now)
    if learner.graded:
        watch_release(attempt, window, now=now)
        note_submitted(learner, attempt, now=now)
    return attempt


def settle(attempt: Attempt, marks: Collection[Marked | MarkRow]) -> None:
    """By the marks that count: the score, and whether it passes; while a person has to mark something it waits."""
    if any(mark.waits for mark in marks):
        attempt.state = "awaiting"
        return
    points = points_of(marks)
    attempt.state = "marked"
    attempt.earned_num, attempt.earned_den = points.earned.as_integer_ratio()
    attempt.possible_num, attempt.possible_den = points.possible.as_integer_ratio()
    attempt.score_ppm = None if points.score is None else score_ppm(points.score)
    attempt.passed = points.passes(thaw(attempt.policy).pass_mark) and not is_unsigned(attempt)


def outcome_of(pass_mark: int | None, tries: Sequence[Attempt]) -> str:
    """What the submitted tries at a quiz come to: passed by one, else awaiting while one waits for its marks.

    A try that nobody signed is as if it were still to be handed in.
    """
    if any(attempt.passed for attempt in tries):
        return "done" if pass_mark is None else "passed"
    tries = [attempt for attempt in tries if not is_unsigned(attempt)]
    if not tries:
        return "in_progress"
    return "awaiting" if any(attempt.state == "awaiting" for attempt in tries) else "not_passed"


def record_what_follows(learner: Learner, attempt: Attempt, *, now: datetime) -> None:
    """Progress of the quiz and of its module, and the grades of both. What waits for its marks changes no grade."""
    found = place_of(attempt)
    quizzes = graded_with(*found) if found is not None else ()
    attempts = list_attempts(learner, {attempt.activity_id, *(quiz.activity_id for quiz in quizzes)})
    record_progress(learner, attempt, found, attempts, now=now)
    if found is not None and learner.graded and attempt.state == "marked":
        _record_grades(learner, *found, attempts, attempt.publication_id, now)


def record_progress(
    learner: Learner,
    attempt: Attempt,
    found: Place | None,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
) -> None:
    """Progress of the quiz, found at its place, and of its module, by this attempt and those beside it."""
    own = [each for each in attempts if each.activity_id == attempt.activity_id]
    policy = thaw(attempt.policy)
    facts: dict[str, Any] = {
        "publication_id": attempt.publication_id,
        "state": outcome_of(policy.pass_mark, submitted(own, attempt.activity_id)),
        "now": now,
        "keeps_place": any(each.is_open for each in own),
        "score_ppm": attempt.score_ppm if attempt.state == "marked" and not is_unsigned(attempt) else None,
        "told_at": when_told(policy, widened_window(learner, attempt), now),
    }
    module, step = found or (None, None)
    if module is None or step is None:
        record_outcome(learner, activity_id=attempt.activity_id, **facts)
        return
    finish_step(learner, module, step, **facts)


def record_grades_of(learner: Learner, attempt: Attempt, *, now: datetime) -> None:
    """Record what a submitted attempt is worth now: for grades that waited for their moment. Harmless to do again."""
    found = place_of(attempt)
    if found is not None:
        quizzes = graded_with(*found)
        attempts = list_attempts(learner, {attempt.activity_id, *(quiz.activity_id for quiz in quizzes)})
        _record_grades(learner, *found, attempts, attempt.publication_id, now)
        if found[0] is not None:
            record_complete(learner, found[0], now=now)


def place_of(attempt: Attempt) -> Place | None:
    """Where the quiz stands in the publication that the attempt began on: in a module, or beside them all."""
    course = get_course_view(attempt.publication_id)
    places: list[Place] = [(module, step) for module in course.modules for step in (*module.contents, *module.retired)]
    places += [(None, step) for step in (*course.quizzes, *course.retired)]
    return next((place for place in places if place[1].activity_id == attempt.activity_id), None)


def graded_with(module: ModuleView | None, step: StepView) -> tuple[StepView, ...]:
    """The quizzes whose grades hang together with this one's: those of its module; beside the modules it is alone."""
    if module is not None:
        return graded_quizzes(module)
    return (step,) if get_quiz(step.digest).grade.send != "none" else ()


def _record_grades(
    learner: Learner,
    module: ModuleView | None,
    step: StepView,
    attempts: Sequence[Attempt],
    publication_id: UUID,
    now: datetime,
) -> None:
    """Record every grade that these attempts come to."""
    for activity_id, worth in list_worths(learner, module, step, attempts, publication_id, now=now):
        _record_one(learner, activity_id, worth, now)


def list_worths(
    learner: Learner,
    module: ModuleView | None,
    step: StepView,
    attempts: Sequence[Attempt],
    publication_id: UUID,
    *,
    now: datetime,
) -> Iterator[tuple[UUID, Worth]]:
    """What the quiz is worth, by activity; and the module, once each of its graded quizzes is worth something.

    A module with several graded quizzes waits for all of them: no zero is ever sent for a missing attempt.
    """
    quizzes = graded_with(module, step)
    worths = {
        quiz.activity_id: worth_of(
            quiz.digest,
            submitted(attempts, quiz.activity_id),
            is_due=quiz_window(learner, quiz, publication_id).is_due_over(now),
        )
        for quiz in quizzes
    }
    own = worths.get(step.activity_id)
    if own is not None:
        yield step.activity_id, own
    known = [worth for worth in worths.values() if worth is not None]
    if module is not None and step.activity_id in worths and len(known) == len(worths):
        newest = known[0] if len(known) == 1 else max(known, key=lambda worth: worth.attempt.submitted_at or now)
        yield module.activity_id, Worth(summed(worth.tally for worth in known), newest.attempt)
    if own is not None:
        yield from ((activity_id, own) for activity_id in _replaced(learner, step, publication_id))


def _replaced(learner: Learner, step: StepView, publication_id: UUID) -> Iterator[UUID]:
    """Links to a quiz that this one replaces have columns of their own: filled where the person has nothing there."""
    replaced = [old for old in get_course_view(publication_id).retired_steps() if old.replaced_by == step.key]
    if replaced:
        tries = list_attempts(learner, [old.activity_id for old in replaced])
        yield from (old.activity_id for old in replaced if not submitted(tries, old.activity_id))


def worth_of(digest: str, tries: Sequence[Attempt], *, is_due: bool = False) -> Worth | None:
    """What submitted tries are worth by the quiz's rules; None while nothing is to be sent; `is_due`: see release.

    A try that waits for its marks is worth nothing yet: the marked ones stand, unless the first is to count and waits.
    """
    quiz = get_quiz(digest)
    if quiz.policy.counts == "first" and any(attempt.state != "marked" for attempt in tries[:1]):
        return None
    tries = [attempt for attempt in tries if attempt.state == "marked" and not is_unsigned(attempt)]
    passing = next((attempt for attempt in tries if attempt.passed), None)
    if not is_sent_now(quiz.grade.when, quiz.policy, passed=passing is not None, used=len(tries), is_due=is_due):
        return None
    if not tries or (passing is None and (quiz.grade.when == "passed" or quiz.grade.send == "completion")):
        return None
    if quiz.grade.send == "completion" and passing is not None:
        whole = passing.possible or Fraction(1)
        return Worth(Tally(whole, whole), passing)
    counts = counted(quiz.policy.counts, [Tally(attempt.earned, attempt.possible) for attempt in tries])
    return Worth(counts.tally, tries[counts.index])


def _record_one(learner: Learner, activity_id: UUID, worth: Worth, now: datetime) -> None:
    if worth.tally.score is None:
        return
    record_result(
        context_id=learner.context_id,
        activity_id=activity_id,
        user_id=learner.user_id,
        score_ppm=score_ppm(worth.tally.score),
        attempt_id=worth.attempt.id,
        submitted_at=worth.attempt.submitted_at or now,
        comment=None,
        now=now,
        cycle=learner.cycle,
    )
