"""The texts of the files that a publication was made of, kept beside it: what is copied and compared later."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import exists, insert, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import PublishedText


def keep_texts(publication_id: UUID, texts: Mapping[str, str]) -> None:
    """Keep the texts of a publication, unless it has some: those of publications of old were not kept."""
    kept = select(exists().where(PublishedText.publication_id == publication_id))
    if texts and not db.session.scalar(kept):
        rows = [{"publication_id": publication_id, "path": path, "text": text} for path, text in texts.items()]
        db.session.execute(insert(PublishedText), rows)


def find_kept(publication_ids: Collection[UUID]) -> set[UUID]:
    """Those of the publications that have their texts."""
    statement = select(PublishedText.publication_id).where(PublishedText.publication_id.in_(publication_ids)).distinct()
    return set(db.session.scalars(statement))


def get_texts(publication_id: UUID) -> Mapping[str, str]:
    """The texts by path. Empty where none were kept."""
    rows = db.session.execute(
        select(PublishedText.path, PublishedText.text).where(PublishedText.publication_id == publication_id)
    )
    return {row.path: row.text for row in rows}
