"""What one act of publishing takes: the chosen files, with what they lean on, and who had a hand in them."""

import json
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import Course
from lms_plugin.drafts.files import digest_of, list_drafts
from lms_plugin.drafts.models import Draft

# Files without questions of their own: what a quiz leans on is published with it, as it is now.
SHARED = ("course.yaml", "references.yaml", "glossary.yaml")


def lock_course(course_key: str) -> None:
    """Until the transaction ends, nobody else publishes this course, or asks for a check, or answers one."""
    db.session.execute(select(Course.key).where(Course.key == course_key).with_for_update())


def chosen_drafts(tenant_id: UUID, course_key: str, paths: Collection[str]) -> list[Draft]:
    """The drafts of `paths` and of what they lean on."""
    return choose(list_drafts(tenant_id, course_key), paths)


def choose(drafts: Iterable[Draft], paths: Collection[str]) -> list[Draft]:
    """Those of `paths` and of what they lean on."""
    return [draft for draft in drafts if draft.path in paths or draft.path in SHARED]


def digest_of_drafts(drafts: Iterable[Draft]) -> str:
    """One digest of the texts of several files; 64 hexadecimal digits."""
    parts = sorted((draft.path, digest_of(draft.text)) for draft in drafts)
    return sha256(json.dumps(parts).encode()).hexdigest()


def who_changed(drafts: Iterable[Draft], published: Mapping[str, str]) -> set[UUID]:
    """Who had a hand in what differs from the newest publication; `published` are its texts.

    The shared files of a course that was never published are made by the product, so nobody's.
    """
    found: set[UUID] = set()
    for draft in drafts:
        if draft.text == published.get(draft.path) or (not published and draft.path in SHARED):
            continue
        found |= {UUID(each) for each in draft.changed_by} | ({draft.edited_by} if draft.edited_by else set())
    return found


def forget_who_changed(drafts: Iterable[Draft]) -> None:
    """Once these texts are published. A file that got another text meanwhile keeps its names."""
    for draft in drafts:
        statement = update(Draft).where(Draft.id == draft.id, Draft.text == draft.text)
        db.session.execute(statement.values(changed_by=[]), execution_options={"synchronize_session": False})
