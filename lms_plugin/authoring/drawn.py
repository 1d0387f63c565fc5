"""What a quiz draws, as its list shows it: so many of those that fit, counted over the drafts as they stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lms_plugin.authoring.editing import title_of
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.yaml_files import UnreadableError
from lms_plugin.drafts.models import Draft
from lms_plugin.drafts.places import is_bank
from lms_plugin.drafts.sections import Sections

Files = Sequence[tuple[Draft, QuestionFileText]]


@dataclass(frozen=True)
class Drawn:
    """One draw. `path` is that of its bank, "" where it draws from more than one file or the bank is not there."""

    count: str
    fitting: int
    said: str
    path: str

    @property
    def is_short(self) -> bool:
        """Whether fewer fit than are asked for."""
        return self.count.isdecimal() and int(self.count) > self.fitting


def bank_key(path: str) -> str:
    """The key of a bank: the name of its file."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def list_banks(files: Files) -> list[tuple[str, str, str]]:
    """The banks of a course: key, what it is called with its size, and path."""
    return [
        (bank_key(draft.path), f"{title_of(file, draft.path)} ({len(file.blocks)})", draft.path)
        for draft, file in files
        if is_bank(draft.path)
    ]


def list_drawn(sections: Sections, files: Files) -> list[Drawn]:
    """The draws of a quiz in order. What it names itself is never drawn."""
    named = {str(key) for section in sections for key in section.get("questions") or ()}
    draws = [draw for section in sections for draw in section.get("draws") or () if isinstance(draw, dict)]
    return [_drawn(draw, files, named) for draw in draws]


def _drawn(draw: Mapping[str, Any], files: Files, named: Collection[str]) -> Drawn:
    wanted = draw.get("from")
    wanted = wanted if isinstance(wanted, dict) else {}
    fitting = sum(1 for draft, block in _blocks(files) if block.key not in named and _fits(wanted, draft.path, block))
    bank = str(wanted.get("bank") or "")
    found = [(draft.path, file) for draft, file in files if is_bank(draft.path) and bank_key(draft.path) == bank]
    path, called = (found[0][0], title_of(found[0][1], found[0][0])) if found else ("", bank or "the course")
    more = [f"{_NAMES[name]} {_listed(wanted[name])}" for name in _NAMES if wanted.get(name)]
    return Drawn(str(draw.get("count", "")), fitting, ", ".join([called, *more]), path)


_NAMES = {
    "module": "module",
    "tags": "with",
    "not_tags": "without",
    "objective": "objective",
    "bloom": "level",
    "form": "form",
}


def _listed(value: Any) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else str(value)


def _blocks(files: Files) -> Iterator[tuple[Draft, Block]]:
    for draft, file in files:
        yield from ((draft, block) for block in file.blocks)


def _fits(wanted: Mapping[str, Any], path: str, block: Block) -> bool:
    bank = wanted.get("bank")
    if bank is not None and not (is_bank(path) and bank_key(path) == bank):
        return False
    data = _data(block.text)
    if data is None:
        return False
    tags = set(_many(data.get("tags")))
    return (
        data.get("retired") is not True
        and wanted.get("module") in (None, _module(path))
        and wanted.get("objective") in (None, data.get("objective"))
        and (not wanted.get("bloom") or str(data.get("bloom")) in _many(wanted["bloom"]))
        and set(_many(wanted.get("tags"))) <= tags
        and not set(_many(wanted.get("not_tags"))) & tags
        and wanted.get("form") in (None, data.get("form"))
    )


@lru_cache(maxsize=16_384)  # a bank is counted with each look at a quiz that draws from it
def _data(text: str) -> Mapping[str, Any] | None:
    """A question's data, which nobody changes; None where they cannot be read."""
    try:
        data = Block(text, None).data
    except UnreadableError:
        return None
    return data if isinstance(data, dict) else None


def _module(path: str) -> str:
    """The module that a file stands in. That of an objective is known only when the course is loaded."""
    first, _, rest = path.partition("/")
    return rest.partition("/")[0] if first == "modules" else ""


def _many(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]
