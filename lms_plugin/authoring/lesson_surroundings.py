"""What a lesson stands among: references, terms, slots, steps and questions of its course as they are written now."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms_plugin.authoring.lesson_checking import LessonSurroundings
from lms_plugin.authoring.surroundings import pictures_at
from lms_plugin.curriculum.services import find_offer
from lms_plugin.curriculum.yaml_files import read_fields, read_or_none
from lms_plugin.drafts.copying import source_words
from lms_plugin.drafts.files import list_drafts
from lms_plugin.drafts.lessons import find_lesson
from lms_plugin.drafts.places import is_question_file

_ASKED = re.compile(r"^(?: *- )?(?: *)key: ([a-z0-9-]+)", re.MULTILINE)


def read_surroundings(tenant_id: UUID, course_key: str, path: str) -> LessonSurroundings:
    """What stands around the lesson at `path`."""
    texts = {draft.path: draft.text for draft in list_drafts(tenant_id, course_key)}
    module, _ = find_lesson(path) or ("", "")
    head = read_fields(texts.get("course.yaml", ""))
    own = read_fields(texts.get(f"modules/{module}/module.yaml", ""))
    slots = by_key(head.get("slots"))
    return LessonSurroundings(
        known={
            "reference": by_key(read_or_none(texts.get("references.yaml", ""))),
            "glossary term": by_key(read_or_none(texts.get("glossary.yaml", ""))),
            "slot": slots,
            "objective": by_key(own.get("objectives")),
            **_steps(texts),
            "question": _questions(texts),
            "picture": {src: file.to_json() for src, file in pictures_at(tenant_id, course_key, path).items()},
        },
        words=_words(tenant_id, course_key, slots),
        language=str(head.get("language", "")),
    )


def by_key(items: Any) -> Mapping[str, Any]:
    """The items of a list that have a key."""
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {str(item["key"]): item for item in found if item.get("key")}


def _steps(texts: Mapping[str, str]) -> dict[str, Mapping[str, Any]]:
    """The lessons, quizzes and modules that links may lead to."""
    names = {path: path.rpartition("/")[2].rpartition(".")[0] for path in texts}
    return {
        "lesson": {name: path for path, name in names.items() if find_lesson(path)},
        "quiz": {name: path for path, name in names.items() if path.split("/")[-2:-1] == ["quizzes"]},
        "module": {path.split("/")[1]: path for path in texts if path.endswith("/module.yaml")},
    }


def _questions(texts: Mapping[str, str]) -> Mapping[str, Any]:
    """The keys of everything that may be asked; of options too, so that nothing is missed for what stands oddly."""
    asking = (text for path, text in texts.items() if find_lesson(path) or is_question_file(path))
    return dict.fromkeys((key for text in asking for key in _ASKED.findall(text)), True)


def _words(tenant_id: UUID, course_key: str, slots: Mapping[str, Any]) -> Mapping[str, str]:
    offer = find_offer(tenant_id, course_key)
    given = offer.slots if offer is not None else source_words(tenant_id, course_key)
    return {key: given.get(key) or str(slot.get("label", key)) for key, slot in slots.items()}
