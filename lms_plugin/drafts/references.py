"""The references of a hospital's own course: its `references.yaml`, entry by entry. The caller commits."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.lists import edit_list
from lms_plugin.curriculum.blocks.shapes import REFERENCE
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.errors import ChangedSinceError, DraftNotFoundError, ReferenceUsedError
from lms_plugin.drafts.files import add_draft, change_text, digest_of, get_draft, is_own_file, list_drafts
from lms_plugin.drafts.media import lock_course
from lms_plugin.drafts.publishing import published_texts

PATH = "references.yaml"
_LISTED = re.compile(r"references: *(\[[^\]]*\]|(?:[^\n]*\n *- *[^\n]+)+)")
_KEYS = re.compile(r"[a-z0-9-]+")
_WITHIN = re.compile(r"@([a-z0-9-]+)")
Entry = dict[str, Any]


def list_references(tenant_id: UUID, course_key: str) -> list[Entry]:
    """The entries as they are written. Raises UnreadableError."""
    if not is_own_file(tenant_id, course_key, PATH):
        return []
    return _entries(get_draft(tenant_id, course_key, PATH).text)


def get_reference(tenant_id: UUID, course_key: str, key: str) -> Entry:
    """One entry. Raises DraftNotFoundError."""
    found = next((each for each in list_references(tenant_id, course_key) if each.get("key") == key), None)
    if found is None:
        raise DraftNotFoundError("There is no such reference.")
    return found


def digest_of_entry(entry: Mapping[str, Any]) -> str:
    """What a save says it began from."""
    return digest_of(json.dumps(entry, sort_keys=True, default=str))


def save_reference(
    author: Person, course_key: str, key: str | None, data: Mapping[str, Any], *, base: str = "", now: datetime
) -> str:
    """Write the fields of an entry that has a key, or of a new one, whose key is made of its text; its key.

    What `data` does not speak of stays as it is; None takes a field out. Raises DraftNotFoundError, and
    ChangedSinceError where the entry is not the one of the digest `base` any more.
    """
    lock_course(author, course_key)
    if not is_own_file(author.tenant_id, course_key, PATH):
        add_draft(author, course_key, PATH, "[]\n", now=now)
    made: list[str] = []

    def change(items: list[Entry]) -> list[Entry]:
        taken = [str(each.get("key")) for each in items]
        made.append(key if key is not None else make_key(str(data.get("text", "")), taken, otherwise="reference"))
        if key is not None and key not in taken:
            raise DraftNotFoundError("There is no such reference.")
        if key is None:
            return [*items, _with({"key": made[0]}, data)]
        return [_rewritten(each, data, base) if each.get("key") == key else each for each in items]

    _change(author, course_key, f"{'Added' if key is None else 'Changed'} a reference", change, now)
    return made[0]


def remove_reference(author: Person, course_key: str, key: str, *, now: datetime) -> None:
    """Take an entry out that nothing cites. Raises ReferenceUsedError, DraftNotFoundError."""
    lock_course(author, course_key)
    get_reference(author.tenant_id, course_key, key)
    if key in cited_keys(author.tenant_id, course_key):
        raise ReferenceUsedError("A question or a text cites this reference.")
    _change(
        author, course_key, "Removed a reference", lambda items: [each for each in items if each.get("key") != key], now
    )


def cited_keys(tenant_id: UUID, course_key: str) -> frozenset[str]:
    """The keys that some file of the course speaks of, as it is now or as it was published last."""
    texts = [draft.text for draft in list_drafts(tenant_id, course_key) if draft.path != PATH]
    texts += [text for path, text in published_texts(course_key).items() if path != PATH]
    return frozenset(key for text in texts for key in _cited(text))


def _cited(text: str) -> Iterator[str]:
    """What stands in lists of references, and what is cited within a text."""
    for found in _LISTED.findall(text):
        yield from _KEYS.findall(found)
    yield from _WITHIN.findall(text)


def _rewritten(entry: Entry, data: Mapping[str, Any], base: str) -> Entry:
    after = _with(entry, data)
    if after != entry and digest_of_entry(entry) != base:
        raise ChangedSinceError(str(entry.get("text", "")))
    return after


def _with(entry: Entry, data: Mapping[str, Any]) -> Entry:
    return {name: value for name, value in {**entry, **data}.items() if value is not None}


def _entries(text: str) -> list[Entry]:
    data = read_yaml(text).data
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


def _change(
    author: Person, course_key: str, what: str, change: Callable[[list[Entry]], list[Entry]], now: datetime
) -> None:
    def edit(text: str) -> str:
        return edit_list(text, change(_entries(text)), REFERENCE)

    change_text(author, course_key, PATH, what, edit, now=now)
