"""What a hospital's own course keeps in lists beside its texts: references, glossary. The caller commits."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.lists import edit_list
from lms_plugin.curriculum.blocks.shapes import REFERENCE, TERM, Shape
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.errors import ChangedSinceError, DraftNotFoundError, EntryUsedError
from lms_plugin.drafts.files import add_draft, change_text, digest_of, get_draft, is_own_file, list_drafts
from lms_plugin.drafts.media import lock_own
from lms_plugin.drafts.states import published_texts

Entry = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class KeyedList:
    """One such file. `words` is the field that a new entry's key is made of and that the entry is known by; `uses`
    finds the keys that a text speaks of."""

    path: str
    noun: str
    words: str
    shape: Shape
    uses: Callable[[str], Iterable[str]]

    def entries(self, tenant_id: UUID, course_key: str) -> list[Entry]:
        """All as they are written. Raises UnreadableError."""
        if not is_own_file(tenant_id, course_key, self.path):
            return []
        return _read(get_draft(tenant_id, course_key, self.path).text)

    def get(self, tenant_id: UUID, course_key: str, key: str) -> Entry:
        """One of them. Raises DraftNotFoundError."""
        found = next((each for each in self.entries(tenant_id, course_key) if each.get("key") == key), None)
        if found is None:
            raise self._missing()
        return found

    def save(
        self,
        author: Person,
        course_key: str,
        key: str | None,
        data: Mapping[str, Any],
        *,
        base: str = "",
        now: datetime,
    ) -> str:
        """Write the fields of an entry that has a key, or of a new one; its key.

        What `data` does not speak of stays as it is; None takes a field out. Raises DraftNotFoundError, and
        ChangedSinceError where the entry is not the one of the digest `base` any more.
        """
        lock_own(author, course_key)
        if not is_own_file(author.tenant_id, course_key, self.path):
            add_draft(author, course_key, self.path, "[]\n", now=now)
        saved: list[str] = []

        def change(items: list[Entry]) -> list[Entry]:
            taken = [str(each.get("key")) for each in items]
            if key is None:
                saved.append(make_key(str(data.get(self.words, "")), taken, otherwise=self.noun))
                return [*items, _with({"key": saved[0]}, data)]
            if key not in taken:
                raise self._missing()
            saved.append(key)
            return [self._rewritten(each, data, base) if each.get("key") == key else each for each in items]

        self._change(author, course_key, "Added" if key is None else "Changed", change, now)
        return saved[0]

    def remove(self, author: Person, course_key: str, key: str, *, now: datetime) -> None:
        """Take an entry out that nothing speaks of. Raises EntryUsedError, DraftNotFoundError."""
        lock_own(author, course_key)
        self.get(author.tenant_id, course_key, key)
        if key in self.used_keys(author.tenant_id, course_key):
            raise EntryUsedError(f"A question or a lesson uses this {self.noun}.")

        def change(items: list[Entry]) -> list[Entry]:
            return [each for each in items if each.get("key") != key]

        self._change(author, course_key, "Removed", change, now)

    def used_keys(self, tenant_id: UUID, course_key: str) -> frozenset[str]:
        """What some text of the course speaks of, as it is now or as it was published last."""
        texts = [*(draft.text for draft in list_drafts(tenant_id, course_key)), *published_texts(course_key).values()]
        return frozenset(key for text in texts for key in self.uses(text))

    def _missing(self) -> DraftNotFoundError:
        return DraftNotFoundError(f"There is no such {self.noun}.")

    def _rewritten(self, entry: Entry, data: Mapping[str, Any], base: str) -> Entry:
        after = _with(entry, data)
        if after != entry and digest_of_entry(entry) != base:
            raise ChangedSinceError(str(entry.get(self.words, "")))
        return after

    def _change(
        self, author: Person, course_key: str, did: str, change: Callable[[list[Entry]], list[Entry]], now: datetime
    ) -> None:
        def edit(text: str) -> str:
            return edit_list(text, change(_read(text)), self.shape)

        change_text(author, course_key, self.path, f"{did} a {self.noun}", edit, now=now)


def digest_of_entry(entry: Mapping[str, Any]) -> str:
    """What a save says it began from."""
    return digest_of(json.dumps(entry, sort_keys=True, default=str))


def _with(entry: Entry, data: Mapping[str, Any]) -> Entry:
    return {name: value for name, value in {**entry, **data}.items() if value is not None}


def _read(text: str) -> list[Entry]:
    data = read_yaml(text).data
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


_LISTED = re.compile(r"references: *(\[[^\]]*\]|(?:[^\n]*\n *- *[^\n]+)+)")
_KEYS = re.compile(r"[a-z0-9-]+")
_WITHIN = re.compile(r"@([a-z0-9-]+)")
_TERMS = re.compile(r"\[\[([a-z0-9-]+)")


def _cited(text: str) -> Iterator[str]:
    """What stands in lists of references, and what is cited within a text."""
    for found in _LISTED.findall(text):
        yield from _KEYS.findall(found)
    yield from _WITHIN.findall(text)


REFERENCES = KeyedList(path="references.yaml", noun="reference", words="text", shape=REFERENCE, uses=_cited)
GLOSSARY = KeyedList(path="glossary.yaml", noun="term", words="term", shape=TERM, uses=_TERMS.findall)
