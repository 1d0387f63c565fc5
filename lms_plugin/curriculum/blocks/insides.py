"""The questions written inside a case, each as a block of its own, and a case with some of them changed.

What a case lists is known by its key, or by the key of the question that it uses. A question whose list stands in
brackets has no lines of its own: its block is then written anew from what it says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lms_plugin.curriculum.blocks.editing import Editor, edit_block
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.nodes import Node, read_nodes
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText, at_indent
from lms_plugin.curriculum.blocks.shapes import ITEM
from lms_plugin.curriculum.blocks.writing import WIDEST_ITEM, after_colon, check_written, item_text, write_block
from lms_plugin.curriculum.yaml_files import UnreadableError

Data = dict[str, Any]
Place = tuple[int, int]  # the stage, and the place in it
Span = tuple[int, int]


def members(data: Any) -> Iterator[tuple[Place, Data]]:
    """What the stages of a case list, whatever state it is in: its own questions, and those that it uses."""
    for i, stage in enumerate(_listed(data, "stages")):
        for j, entry in enumerate(_listed(stage, "questions")):
            if isinstance(entry, dict):
                yield (i, j), entry


def name_of(entry: Mapping[str, Any]) -> str:
    """What an entry of a stage is known by; "" where it has neither a key nor a question that it uses."""
    return str(entry.get("key") or entry.get("use") or "")


def find_case(file: QuestionFileText, key: str) -> Block | None:
    """The case of a file that a question is written in."""
    return next((block for block in file.blocks if _own_place(block, key) is not None), None)


def find_question(file: QuestionFileText, key: str) -> Block | None:
    """A question of a file, or of a case in it, as a block."""
    found = next((block for block in file.blocks if block.key == key), None)
    case = find_case(file, key) if found is None else None
    place = _own_place(case, key) if case is not None else None
    if case is None or place is None:
        return found
    j = place[1]
    return Block(_text_of(case.text, read_nodes(case.text), place, case.data["stages"][place[0]]["questions"][j]), key)


def is_inside(file: QuestionFileText, key: str) -> bool:
    """Whether a question of a file is written inside a case."""
    return all(block.key != key for block in file.blocks) and find_case(file, key) is not None


def replace_question(file: QuestionFileText, key: str, text: str, data: Data) -> QuestionFileText:
    """With another text, which says `data`, in place of a question that is there. Its key stays.

    Raises UnwritableError.
    """
    case = find_case(file, key) if is_inside(file, key) else None
    if case is None or case.key is None:
        return file.replace(key, text)
    place = _own_place(case, key)
    stages = [
        {**stage, "questions": [data if (i, j) == place else each for j, each in enumerate(stage["questions"])]}
        if place is not None and i == place[0]
        else stage
        for i, stage in enumerate(case.data["stages"])
    ]
    after = {**case.data, "stages": stages}
    put = _with_texts(case.text, after, {key: text})
    return file.replace(case.key, edit_case(case.text, after, {key: text}) if put == case.text else put)


def blocks_inside(block: Block) -> list[Block]:
    """The questions written inside a case as blocks; none of what is no case, or cannot be read."""
    try:
        own = [name_of(entry) for _, entry in members(block.data) if "use" not in entry]
    except UnreadableError:
        return []
    texts = texts_inside(block) if own else {}
    return [Block(texts[name], name) for name in own]


def texts_inside(case: Block) -> dict[str, str]:
    """The text of each entry of a case, with the comments above it, as it would stand in a file by itself."""
    root = read_nodes(case.text)
    texts: dict[str, str] = {}
    for place, entry in members(case.data):
        texts.setdefault(name_of(entry), _text_of(case.text, root, place, entry))
    return texts


def _text_of(text: str, root: Node | None, place: Place, entry: Data) -> str:
    span = _span(text, root, place)
    return write_block(entry) if span is None else at_indent(_ended(text[slice(*span)]), 2)


def edit_case(text: str, data: Data, texts: Mapping[str, str] | None = None) -> str:
    """A case that says `data`. Entries named in `texts` stand in it as they are written there, with their comments,
    where their list is not in brackets. Raises UnreadableError, UnwritableError."""
    edited = _unfolded(text, edit_block(text, data), data)
    return _with_texts(edited, data, texts) if texts else edited


def _with_texts(text: str, data: Data, texts: Mapping[str, str]) -> str:
    root, done = read_nodes(text), text
    for place, entry in reversed(list(members(data))):
        span = _span(text, root, place)
        new = texts.get(name_of(entry))
        try:
            if span is not None and new is not None and new != at_indent(_ended(text[slice(*span)]), 2):
                done = done[: span[0]] + at_indent(new, _column(text, root, place)) + done[span[1] :]
        except (UnreadableError, UnwritableError):
            return text
    if done == text:
        return text
    try:
        check_written(done, [data])
    except UnwritableError:  # the words count more than the comments
        return text
    return done


def _unfolded(before: str, text: str, data: Data) -> str:
    """With stages that stand in brackets, were changed and are long now, on lines of their own."""
    if text == before or all(len(row) <= WIDEST_ITEM for row in text.split("\n")):
        return text
    root, done = read_nodes(text), text
    editor, stages = Editor(text), _nodes(root, "stages")
    if stages is None or stages.flow:
        return text
    shape = ITEM.inside(data, "stages")
    for node, stage in reversed(list(zip(stages.children, data["stages"], strict=True))):
        listed = node if node.flow else _field(node, "questions")
        if listed is None or not listed.flow or listed.end - listed.start <= WIDEST_ITEM:
            continue
        old, end = text[listed.start : listed.end], editor.line_end(listed.end)
        if old in before or "#" in text[listed.start : end]:
            continue
        if node.flow:
            start = text.rindex("-", 0, node.start)
            new = item_text(stage, editor.column(stages.start), shape)
        else:
            label = next(name for name, _ in node.pairs if name.scalar == "questions")
            start = text.index(":", label.end) + 1
            new = after_colon(stage["questions"], editor.column(label.start), shape.inside(stage, "questions"))
        done = done[:start] + new + done[end:]
    try:
        check_written(done, [data])
    except UnwritableError:  # an unusual layout
        return text
    return done


def _own_place(case: Block, key: str) -> Place | None:
    """Where a question that is written in a case stands in it."""
    if "stages" not in case.text or key not in case.text:
        return None
    try:
        data = case.data
    except UnreadableError:
        return None
    return next((place for place, entry in members(data) if "use" not in entry and entry.get("key") == key), None)


def _listed(data: Any, name: str) -> list[Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _field(node: Node | None, name: str) -> Node | None:
    pairs = node.pairs if node is not None and node.kind == "map" else []
    return next((value for label, value in pairs if label.scalar == name), None)


def _nodes(root: Node | None, name: str) -> Node | None:
    return _field(root.children[0], name) if root is not None and root.kind == "seq" and root.children else None


def _list(root: Node | None, place: Place) -> Node | None:
    stages = _nodes(root, "stages")
    found = _field(stages.children[place[0]], "questions") if stages is not None and stages.kind == "seq" else None
    return found if found is not None and found.kind == "seq" and not found.flow else None


def _column(text: str, root: Node | None, place: Place) -> int:
    listed = _list(root, place)
    return 0 if listed is None else Editor(text).column(listed.start)


def _span(text: str, root: Node | None, place: Place) -> Span | None:
    """Where the lines of an entry are, with the comments right above it; None where its list stands in brackets."""
    listed = _list(root, place)
    if listed is None:
        return None
    editor = Editor(text)
    column, item = editor.column(listed.start), listed.children[place[1]]
    start = _line_start(text, item.start)
    while start and text[start : start + column + 1] != " " * column + "-":
        start = _line_start(text, start - 1)
    first = editor.line_end(listed.children[place[1] - 1].end) + 1 if place[1] else 0
    while start > first and _is_comment(text, above := _line_start(text, start - 1), column):
        start = above
    return start, min(len(text), editor.line_end(item.end) + 1)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _is_comment(text: str, start: int, column: int) -> bool:
    row = text[start : text.index("\n", start)]
    return row.lstrip(" ").startswith("#") and len(row) - len(row.lstrip(" ")) <= column


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
