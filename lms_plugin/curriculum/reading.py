"""Published content read back for learners' pages. It never changes, so each piece is read once and kept in memory."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum import models
from lms_plugin.curriculum.policies import Grade, Policy
from lms_plugin.curriculum.requirements import RequirementSpec
from lms_plugin.curriculum.shown import (
    ActivityView,
    Block,
    CourseView,
    DrawView,
    FormsView,
    ModuleView,
    ObjectiveView,
    ReferenceView,
    SectionView,
    ShownLesson,
    ShownQuiz,
    StepView,
    TermView,
)
from lms_plugin.errors import NotFoundError

Json = dict[str, Any]
Activities = Mapping[tuple[str, str], UUID]


@lru_cache(maxsize=256)
def get_course_view(publication_id: UUID) -> CourseView:
    """A publication in its order. Raises NotFoundError."""
    publication = db.session.get(models.Publication, publication_id)
    if publication is None:
        raise NotFoundError("There is no such publication.")
    digests = _tree(publication_id)
    shown = _outline(publication_id)
    activities = _activities(publication.course_key)
    course = shown["course.yaml"]
    modules = tuple(_module(shown[f"modules/{key}/module.yaml"], digests, activities) for key in course["modules"])
    return CourseView(
        publication_id=publication_id,
        number=publication.number,
        key=publication.course_key,
        title=course["title"],
        language=course["language"],
        timezone=course["timezone"],
        modules=modules,
        quizzes=tuple(_step(step, "", digests, activities) for step in course["quizzes"]),
        slots=tuple(course["slots"]),
        used_slots=frozenset(course["used_slots"]),
        retired=tuple(_step(step, "", digests, activities) for step in course.get("retired", ())),
    )


def _tree(publication_id: UUID) -> Mapping[str, str]:
    entry = models.PublicationEntry
    rows = db.session.execute(select(entry.path, entry.digest).where(entry.publication_id == publication_id))
    return {row.path: row.digest for row in rows}


def _outline(publication_id: UUID) -> Mapping[str, Json]:
    """What is shown of the course and its modules, by path."""
    statement = (
        select(models.PublicationEntry.path, models.ContentObject.shown)
        .join(models.ContentObject, models.ContentObject.digest == models.PublicationEntry.digest)
        .where(
            models.PublicationEntry.publication_id == publication_id,
            models.ContentObject.kind.in_(("course", "module")),
        )
    )
    return {row.path: row.shown for row in db.session.execute(statement)}


def _activities(course_key: str) -> Activities:
    rows = db.session.scalars(select(models.Activity).where(models.Activity.course_key == course_key))
    return {(row.kind, row.key): row.id for row in rows}


def _module(shown: Json, digests: Mapping[str, str], activities: Activities) -> ModuleView:
    folder = f"modules/{shown['key']}/"
    return ModuleView(
        key=shown["key"],
        title=shown["title"],
        minutes=shown["minutes"],
        audience=tuple(shown["audience"]),
        objectives=tuple(ObjectiveView(o["key"], o["text"], o.get("bloom")) for o in shown["objectives"]),
        contents=tuple(_step(step, folder, digests, activities) for step in shown["contents"]),
        completion=MappingProxyType(shown["completion"]),
        activity_id=activities["module", shown["key"]],
        requires=_requires(shown),
        retired=tuple(_step(step, folder, digests, activities) for step in shown.get("retired", ())),
    )


def _step(step: Json, folder: str, digests: Mapping[str, str], activities: Activities) -> StepView:
    kind, key = step["kind"], step["key"]
    path = f"{folder}lessons/{key}.md" if kind == "lesson" else f"{folder}quizzes/{key}.yaml"
    return StepView(
        kind=kind,
        key=key,
        title=step["title"],
        minutes=step.get("minutes"),
        question_count=step["question_count"],
        activity_id=activities[kind, key],
        digest=digests[path],
        requires=_requires(step),
        replaced_by=step.get("replaced_by"),
    )


def _requires(shown: Json) -> tuple[RequirementSpec, ...]:
    return tuple(RequirementSpec.model_validate(each) for each in shown.get("requires", ()))


def _shown(digest: str, kind: str) -> Json:
    item = models.ContentObject
    shown = db.session.scalar(select(item.shown).where(item.digest == digest, item.kind == kind))
    if shown is None:
        raise NotFoundError(f"There is no {kind} {digest[:12]}.")
    return shown


@lru_cache(maxsize=512)
def get_lesson(digest: str) -> ShownLesson:
    """A lesson. Raises NotFoundError."""
    shown = _shown(digest, "lesson")
    return ShownLesson(
        digest=digest,
        key=shown["key"],
        title=shown["title"],
        minutes=shown["minutes"],
        objective=shown["objective"],
        blocks=tuple(Block(**block) for block in shown["blocks"]),
        references=tuple(ReferenceView(r["key"], r["text"], r.get("url")) for r in shown["references"]),
        terms=tuple(TermView(t["key"], t["term"], t.get("short"), t["text"]) for t in shown["terms"]),
    )


@lru_cache(maxsize=512)
def get_quiz(digest: str) -> ShownQuiz:
    """A quiz. Raises NotFoundError."""
    shown = _shown(digest, "quiz")
    return ShownQuiz(
        digest=digest,
        key=shown["key"],
        title=shown["title"],
        intro=shown["intro"],
        purpose=shown["purpose"],
        policy=Policy.model_validate(shown["policy"]),
        grade=Grade.model_validate(shown["grade"]),
        sections=tuple(_section(section) for section in shown["sections"]),
        questions=tuple(shown["questions"]),
        forms=_forms(shown["forms"]) if "forms" in shown else None,
        cases=tuple(shown.get("cases", ())),
    )


def _section(shown: Json) -> SectionView:
    draws = tuple(_draw(draw) for draw in shown.get("draws", ()))
    return SectionView(shown["key"], shown.get("title"), tuple(shown["questions"]), draws)


def _draw(shown: Json) -> DrawView:
    return DrawView(shown["count"], shown["prefer"], tuple(shown["keys"]), shown.get("each", 1))


def _forms(shown: Json) -> FormsView:
    return FormsView(shown["pair"], shown["occasion"], tuple(shown["a"]), tuple(shown["b"]))


@lru_cache(maxsize=4096)
def get_activity(activity_id: UUID) -> ActivityView:
    """What an activity id stands for. Raises NotFoundError."""
    row = db.session.get(models.Activity, activity_id)
    if row is None:
        raise NotFoundError("There is no such activity.")
    return ActivityView(row.id, row.course_key, row.kind, row.key)  # type: ignore[arg-type]
