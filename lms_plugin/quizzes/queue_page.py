"""What the templates of marking by hand are given: what waits, in which order, and one answer beside its rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.web.viewer import label_of
from lms_plugin.curriculum.services import current_publication, get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.stems import headline, split_stem
from lms_plugin.progress.texts import Writer
from lms_plugin.questions.free_text import FreeTextSpec
from lms_plugin.questions.rendered import figure_in
from lms_plugin.quizzes.case_page import case_of
from lms_plugin.quizzes.errors import NothingToMarkError
from lms_plugin.quizzes.hand_marks import get_hand_marked, question_of
from lms_plugin.quizzes.judgements import chosen_levels
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt, MarkRow, Response
from lms_plugin.quizzes.pages import attempt_writer
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.results import readable
from lms_plugin.quizzes.waiting import (
    MarkedLately,
    Waiting,
    list_marked,
    list_same_question,
    list_waiting,
)
from lms_plugin.roster.models import User

By = Literal["question", "person"]


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """How the queue is looked at. Without names it is always by question: a person's answers together are a trace."""

    by: By = "question"
    hidden: bool = False

    @property
    def address(self) -> dict[str, Any]:
        """Kept in every address of the queue."""
        return {"by": self.by} | ({"names": "hidden"} if self.hidden else {})


@dataclass(frozen=True, kw_only=True)
class Group:
    """Answers that wait together, by question or by person; `first` is where to begin."""

    count: int
    since: datetime
    first: Waiting


def read_sorting(arguments: Mapping[str, str]) -> Sorting:
    """The sorting that an address or a form names."""
    hidden = arguments.get("names") == "hidden"
    return Sorting(by="person" if arguments.get("by") == "person" and not hidden else "question", hidden=hidden)


def queue_page(tenant_id: UUID, context_id: UUID, sorting: Sorting) -> dict[str, Any]:
    """What waits, in groups, and what was marked lately. Two statements, and one for each course that they are of."""
    items = in_order(list_waiting(context_id), sorting)
    lately = list_marked(context_id)
    courses = {item.course for item in items} | {mark.course for mark in lately}
    writers = {course: _writer(tenant_id, course) for course in courses}
    return {
        "sorting": sorting,
        "groups": _groups(items, sorting),
        "total": len(items),
        "lately": lately,
        "asks": lambda item: headline(writers[item.course].block(_asked(item)).striptags()),
        "quiz_of": lambda item: get_quiz(item.quiz).title,
        "readable": readable,
    }


def _writer(tenant_id: UUID, course: str) -> Writer:
    offer = current_publication(tenant_id, course)
    return Writer(offer.slots if offer is not None else {})


def _asked(item: Waiting | MarkedLately) -> str:
    """The Markdown of what the question asks."""
    return split_stem(get_quiz(item.quiz).question(item.key)["stem"])[1]


def in_order(items: Sequence[Waiting], sorting: Sorting) -> list[Waiting]:
    """The order in which one answer follows the other."""
    if sorting.by == "person":
        return sorted(items, key=lambda item: (item.label.casefold(), item.user_id, item.submitted_at, item.key))
    return sorted(items, key=lambda item: (item.activity_id, item.key, item.rank))


def following(items: Sequence[Waiting], attempt_id: UUID, key: str) -> Waiting | None:
    """The answer after this one, from the top again after the last; None where no other waits."""
    places = [(item.attempt_id, item.key) for item in items]
    start = places.index((attempt_id, key)) + 1 if (attempt_id, key) in places else 0
    others = [*items[start:], *items[:start]]
    return next((item for item in others if (item.attempt_id, item.key) != (attempt_id, key)), None)


def _groups(items: Sequence[Waiting], sorting: Sorting) -> list[Group]:
    found: dict[Any, list[Waiting]] = {}
    for item in items:
        found.setdefault(item.user_id if sorting.by == "person" else (item.activity_id, item.key), []).append(item)
    return [
        Group(count=len(members), since=min(item.submitted_at for item in members), first=members[0])
        for members in found.values()
    ]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was sent and not taken: it stays on the page, with what is missing by field."""

    chosen: Mapping[str, int]
    comment: str
    reason: str
    problems: Mapping[str, str]
    is_late: bool = False


def mark_page(
    learner: Learner, attempt_id: UUID, key: str, sorting: Sorting, typed: Typed | None = None
) -> dict[str, Any]:
    """One answer beside its rubric. `learner` is the marker. A fixed number of statements, however many wait."""
    attempt = get_hand_marked(learner.context_id, attempt_id)
    spec = question_of(attempt, key)
    row = list_marks(attempt.id).get(key)
    if row is None or not (row.answered or row.waits):
        raise NothingToMarkError("This question was not answered.")
    response = db.session.get(Response, (attempt.id, key))
    same = list_same_question(attempt.context_id, attempt.activity_id, key)
    waiting = in_order(list_waiting(attempt.context_id), sorting)
    writer = attempt_writer(learner, attempt)
    text = str((response.value or {}).get("text", "")) if response is not None else ""
    return {
        "sorting": sorting,
        "attempt": attempt,
        "key": key,
        "spec": spec,
        "row": row,
        "said": said_of(spec, row),
        "marker": _name(row.marker_id),
        "label": None if sorting.hidden else _name(attempt.user_id),
        "number": same.index(attempt.id) + 1 if attempt.id in same else 0,
        "same": len(same),
        "left": _left(waiting, attempt, key, sorting),
        "following": following(waiting, attempt.id, key),
        "stem": split_stem(spec.stem),
        "figure": figure_in(get_quiz(attempt.paper["quiz"]).question(key)),
        "quiz": get_quiz(attempt.paper["quiz"]).title,
        "case": case_of(Paper.from_json(attempt.paper), key),
        "answer": text,
        "words": len(text.split()),
        "typed": typed or Typed(chosen=row.chosen or {}, comment=row.comment or "", reason="", problems={}),
        "readable": readable,
        "headline": headline,
        "text": writer.block,
        "inline": writer.line,
    }


def said_of(spec: FreeTextSpec, row: MarkRow) -> dict[str, Any] | None:
    """A person's mark in words; None while there is none."""
    if row.credit is None:
        return None
    levels = chosen_levels(spec, row.chosen)
    return {"levels": levels, "earned": readable(row.points * row.credit), "points": readable(row.points)}


def _left(waiting: Sequence[Waiting], attempt: Attempt, key: str, sorting: Sorting) -> int:
    if sorting.by == "person":
        return sum(item.user_id == attempt.user_id for item in waiting)
    return sum((item.activity_id, item.key) == (attempt.activity_id, key) for item in waiting)


def _name(user_id: UUID | None) -> str | None:
    if user_id is None:
        return None
    row = db.session.execute(select(User.name, User.sub).where(User.id == user_id)).one_or_none()
    return label_of(row.name, row.sub) if row is not None else None
