"""The media of a hospital's own courses, for those who move whole courses. None are kept yet."""

from collections.abc import Mapping
from uuid import UUID


def read_media_files(tenant_id: UUID, course_key: str) -> Mapping[str, bytes]:
    """The media of a course by path, as bytes."""
    return {}
