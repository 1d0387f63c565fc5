"""A question's data as the texts of a form, whatever state the data are in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.authoring.question_forms.fields import Field, Part, Rows

Data = Mapping[str, Any]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Siblings = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class FilledField:
    """A field with its text; `on` is that of a tick. `id` is the name of its control."""

    id: str
    field: Field
    text: str = ""
    on: bool = False
    is_list = False


@dataclass(frozen=True, kw_only=True)
class FilledRow:
    """A row with its number, its key ("" where it has none yet), and its parts."""

    id: str
    number: int
    key: str
    parts: "tuple[FilledField | FilledRows, ...]"
    is_blank: bool

    @property
    def letter(self) -> str:
        """What the row is called by others; its number past Z."""
        return letter_of(self.number - 1)


@dataclass(frozen=True, kw_only=True)
class FilledRows:
    """A list with its rows, blank ones for writing at the end."""

    id: str
    rows_of: Rows
    rows: tuple[FilledRow, ...]
    is_list = True


Filled = FilledField | FilledRows


def letter_of(index: int) -> str:
    """A, B … Z, then numbers."""
    return LETTERS[index] if index < len(LETTERS) else str(index + 1)


def fill(layout: Sequence[Part], data: Data, *, more: Mapping[str, int] | None = None) -> tuple[Filled, ...]:
    """The form for `data`. `more` asks for blank rows at the end of a list, by the list's id."""
    return _parts(layout, data, "", _siblings(data), more or {})


def _parts(
    layout: Sequence[Part], data: Data, prefix: str, siblings: Siblings, more: Mapping[str, int]
) -> tuple[Filled, ...]:
    return tuple(_part(part, data, prefix, siblings, more) for part in layout)


def _part(part: Part, data: Data, prefix: str, siblings: Siblings, more: Mapping[str, int]) -> Filled:
    at, value = f"{prefix}{part.name}", find(data, part.name)
    if isinstance(part, Field):
        return FilledField(id=at, field=part, text=as_text(part, value, siblings), on=value is True)
    items = value if isinstance(value, list) else []
    # A list that is used has as many rows as it has; an empty one begins with some to write in.
    blank = more.get(at, 0) or (part.shown if not items else 0)
    rows = [_row(part, index, item, at, siblings, more) for index, item in enumerate([*items, *([None] * blank)])]
    return FilledRows(id=at, rows_of=part, rows=tuple(rows))


def _row(part: Rows, index: int, item: Any, at: str, siblings: Siblings, more: Mapping[str, int]) -> FilledRow:
    bare = [field for field in part.fields if field.name == ""]
    data = {"": item} if bare else item if isinstance(item, dict) else {}
    row = f"{at}.{index}"
    return FilledRow(
        id=row,
        number=index + 1,
        key=str(data.get("key", "")),
        parts=_parts(part.fields, data, f"{row}.", siblings, more),
        is_blank=item is None,
    )


def _siblings(data: Data) -> Siblings:
    """The keys of each list of the question, in order: letters stand for them."""
    return {name: keys_of(value) for name, value in data.items() if isinstance(value, list)}


def keys_of(items: Sequence[Any]) -> list[str]:
    """The key of each row; "" of one without."""
    return [str(item.get("key", "")) if isinstance(item, dict) else "" for item in items]


def find(data: Data, name: str) -> Any:
    """What stands at a name with dots; None for nothing."""
    if name in data:
        return data[name]
    first, dot, rest = name.partition(".")
    inner = data.get(first) if dot else None
    return find(inner, rest) if isinstance(inner, dict) else None


def as_text(field: Field, value: Any, siblings: Siblings) -> str:
    """What the control of a field shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.kind == "letters":
        return ", ".join(_letter(key, field, siblings) for key in _listed(value))
    if field.kind == "groups":
        return "; ".join(", ".join(_letter(key, field, siblings) for key in _listed(each)) for each in _listed(value))
    if field.kind == "pairs" and isinstance(value, dict):
        return "\n".join(f"{name} = {number}" for name, number in value.items())
    if isinstance(value, list):
        return ", ".join(_quoted(str(each)) for each in value)
    return str(value)


def _quoted(word: str) -> str:
    """A word of a list, in quotation marks where it holds what parts the words."""
    is_plain = word == word.strip() and not set(word) & {",", '"', "\n"} and word
    return word if is_plain else '"' + word.replace('"', '""') + '"'


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _letter(key: Any, field: Field, siblings: Siblings) -> str:
    keys = siblings.get(field.of, ())
    return letter_of(list(keys).index(str(key))) if str(key) in keys else str(key)
