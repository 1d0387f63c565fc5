"""A file that is one list (references, terms): what nobody touched keeps its bytes."""

from typing import Any

from lms_plugin.curriculum.blocks.editing import Editor
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.nodes import read_nodes
from lms_plugin.curriculum.blocks.shapes import Shape
from lms_plugin.curriculum.blocks.writing import check_written, list_text, same


def edit_list(text: str, items: list[dict[str, Any]], shape: Shape) -> str:
    """A text that says `items`: those that differ are written anew, and the comments above one go where it goes.

    Raises UnreadableError, UnwritableError.
    """
    root = read_nodes(text)
    before = [] if root is None or root.value is None else root.value
    if not isinstance(before, list):
        raise UnwritableError("this is no list")
    if same(before, items):
        return text
    if root is None or root.kind != "seq" or root.flow or not items or not root.children:
        # A list in brackets is written as lines, and an empty one has none: only what stands above it stays.
        head = text if root is None else text[: root.start]
        head = head if not head or head.endswith("\n") else head + "\n"
        edited = head + (list_text(items, 0, shape) if items else "[]") + "\n"
    else:
        editor = Editor(text)
        edited = editor.upto(root.start) + editor.items(root, items, shape) + text[editor.line_end(root.end) :]
    check_written(edited, items)
    return edited
