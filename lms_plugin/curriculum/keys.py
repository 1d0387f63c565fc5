"""Answers, credit and feedback of published content. Only marking and released feedback import this module."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import ContentKey, ContentObject
from lms_plugin.curriculum.shown import ReferenceView
from lms_plugin.errors import NotFoundError
from lms_plugin.questions.registry import join_question, read_question
from lms_plugin.questions.specs import QuestionSpec

Json = dict[str, Any]


@lru_cache(maxsize=256)
def _key(digest: str, kind: str) -> Json:
    statement = (
        select(ContentKey.key)
        .join(ContentObject, ContentObject.digest == ContentKey.digest)
        .where(ContentKey.digest == digest, ContentObject.kind == kind)
    )
    key = db.session.scalar(statement)
    if key is None:
        raise NotFoundError(f"There is no {kind} {digest[:12]}.")
    return key


def get_lesson_keys(digest: str) -> Mapping[str, Json]:
    """The key parts of a lesson's checks, by question. Raises NotFoundError."""
    questions: Mapping[str, Json] = _key(digest, "lesson")["questions"]
    return questions


def get_quiz_keys(digest: str) -> Mapping[str, Json]:
    """The key parts of the questions that a quiz asks, by question. Raises NotFoundError."""
    questions: Mapping[str, Json] = _key(digest, "quiz")["questions"]
    return questions


def get_quiz_references(digest: str) -> tuple[ReferenceView, ...]:
    """The sources of a quiz's questions, for showing with the answers; `QuestionSpec.references` names them."""
    return tuple(
        ReferenceView(item["key"], item["text"], item.get("url")) for item in _key(digest, "quiz")["references"]
    )


@lru_cache(maxsize=256)
def get_lesson_questions(digest: str) -> Mapping[str, QuestionSpec]:
    """A lesson's checks as whole questions, by key. Raises NotFoundError."""
    keys = get_lesson_keys(digest)
    blocks = _shown(digest)["blocks"]
    asked = [block["question"] for block in blocks if "question" in block]
    return {shown["key"]: join_question(shown, keys[shown["key"]]) for shown in asked}


@lru_cache(maxsize=256)
def get_quiz_questions(digest: str) -> Mapping[str, QuestionSpec]:
    """The questions that a quiz asks, whole, by key. Raises NotFoundError."""
    keys = get_quiz_keys(digest)
    return {shown["key"]: join_question(shown, keys[shown["key"]]) for shown in _shown(digest)["questions"]}


def list_stored_questions(shown: Json, key: Json) -> list[QuestionSpec]:
    """Every question of a stored lesson or quiz, those too that it does not ask now."""
    asked = shown.get("questions") or [block["question"] for block in shown.get("blocks", []) if "question" in block]
    joined: list[QuestionSpec] = [join_question(item, key["questions"][item["key"]]) for item in asked]
    return joined + [read_question(item) for item in key["unasked"].values()]


def _shown(digest: str) -> Json:
    return db.session.execute(select(ContentObject.shown).where(ContentObject.digest == digest)).scalar_one()
