"""Questions of other quizzes and banks, to be taken into one: where they come from, and what of them goes along."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from lms_plugin.authoring.searching import Candidate, Source
from lms_plugin.authoring.surroundings import objectives_in, references_in
from lms_plugin.curriculum.services import list_offered
from lms_plugin.drafts.files import list_drafts
from lms_plugin.drafts.places import is_question_file

Data = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """What questions of a course may name: objectives, and sources of its bibliography."""

    objectives: frozenset[str]
    references: frozenset[str]


def list_sources(tenant_id: UUID, courses_dir: Path) -> list[Source]:
    """The quizzes and banks of a hospital, then those of the courses it is offered whose files are at hand."""
    drafts = list_drafts(tenant_id)
    own = [Source(each.course_key, each.path, each.text) for each in drafts if is_question_file(each.path)]
    taken = {each.course_key for each in drafts}
    return [*own, *_shipped(tenant_id, courses_dir, taken)]


def _shipped(tenant_id: UUID, courses_dir: Path, taken: set[str]) -> Iterator[Source]:
    for course in list_offered(tenant_id):
        root = courses_dir / course.key
        if course.key in taken or not root.is_dir():
            continue
        for file in sorted((*root.rglob("banks/*.yaml"), *root.rglob("quizzes/*.yaml"))):
            path = file.relative_to(root).as_posix()
            if is_question_file(path):
                yield Source(course.key, path, file.read_text(encoding="utf-8"), shelf=course.title)


def names_of(tenant_id: UUID, course_key: str) -> Names:
    """What there is to be named in a course of this hospital's own."""
    drafts = {draft.path: draft for draft in list_drafts(tenant_id, course_key)}
    return Names(frozenset(dict(objectives_in(drafts))), frozenset(dict(references_in(drafts))))


def as_taken(candidate: Candidate, names: Names) -> tuple[Data, bool]:
    """The question as it stands in another file: the first edition of a question of its own. The second is whether an
    objective or a reference was left out, because the course has none of that name."""
    data = candidate.block.data
    taken = _named(data if isinstance(data, dict) else {}, names)
    return {**taken, **({"edition": 1} if "edition" in taken else {})}, taken != data


def _named(data: Mapping[str, Any], names: Names) -> Data:
    kept = dict(data)
    if "objective" in kept and kept["objective"] not in names.objectives:
        del kept["objective"]
    if isinstance(kept.get("references"), list):
        known = [key for key in kept["references"] if key in names.references]
        kept["references"] = known
        if not known:
            del kept["references"]
    if isinstance(kept.get("stages"), list):
        kept["stages"] = [_stage(stage, names) for stage in kept["stages"]]
    return kept


def _stage(stage: Any, names: Names) -> Any:
    listed = stage.get("questions") if isinstance(stage, dict) else None
    if not isinstance(listed, list):
        return stage
    return {**stage, "questions": [_named(each, names) if isinstance(each, dict) else each for each in listed]}
