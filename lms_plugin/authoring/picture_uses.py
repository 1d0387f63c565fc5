"""Where the pictures of a course are shown, and with which alternative text."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms_plugin.authoring.editing import title_of
from lms_plugin.authoring.shelves import name_of
from lms_plugin.curriculum.blocks.insides import blocks_inside
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.curriculum.yaml_files import UnreadableError
from lms_plugin.drafts.files import list_drafts
from lms_plugin.drafts.lessons import find_lesson
from lms_plugin.drafts.media import named_in
from lms_plugin.drafts.models import Draft
from lms_plugin.drafts.places import is_question_file
from lms_plugin.progress.stems import headline


@dataclass(frozen=True, kw_only=True)
class Use:
    """A picture in a question; in a lesson, which has no `key`. `alt` is "" where it is missing, or decorates."""

    path: str
    title: str
    key: str = ""
    words: str = ""
    alt: str = ""


def uses_of_pictures(tenant_id: UUID, course_key: str) -> Mapping[str, Sequence[Use]]:
    """What shows each picture in what is being written, by the name that texts have for it."""
    found: dict[str, list[Use]] = defaultdict(list)
    for draft in list_drafts(tenant_id, course_key):
        if "media/" in draft.text:
            for src, use in _uses(draft):
                if use not in found[src]:
                    found[src].append(use)
    return found


def _uses(draft: Draft) -> Iterator[tuple[str, Use]]:
    if not is_question_file(draft.path):
        title = name_of(draft.path, draft.text) if find_lesson(draft.path) else draft.path
        for src in named_in([draft.text]):
            yield src, Use(path=draft.path, title=title)
        return
    file = split_file(draft.text)
    title = title_of(file, draft.path)
    for block in file.blocks:
        for each, src, alt, words in _shown_in(block) if "media/" in block.text else ():
            yield src, Use(path=draft.path, title=title, key=each.key or "", words=words, alt=alt)


def _shown_in(block: Block) -> Iterator[tuple[Block, str, str, str]]:
    """The pictures of a question, or of a case: each with the question in it that shows it, else with the case."""
    inside = [(each, *shown) for each in blocks_inside(block) for shown in _shown(each)]
    yield from inside
    yield from ((block, *shown) for shown in _shown(block) if shown[0] not in {each[1] for each in inside})


def _shown(block: Block) -> Iterator[tuple[str, str, str]]:
    """Each picture of a question or case with its alternative text, and what the question is called."""
    try:
        data = block.data
    except UnreadableError:
        data = {}
    known = list(_pictures(data))
    words = headline(first_words(data)) or block.key or ""
    # A name that stands elsewhere in the text counts too: the picture is not removed under it.
    others = set(named_in([block.text])) - {src for src, _ in known}
    yield from ((src, alt, words) for src, alt in [*known, *((src, "") for src in sorted(others))])


def _pictures(data: Any) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for name in ("src", "image"):
            if isinstance(data.get(name), str):
                yield data[name], str(data.get("alt") or "")
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from _pictures(each)
