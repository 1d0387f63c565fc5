"""The media of a hospital's own courses as bytes, for those who move whole courses. The caller commits."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.media.installed import media_store
from lms_plugin.drafts.media import list_media, put_media
from lms_plugin.drafts.models import DraftMedia


def read_media_files(tenant_id: UUID, course_key: str) -> Mapping[str, bytes]:
    """The media of a course by path. Raises NotFoundError where bytes are not in the store any more."""
    store = media_store()
    return {file.path: store.find(file.digest).read_bytes() for file in list_media(tenant_id, course_key)}


def bring_media(author: Person, course_key: str, path: str, data: bytes, *, now: datetime) -> None:
    """Put a file at its path, in the place of another one there. Raises MediaError.

    The bytes of that other one stay in the store: what was published shows them.
    """
    here = (DraftMedia.course_key == course_key) & (DraftMedia.path == path)
    db.session.execute(delete(DraftMedia).where(here))
    put_media(author, course_key, path, data, now=now)
