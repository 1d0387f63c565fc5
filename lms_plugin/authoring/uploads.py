"""Pictures that come with a form: taken in at once, or refused in words for the field they were chosen at."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from werkzeug.datastructures import FileStorage

from lms_plugin.authoring.checking import Fault
from lms_plugin.authoring.surroundings import PICTURE_FIELDS
from lms_plugin.core.audit.services import Person
from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.sniff import MAX_BYTES
from lms_plugin.drafts.media import add_media
from lms_plugin.drafts.models import DraftMedia

# What a request with pictures may hold: more than is taken in, so that one too large is refused in words.
MAX_UPLOAD = 3 * MAX_BYTES
FILE = ".file"  # behind the name of a field: that of its upload


def take_pictures(
    author: Person, course_key: str, files: Mapping[str, FileStorage], *, now: datetime
) -> Iterator[tuple[str, DraftMedia | Fault]]:
    """What became of the file chosen at each field of a question's form, of those where one was chosen."""
    for name in PICTURE_FIELDS:
        file = files.get(f"{name}{FILE}")
        if file is not None and file.filename:
            yield name, take_picture(author, course_key, file, name, now=now)


def take_picture(
    author: Person, course_key: str, file: FileStorage, field: str, *, now: datetime
) -> DraftMedia | Fault:
    """One picture. The caller commits."""
    try:
        return add_media(author, course_key, file.filename or "", file.read(MAX_BYTES + 1), now=now)
    except MediaError as error:
        return Fault(field, f"The picture was not added: {_lower(error.problem)}", error.fix)


def _lower(problem: str) -> str:
    return problem[:1].lower() + problem[1:]
