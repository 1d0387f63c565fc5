"""How a hospital's own course stands: what is being written, beside what was published last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import PublishedText
from lms_plugin.curriculum.publishing import newest_publication
from lms_plugin.curriculum.texts import get_texts
from lms_plugin.drafts.choosing import choose
from lms_plugin.drafts.copying import source_texts
from lms_plugin.drafts.files import list_drafts
from lms_plugin.drafts.models import Draft
from lms_plugin.drafts.steps import with_steps


@dataclass(frozen=True, kw_only=True)
class FileState:
    """A file of a course: whether its text differs from that of the newest publication, and if it was in it."""

    path: str
    is_changed: bool
    was_published: bool


@dataclass(frozen=True, kw_only=True)
class CourseState:
    """All files of a course, read once. `published` are the texts of the newest publication, by path; `before` those
    that the next one changes: the same, or what a copy began with."""

    key: str
    drafts: tuple[Draft, ...]
    published: Mapping[str, str]
    before: Mapping[str, str]

    def files(self) -> list[FileState]:
        """How each file stands to the newest publication."""
        return [
            FileState(
                path=draft.path,
                is_changed=self.before.get(draft.path) != draft.text,
                was_published=draft.path in self.published,
            )
            for draft in self.drafts
        ]

    def chosen(self, paths: Collection[str]) -> list[Draft]:
        """The drafts of `paths` and of what they lean on."""
        return choose(self.drafts, paths)

    def texts(self, paths: Collection[str]) -> Mapping[str, str]:
        """The texts of the next publication: these drafts as they are now, all else as it was."""
        return with_steps({**self.before, **{draft.path: draft.text for draft in self.chosen(paths)}}, paths)


def read_state(tenant_id: UUID, course_key: str) -> CourseState:
    """The course as it stands."""
    published = published_texts(course_key)
    return CourseState(
        key=course_key,
        drafts=tuple(list_drafts(tenant_id, course_key)),
        published=published,
        before=published or source_texts(course_key),
    )


@dataclass(frozen=True)
class Published:
    """The newest publication of a course, found once; `id` is None where there is none."""

    id: UUID | None

    def texts(self) -> Mapping[str, str]:
        """The texts of all its files, by path."""
        return get_texts(self.id) if self.id is not None else {}

    def text(self, path: str) -> str | None:
        """The text of one file; None where it is not in it."""
        found = db.session.get(PublishedText, (self.id, path)) if self.id is not None else None
        return found.text if found is not None else None


def find_published(course_key: str) -> Published:
    """What was published last of a course."""
    publication = newest_publication(course_key)
    return Published(publication.id if publication is not None else None)


def published_texts(course_key: str) -> Mapping[str, str]:
    """The texts of the newest publication, by path. Empty where there is none."""
    return find_published(course_key).texts()
