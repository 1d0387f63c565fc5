"""Whether a question that is read anew is one that the course has: known by its key, or by where it came from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from textwrap import dedent
from typing import Any

from lms_plugin.authoring.editing import title_of
from lms_plugin.authoring.import_answers import AnswerLine, answer_lines
from lms_plugin.curriculum.blocks.editing import edit_block
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.drafts.models import Draft
from lms_plugin.exchange.names import MARK, fingerprint_in
from lms_plugin.questions.specs import QuestionSpec

Data = Mapping[str, Any]
# What a question of any type has: this stays where a sheet makes another type of it.
_COMMON = frozenset(QuestionSpec.model_fields)
# Lists whose entries keep their keys where a sheet, which has none, says them anew.
_KEYED = ("options", "items")
MOST_LINES = 60


@dataclass(frozen=True, kw_only=True)
class Match:
    """A question that the course has: where it stands, and what it would be with what was read put in its place."""

    block: Block
    title: str
    is_here: bool
    text: str
    is_same: bool

    @property
    def stem(self) -> str:
        """Its own words."""
        return first_words(self.block.data)

    @property
    def answers(self) -> Sequence[AnswerLine]:
        """Its choices, or what is accepted."""
        return answer_lines(self.block.data)

    @property
    def lines(self) -> list[str]:
        """The lines that differ, those that go with "-" before them and those that come with "+"."""
        before, after = dedent(self.block.text).splitlines(), dedent(self.text).splitlines()
        found = list(unified_diff(before, after, lineterm="", n=1))[2:]
        return [line for line in found if not line.startswith("@@")][:MOST_LINES]


@dataclass(frozen=True)
class _Place:
    block: Block
    title: str
    is_here: bool


@dataclass(frozen=True)
class Known:
    """The questions of a course, by key and by the fingerprint of what they were imported from."""

    by_key: Mapping[str, _Place] = field(default_factory=dict)
    by_mark: Mapping[str, _Place] = field(default_factory=dict)

    def find(self, data: Data, text: str, *, is_file: bool) -> Match | None:
        """The question that this one is. `is_file`: it comes with its key from a file of ours, as it is written."""
        place = self._place(data, is_file=is_file)
        if place is None:
            return None
        new = text if is_file else edit_block(place.block.text, merged(place.block.data, data))
        is_same = dedent(new).strip() == dedent(place.block.text).strip() or (
            not is_file and _without_note(merged(place.block.data, data)) == _without_note(place.block.data)
        )
        return Match(block=place.block, title=place.title, is_here=place.is_here, text=new, is_same=is_same)

    def _place(self, data: Data, *, is_file: bool) -> _Place | None:
        by_key = self.by_key.get(str(data.get("key")))
        if is_file:
            return by_key
        found = self.by_mark.get(fingerprint_in(str(data.get("note") or "")) or "")
        return found or (by_key if by_key is not None and _is_meant(data, by_key.block.data) else None)


def know(files: Iterable[tuple[Draft, QuestionFileText]], path: str) -> Known:
    """The questions of a course's files; `path` is the file that something is imported into."""
    by_key, by_mark = dict[str, _Place](), dict[str, _Place]()
    for draft, file in files:
        title = title_of(file, draft.path)
        for block in file.blocks:
            place = _Place(block, title, draft.path == path)
            if block.key is not None:
                by_key[block.key] = place
            if mark := fingerprint_in(str(block.data.get("note") or "")):
                by_mark.setdefault(mark, place)
    return Known(by_key, by_mark)


def _is_meant(data: Data, theirs: Data) -> bool:
    """Whether the same key means the same question: it was given, or made of the same words."""
    stem, key = str(data.get("stem") or ""), str(data.get("key"))
    was_made = re.sub(r"-\d+$", "", key) == re.sub(r"-\d+$", "", make_key(stem, ()))
    return not was_made or _plain(stem) == _plain(str(theirs.get("stem") or ""))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def merged(yours: Data, data: Data) -> dict[str, Any]:
    """A question of the course with what a text or sheet says of it; what those cannot say stays."""
    if yours.get("type") != data.get("type"):
        yours = {name: value for name, value in yours.items() if name in _COMMON}
    found = {**yours, **data, "key": yours.get("key")}
    for name in _KEYED:
        if _are_keyed(yours.get(name)) and _are_keyed(data.get(name)):
            found[name] = _with_keys_of(yours[name], data[name])
    found["note"] = _note(str(yours.get("note") or ""), str(data.get("note") or ""))
    return {name: value for name, value in found.items() if value != "" or name in yours}


def _are_keyed(items: Any) -> bool:
    return isinstance(items, list) and all(
        isinstance(item, dict) and isinstance(item.get("key"), str) for item in items
    )


def _with_keys_of(old: list[Data], new: list[Data]) -> list[dict[str, Any]]:
    """The new entries under the keys of the old ones that have their words, or else their place."""
    left = {_plain(str(each.get("text", ""))): each["key"] for each in old}
    keys = [left.pop(_plain(str(each.get("text", ""))), None) for each in new]
    for place, key in enumerate(keys):
        if key is None and place < len(old) and old[place]["key"] not in keys:
            keys[place] = old[place]["key"]
    taken = {key for key in keys if key is not None}
    found = []
    for each, key in zip(new, keys, strict=True):
        kept = key or make_key(str(each["key"]), taken, "answer")
        taken.add(kept)
        found.append({**each, "key": kept})
    return found


def _note(yours: str, new: str) -> str:
    """A note with the fingerprint of what was read last."""
    mark = fingerprint_in(new)
    if not yours or mark is None:
        return yours or new
    if fingerprint_in(yours) is None:
        return f"{yours} {new}"
    return re.sub(rf"{MARK}[0-9a-f]{{16}}", f"{MARK}{mark}", yours, count=1)


def _without_note(data: Data) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "note"}
