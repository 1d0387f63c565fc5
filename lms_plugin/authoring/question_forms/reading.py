"""A posted form as a question's data: what was not touched stays the very value that it was."""

import csv
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lms_plugin.authoring.question_forms.fields import Field, Part, Rows
from lms_plugin.authoring.question_forms.filling import as_text, find, keys_of, letter_of
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import plain_value

Data = dict[str, Any]
MOST = 20_000  # characters of a list of words; what is longer stays as it was typed, and is refused as no list
Form = Mapping[str, str]
Siblings = Mapping[str, Sequence[str]]


def read_form(layout: Sequence[Part], form: Form, before: Mapping[str, Any]) -> Data:
    """The data that the form says, on top of those it was filled from. What it has no field for is kept.

    Nothing is refused here: what does not fit its field stays as it was typed, and the check of the question says so.
    """
    was = {name: keys_of(value) for name, value in before.items() if isinstance(value, list)}
    data = dict(before)
    # Lists first: letters stand for rows that may have been written in this very form.
    for part in sorted(layout, key=lambda each: isinstance(each, Field) or _refers(each)):
        now = {name: keys_of(value) for name, value in data.items() if isinstance(value, list)}
        _put(data, part.name, _read(part, form, part.name, find(before, part.name), (was, now)))
    order = [*before, *(part.name.partition(".")[0] for part in layout)]
    return {name: data[name] for name in dict.fromkeys(order) if name in data}


def _refers(part: Rows) -> bool:
    return any(isinstance(field, Field) and field.kind == "letters" for field in part.fields)


def _put(data: Data, name: str, value: Any) -> None:
    """Set what stands at a name with dots, or take it out where there is nothing."""
    first, dot, rest = name.partition(".")
    if dot:
        was = data.get(first)
        inner = dict(was) if isinstance(was, dict) else {}
        _put(inner, rest, value)
        value = was if inner == was else inner or None
    if value is None:
        data.pop(first, None)
    else:
        data[first] = value


def _read(part: Part, form: Form, at: str, before: Any, siblings: tuple[Siblings, Siblings]) -> Any:
    if isinstance(part, Rows):
        rows = _rows(part, form, at, before if isinstance(before, list) else [], siblings)
        return before if rows == (before or []) else rows or None
    was, now = siblings
    if part.kind == "flag":
        on = form.get(at) == "true"
        return before if on is (before is True) else True if on else None
    if part.kind == "several" and f"{at}.seen" in form:
        return _ticked(form, at, before)
    if at not in form:
        return before
    text = form[at].replace("\r\n", "\n").replace("\r", "\n")
    if text.strip() == as_text(part, before, was).strip():
        return before
    return _value(part, text.strip(), now)


def _ticked(form: Form, at: str, before: Any) -> Any:
    """What is ticked of a list, each by a name of its own: what was there before in its order, then what is new."""
    names = [name.removeprefix(f"{at}:") for name in form if name.startswith(f"{at}:")]
    was = [str(each) for each in before] if isinstance(before, list) else []
    now = [*(name for name in was if name in names), *(name for name in names if name not in was)]
    return before if now == was else now or None


def _value(field: Field, text: str, siblings: Siblings) -> Any:
    """A typed text as data; None for an emptied one."""
    if not text:
        return None
    if field.kind == "yesno":
        return {"true": True, "false": False}.get(text)
    if field.kind == "number":
        return plain_value(text)
    if field.kind == "numbers":
        return [plain_value(each) for each in _split(text)]
    if field.kind in ("words", "several") and len(text) <= MOST:
        words = (each.strip() for line in csv.reader(text.split("\n"), skipinitialspace=True) for each in line)
        return [each for each in words if each]
    if field.kind == "letters":
        keys = [_key(each, field, siblings) for each in _split(text)]
        return keys[0] if len(keys) == 1 else keys
    if field.kind == "groups":
        return [[_key(each, field, siblings) for each in _split(group)] for group in text.split(";") if group.strip()]
    if field.kind == "pairs":
        lines = [line.partition("=") for line in text.split("\n") if line.strip()]
        return {name.strip(): plain_value(number.strip()) for name, _, number in lines}
    return text


def _split(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"[,\n]", text) if each.strip()]


def _key(text: str, field: Field, siblings: Siblings) -> str:
    """The key that a letter stands for; what is no letter of a row is kept as it was typed."""
    keys = siblings.get(field.of, ())
    letters = {letter_of(index): key for index, key in enumerate(keys)}
    return letters.get(text.upper(), text)


def _rows(part: Rows, form: Form, at: str, before: list[Any], siblings: tuple[Siblings, Siblings]) -> list[Any]:
    rows: list[Any] = []
    for index in range(max(_posted(form, at), len(before))):
        old = before[index] if index < len(before) else None
        row = _row(part, form, f"{at}.{index}", old, siblings, chosen=form.get(f"{at}.one"), index=index)
        if row is not None:
            rows.append(row)
    if part.keyed:
        _give_keys(part, rows)
    return rows


def _posted(form: Form, at: str) -> int:
    """How many rows of a list the form has."""
    numbers = (name[len(at) + 1 :].partition(".")[0] for name in form if name.startswith(f"{at}."))
    return 1 + max((int(number) for number in numbers if number.isdecimal() and len(number) < 4), default=-1)


def _row(
    part: Rows, form: Form, at: str, old: Any, siblings: tuple[Siblings, Siblings], *, chosen: str | None, index: int
) -> Any:
    """One row; None for one that is empty and was not there before."""
    first = part.fields[0]
    if first.name == "":
        return _read(first, form, f"{at}.", old, siblings)
    data = dict(old) if isinstance(old, dict) else {}
    for field in part.fields:
        if isinstance(field, Field) and field.kind == "one":
            _choose(data, field, chosen, str(index))
        else:
            _put(data, field.name, _read(field, form, f"{at}.{field.name}", find(data, field.name), siblings))
    return data if data.keys() - {"key", "correct"} or old is not None or "key" in data else None


def _choose(data: Data, field: Field, chosen: str | None, index: str) -> None:
    """The tick of which a list has one."""
    if chosen is None:
        return
    if chosen == index:
        data[field.name] = True
    elif data.get(field.name) is True:
        del data[field.name]


def _give_keys(part: Rows, rows: list[Any]) -> None:
    """A key for each row that has none, from its words, in front of the rest."""
    for index, row in enumerate(rows):
        if isinstance(row, dict) and not row.get("key"):
            taken = [str(each.get("key")) for each in rows if isinstance(each, dict) and each.get("key")]
            words = str(row.get("text") or row.get("title") or row.get("label") or "")
            rows[index] = {"key": make_key(words, taken, otherwise=f"{part.noun}-{index + 1}")} | row
