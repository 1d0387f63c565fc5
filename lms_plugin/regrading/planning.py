"""What a regrade comes to, attempt by attempt and grade by grade, before anything is written.

What is applied is this very plan, so that a preview cannot say anything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lms_plugin.progress.learner import Learner
from lms_plugin.questions.scores import score_ppm
from lms_plugin.quizzes.attempts import SUBMITTED
from lms_plugin.quizzes.marking import points_of
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.policies import thaw
from lms_plugin.quizzes.submission import Worth, list_worths, outcome_of, place_of, settle
from lms_plugin.regrading.reading import Key
from lms_plugin.regrading.rulings import copy_of

NO_SCORE = ("earned_num", "earned_den", "possible_num", "possible_den", "score_ppm", "passed")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One attempt: as it is, as it would be, and its mark as it is and would be. `after` and `new` are not stored."""

    before: Attempt
    after: Attempt
    old: MarkRow
    new: MarkRow

    @property
    def key(self) -> Key:
        """Whose tries at which quiz it belongs to."""
        return self.before.context_id, self.before.activity_id, self.before.user_id, self.before.cycle


@dataclass(frozen=True, kw_only=True)
class GradeChange:
    """A grade that would be another one, or come from another try: millionths, None where there is none."""

    key: Key
    old: int | None
    new: int | None
    worth: Worth | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A person's tries at one quiz before and after, and what they come to. `anchor` is the newest handed in."""

    learner: Learner
    anchor: Attempt
    old: str
    new: str
    passed: tuple[bool, bool]
    attempts: Sequence[Attempt]

    @property
    def newly_passes(self) -> bool:
        return self.passed == (False, True)

    @property
    def newly_fails(self) -> bool:
        return self.passed == (True, False)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`people` by whose tries at which quiz; `grades` in the order of their keys."""

    changes: Sequence[Change] = ()
    people: Mapping[Key, Standing] = field(default_factory=dict)
    grades: Sequence[GradeChange] = ()


def settled(attempt: Attempt, marks: Iterable[MarkRow]) -> Attempt:
    """The attempt as these marks would leave it; while one waits there is no score."""
    after: Attempt = copy_of(attempt)
    settle(after, list(marks))
    if after.state == "awaiting":
        for name in NO_SCORE:
            setattr(after, name, None)
    return after


def is_lower(before: Iterable[MarkRow], after: Iterable[MarkRow]) -> bool:
    """Whether the score of what is marked falls."""
    old, new = points_of(before).score, points_of(after).score
    return old is not None and new is not None and new < old


def make_plan(tenant_id: UUID, attempts: Sequence[Attempt], changes: Sequence[Change], now: datetime) -> Plan:
    """What follows from these changes for people and grades, beside all their `attempts`."""
    after = {change.before.id: change.after for change in changes}
    mine: dict[tuple[UUID, UUID, int], list[Attempt]] = {}
    for attempt in sorted(attempts, key=lambda each: each.number):
        if attempt.state != "voided":
            mine.setdefault((attempt.context_id, attempt.user_id, attempt.cycle), []).append(attempt)
    people, grades = {}, {}
    for key in sorted({change.key for change in changes}):
        context_id, activity_id, user_id, cycle = key
        learner = Learner(tenant_id=tenant_id, context_id=context_id, user_id=user_id, cycle=cycle)
        old = mine[context_id, user_id, cycle]
        new = [after.get(each.id, each) for each in old]
        people[key] = _standing(learner, activity_id, old, new)
        for grade in _grades(people[key], old, new, now):
            grades[grade.key] = grade
    return Plan(changes=changes, people=people, grades=[grades[key] for key in sorted(grades)])


def _standing(learner: Learner, activity_id: UUID, old: Sequence[Attempt], new: Sequence[Attempt]) -> Standing:
    before, after = _submitted(old, activity_id), _submitted(new, activity_id)
    anchor = after[-1]
    pass_mark = thaw(anchor.policy).pass_mark
    return Standing(
        learner=learner,
        anchor=anchor,
        old=outcome_of(pass_mark, before),
        new=outcome_of(pass_mark, after),
        passed=(any(each.passed for each in before), any(each.passed for each in after)),
        attempts=new,
    )


def _submitted(attempts: Sequence[Attempt], activity_id: UUID) -> list[Attempt]:
    return [each for each in attempts if each.activity_id == activity_id and each.state in SUBMITTED]


def _grades(who: Standing, old: Sequence[Attempt], new: Sequence[Attempt], now: datetime) -> Iterable[GradeChange]:
    """The grades that differ: what was recorded when the newest try was handed in, beside what would be now."""
    place = place_of(who.anchor)
    if place is None:
        return
    publication = who.anchor.publication_id
    before, after = (dict(list_worths(who.learner, *place, attempts, publication, now=now)) for attempts in (old, new))
    for activity_id in sorted(before.keys() | after.keys()):
        was, will = before.get(activity_id), after.get(activity_id)
        if (_ppm(was), _source(was)) != (_ppm(will), _source(will)):
            key = (who.learner.context_id, activity_id, who.learner.user_id, who.learner.cycle)
            yield GradeChange(key=key, old=_ppm(was), new=_ppm(will), worth=will)


def _ppm(worth: Worth | None) -> int | None:
    return None if worth is None or worth.tally.score is None else score_ppm(worth.tally.score)


def _source(worth: Worth | None) -> UUID | None:
    return None if worth is None else worth.attempt.id
