"""What a hospital writes itself, course by course, for the editor's first page: each file with how it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from lms_plugin.authoring.editing import head_of, title_of
from lms_plugin.authoring.withdrawing import is_withdrawn
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.yaml_files import read_fields
from lms_plugin.drafts.copying import find_copy
from lms_plugin.drafts.files import list_drafts
from lms_plugin.drafts.lessons import find_lesson, split_lesson
from lms_plugin.drafts.models import CourseCopy, Draft
from lms_plugin.drafts.places import is_bank, is_question_file
from lms_plugin.drafts.reviews import list_waiting
from lms_plugin.drafts.states import FileState, read_state

Waiting = Mapping[tuple[str, str], object]


@dataclass(frozen=True, kw_only=True)
class File:
    """A lesson, quiz or bank. `count` is how many questions it has, `minutes` how long a lesson takes, `is_waiting` for
    a colleague's check."""

    draft: Draft
    kind: Literal["lesson", "quiz", "bank"]
    title: str
    count: int = 0
    minutes: str = ""
    state: FileState
    is_waiting: bool
    is_withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """A module with its files in their order; `key` is "" for what stands beside the modules."""

    key: str
    title: str
    files: tuple[File, ...]


@dataclass(frozen=True, kw_only=True)
class OwnShelf:
    """A course of the hospital's own. `copy` says where it came from, where it is one."""

    key: str
    title: str
    copy: CourseCopy | None
    is_published: bool
    parts: tuple[Part, ...]


def list_shelves(tenant_id: UUID) -> list[OwnShelf]:
    """What was made from nothing first, then the copies by their names."""
    drafts: dict[str, list[Draft]] = {}
    for draft in list_drafts(tenant_id):
        drafts.setdefault(draft.course_key, []).append(draft)
    waiting = list_waiting(tenant_id)
    shelves = [_shelf(tenant_id, key, files, waiting) for key, files in drafts.items()]
    return sorted(shelves, key=lambda each: (each.copy is not None, each.title, each.key))


def title_of_course(tenant_id: UUID, key: str) -> str:
    """What a hospital's own course is called; its key where it has no title."""
    texts = [draft.text for draft in list_drafts(tenant_id, key) if draft.path == "course.yaml"]
    return str(read_fields(texts[0]).get("title") or key) if texts else key


def name_of(path: str, text: str) -> str:
    """What a lesson or a file of questions is called; its path where it has no name."""
    if find_lesson(path):
        return str(split_lesson(text).front.get("title") or path)
    return title_of(split_file(text), path)


def _shelf(tenant_id: UUID, key: str, drafts: Sequence[Draft], waiting: Waiting) -> OwnShelf:
    texts = {draft.path: draft.text for draft in drafts}
    head = read_fields(texts.get("course.yaml", ""))
    states = {state.path: state for state in read_state(tenant_id, key).files()}
    files = {draft.path: file for draft in drafts if (file := _file(draft, states[draft.path], waiting)) is not None}
    modules = [each for each in _listed(head.get("modules")) if f"modules/{each}/module.yaml" in texts]
    parts = [_module(module, read_fields(texts[f"modules/{module}/module.yaml"]), files) for module in modules]
    rest = tuple(
        file for path, file in files.items() if not any(path.startswith(f"modules/{each}/") for each in modules)
    )
    return OwnShelf(
        key=key,
        title=str(head.get("title") or key),
        copy=find_copy(key),
        is_published=any(state.was_published for state in states.values()),
        parts=(*parts, *([Part(key="", title="", files=rest)] if rest else [])),
    )


def _file(draft: Draft, state: FileState, waiting: Waiting) -> File | None:
    is_waiting = (draft.course_key, draft.path) in waiting
    if find_lesson(draft.path):
        front = split_lesson(draft.text).front
        return File(
            draft=draft,
            kind="lesson",
            title=str(front.get("title") or draft.path),
            minutes=str(front.get("minutes", "")),
            state=state,
            is_waiting=is_waiting,
        )
    if not is_question_file(draft.path):
        return None
    file = split_file(draft.text)
    head = head_of(file)
    return File(
        draft=draft,
        kind="bank" if is_bank(draft.path) else "quiz",
        title=str(head.get("title") or draft.path),
        count=len(file.blocks),
        state=state,
        is_waiting=is_waiting,
        is_withdrawn=is_withdrawn(head),
    )


def _module(key: str, head: Mapping[str, Any], files: Mapping[str, File]) -> Part:
    found = {path: file for path, file in files.items() if path.startswith(f"modules/{key}/")}
    order = [path for path in _paths(key, head.get("contents")) if path in found]
    listed = (found[path] for path in dict.fromkeys([*order, *found]))
    return Part(key=key, title=str(head.get("title") or key), files=tuple(listed))


def _paths(module: str, contents: Any) -> Iterator[str]:
    for step in contents if isinstance(contents, list) else []:
        for kind, folder, suffix in (("lesson", "lessons", ".md"), ("quiz", "quizzes", ".yaml")):
            if isinstance(step, dict) and step.get(kind):
                yield f"modules/{module}/{folder}/{step[kind]}{suffix}"


def _listed(value: Any) -> Iterable[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
