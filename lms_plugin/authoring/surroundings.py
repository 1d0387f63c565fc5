"""What the course around a question has: pictures, references and objectives to choose from, and tags in use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from lms_plugin.authoring.checking import Fault
from lms_plugin.authoring.question_forms.filling import find
from lms_plugin.curriculum.yaml_files import read_fields, read_or_none
from lms_plugin.drafts.files import list_drafts
from lms_plugin.drafts.media import list_media
from lms_plugin.drafts.models import Draft, DraftMedia
from lms_plugin.drafts.places import is_question_file

PICTURE_FIELDS = ("figure.src", "image")
_TAGS = re.compile(r"(?:^|[\s{,])tags: *(?:\[([^\]\n]*)\]|((?:\n *- *[^\n:]+(?=\n))+))")
Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """`references` and `objectives` are keys with their texts, in the order of the course."""

    pictures: Mapping[str, DraftMedia]
    references: Named = ()
    objectives: Named = ()
    drafts: tuple[Draft, ...] = ()

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags in use. Read only where they are shown: a save by script does not need them."""
        return tuple(sorted({tag for draft in self.drafts for tag in _tags_in(draft)}, key=str.casefold))

    @property
    def media(self) -> Mapping[str, dict[str, Any]]:
        """What the pictures are, by the names that questions have for them."""
        return {src: file.to_json() for src, file in self.pictures.items()}

    def faults(self, data: Mapping[str, Any]) -> Iterator[Fault]:
        """What a question names that is not there. Publishing says the same of the whole course."""
        for name in PICTURE_FIELDS:
            src = find(data, name)
            if isinstance(src, str) and src and src not in self.pictures:
                yield Fault(name, f"There is no picture {src}", "Choose another, or upload it")
        references = data.get("references")
        for key in references if isinstance(references, list) else ():
            if key not in dict(self.references):
                yield Fault("references", f"There is no reference {key}", "Untick it, or add it to the references")
        objective = data.get("objective")
        if objective is not None and objective not in dict(self.objectives):
            has_some = "Choose another" if self.objectives else "This course has none; leave it empty"
            yield Fault("objective", f"There is no objective {objective}", has_some)


def surroundings_of(tenant_id: UUID, course_key: str, path: str) -> Surroundings:
    """What a question of a file may choose from. A module's own pictures go before the course's."""
    drafts = {draft.path: draft for draft in list_drafts(tenant_id, course_key)}
    return Surroundings(
        pictures=pictures_at(tenant_id, course_key, path),
        references=tuple(references_in(drafts)),
        objectives=tuple(objectives_in(drafts)),
        drafts=tuple(drafts.values()),
    )


def pictures_at(tenant_id: UUID, course_key: str, path: str) -> dict[str, DraftMedia]:
    """The pictures that a file of a course can show, by the names it has for them."""
    module = path[: path.index("/", len("modules/")) + 1] if path.startswith("modules/") else None
    files = [file for file in list_media(tenant_id, course_key) if file.mime.startswith("image/")]
    homes = [file for file in files if file.path == file.src]
    homes += [file for file in files if module is not None and file.path == f"{module}{file.src}"]
    return {file.src: file for file in homes}


def references_in(drafts: Mapping[str, Draft]) -> Iterator[tuple[str, str]]:
    """The references of a course's files, by path: keys with their texts."""
    if (draft := drafts.get("references.yaml")) is not None:
        yield from _pairs(read_or_none(draft.text))


def objectives_in(drafts: Mapping[str, Draft]) -> Iterator[tuple[str, str]]:
    """The same for the objectives of its modules."""
    for path, draft in drafts.items():
        if path.endswith("/module.yaml"):
            yield from _pairs(read_fields(draft.text).get("objectives"))


def _pairs(items: Any) -> Iterator[tuple[str, str]]:
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("key"), str):
            yield item["key"], str(item.get("text") or item["key"])


def _tags_in(draft: Draft) -> Iterator[str]:
    """Told by the words alone: reading the YAML of all questions takes seconds, and these are only offered."""
    if is_question_file(draft.path):
        for inside, below in _TAGS.findall(draft.text):
            words = inside.split(",") if inside else re.findall(r"\n *- *([^\n]+)", below)
            yield from (word for each in words if (word := each.strip().strip("\"'")))
