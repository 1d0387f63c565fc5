"""New text: fields in the order of the specs, two spaces a level, no folded lines. Writing what was read is writing
the same again."""

from decimal import Decimal
from typing import Any

from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.scalars import literal, quoted, scalar
from lms_plugin.curriculum.blocks.shapes import ITEM, QUIZ, Shape
from lms_plugin.curriculum.yaml_files import UnreadableError, read_yaml

# A list or group of fields stands in brackets on its line where it has no more signs than this.
WIDEST = 100
WIDEST_ITEM = 150


def write_block(data: dict[str, Any], indent: int = 2) -> str:
    """A question or case as the block of a file whose dashes stand at `indent`. Raises UnwritableError."""
    text = f"{' ' * indent}- {mapping_text(data, indent + 2, ITEM)}\n"
    check_written(text, [data])
    return text


def write_quiz(data: dict[str, Any]) -> str:
    """A quiz or bank file. Raises UnwritableError."""
    fields = {name: value for name, value in data.items() if name != "questions"}
    text = mapping_text(fields, 0, QUIZ) + "\n" if fields else ""
    if "questions" in data:
        blocks = data["questions"] or []
        text += "questions:\n" + "".join(write_block(block) for block in blocks) if blocks else "questions: []\n"
    check_written(text, data or None)
    return text


def mapping_text(data: dict[str, Any], column: int, shape: Shape) -> str:
    """Fields below each other at a column; the first line without its indent, the last without its end."""
    if not data:
        return "{}"
    rows = [entry_text(name, data[name], column, shape.inside(data, name)) for name in shape.sort(data, data)]
    return f"\n{' ' * column}".join(rows)


def entry_text(name: str, value: Any, column: int, shape: Shape) -> str:
    """A field at a column."""
    return f"{scalar(name)}:{after_colon(value, column, shape)}"


def after_colon(value: Any, column: int, shape: Shape) -> str:
    """What stands after the colon of a field at `column`, with what stands before it."""
    flow = flow_text(value, shape)
    pad = "\n" + " " * (column + 2)
    if isinstance(value, str):
        return " " + text_value(value, column)
    if not isinstance(value, dict | list) or (flow is not None and not _of_keyed(value) and len(flow) <= WIDEST):
        return f" {flow}"
    if isinstance(value, dict):
        return pad + mapping_text(value, column + 2, shape)
    return pad + list_text(value, column + 2, shape)


def text_value(value: str, column: int) -> str:
    """A text that belongs to a field or dash at `column`: on its line, or after | below it."""
    lines = literal(value)
    if lines is None:
        return scalar(value)
    sign, rows = lines
    return "\n".join([sign, *(" " * (column + 2) + row if row else "" for row in rows)])


def list_text(items: list[Any], column: int, shape: Shape) -> str:
    """Items below each other, their dashes at a column; the first line without its indent."""
    return f"\n{' ' * column}".join(item_text(item, column, shape) for item in items)


def item_text(item: Any, column: int, shape: Shape) -> str:
    """A dash at a column, and its item."""
    if isinstance(item, str):
        return f"- {text_value(item, column)}"
    flow = flow_text(item, shape)
    if not isinstance(item, dict | list) or (flow is not None and len(flow) <= WIDEST_ITEM):
        return f"- {flow}"
    if isinstance(item, dict):
        return f"- {mapping_text(item, column + 2, shape)}"
    return f"- {list_text(item, column + 2, shape)}"


def flow_text(value: Any, shape: Shape, *, forced: bool = False) -> str | None:
    """A value in brackets on one line, or None where it holds a text of several lines (`forced`: with escapes)."""
    if isinstance(value, str) and "\n" in value:
        return quoted(value) if forced else None
    if isinstance(value, list):
        items = [flow_text(item, shape, forced=forced) for item in value]
        return None if None in items else f"[{', '.join(map(str, items))}]"
    if not isinstance(value, dict):
        return scalar(value, flow=True)
    names = shape.sort(value, value)
    found = [flow_text(value[name], shape.inside(value, name), forced=forced) for name in names]
    pairs = [f"{scalar(name, flow=True)}: {text}" for name, text in zip(names, found, strict=True)]
    return None if None in found else "{" + ", ".join(pairs) + "}"


def _of_keyed(value: Any) -> bool:
    """Whether it is a list of things with keys, which stand below each other however short they are."""
    return isinstance(value, list) and any(isinstance(item, dict) and "key" in item for item in value)


def same(one: Any, other: Any) -> bool:
    """Whether two pieces of data say the same: true is not 1, and 2.50 is 2.5."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return one == other
    return type(one) is type(other) and bool(one == other)


def check_written(text: str, data: Any) -> None:
    """That a text says the data. Raises UnwritableError."""
    try:
        said = read_yaml(text).data
    except UnreadableError as error:
        raise UnwritableError(f"this cannot be written: {error.problem}") from error
    if not same(said, data):
        raise UnwritableError("this cannot be written as it is")
