"""Taking a quiz or bank file apart into head, question blocks and tail: every byte belongs to one of them.

A block runs from its dash line, with the comment lines directly above it, to the next block. A list in brackets cannot
be edited in parts: it is rewritten, and its file with it if that is unusual too, at the first edit.
"""

from lms_plugin.curriculum.blocks.lines import Line, UnusualError, lines
from lms_plugin.curriculum.blocks.question_files import LIST, Block, QuestionFileText, is_list, key_of
from lms_plugin.curriculum.blocks.writing import write_block, write_quiz
from lms_plugin.curriculum.yaml_files import UnreadableError, read_yaml


def split_file(text: str) -> QuestionFileText:
    """The parts of a quiz or bank file. Raises UnreadableError where it is not made of fields; not every fault of it
    is found, for the blocks are not read yet."""
    try:
        return _split(text, lines(text))
    except UnusualError:
        return _rewritten(text)


def _split(text: str, found: list[Line]) -> QuestionFileText:
    begun = [number for number, line in enumerate(found) if line.kind in ("text", "marker")]
    fields = [number for number in begun if found[number].kind == "text"]
    if fields and (found[fields[0]].column > 0 or found[fields[0]].key is None):
        raise UnusualError
    opening = next((number for number in fields if is_list(found[number])), None)
    if opening is None:
        closing = next((number for number in begun if fields and number > fields[-1]), len(found))
        return QuestionFileText(text[: _start(text, found, closing)], tail=text[_start(text, found, closing) :])
    inside = [number for number in begun if number > opening and _is_inside(found[number])]
    closing = next((number for number in begun if number > opening and not _is_inside(found[number])), len(found))
    inside = [number for number in inside if number < closing]
    column = found[inside[0]].column if inside else 0
    closing = _with_comments(found, closing, column)
    if _value(text, found[opening]) or (inside and found[inside[0]].item is None):
        return _unbracketed(text, found[opening], _start(text, found, closing))
    dashes = [number for number in inside if found[number].column == column]
    if any(found[number].column < column for number in inside) or any(found[number].item is None for number in dashes):
        raise UnusualError
    return _in_blocks(text, found, [_with_comments(found, number, column) for number in dashes], closing, column)


def _is_inside(line: Line) -> bool:
    """Whether a line after that of the list belongs to it."""
    return line.kind == "text" and (line.column > 0 or line.item is not None)


def _in_blocks(text: str, found: list[Line], starts: list[int], closing: int, column: int) -> QuestionFileText:
    bounds = [*starts, closing]
    places = [_start(text, found, number) for number in bounds]
    blocks = []
    for number, start in enumerate(starts):
        written = text[places[number] : places[number + 1]]
        rows = ((line, line.start - places[number]) for line in found[start : bounds[number + 1]])
        blocks.append(Block(written, key_of(written, rows)))
    indent = column if starts else 2
    return QuestionFileText(text[: places[0]], tuple(blocks), text[places[-1] :], indent)


def _start(text: str, found: list[Line], number: int) -> int:
    return found[number].start if number < len(found) else len(text)


def _value(text: str, line: Line) -> str:
    """What stands behind a field's colon on its line, without a comment."""
    rest = text[line.value :].partition("\n")[0]
    return f" {rest}".partition(" #")[0].strip().replace("null", "").replace("~", "")


def _with_comments(found: list[Line], number: int, column: int) -> int:
    """The first of the comment lines directly above a line, none of them further right than the dashes."""
    while number and found[number - 1].kind == "comment" and found[number - 1].column <= column:
        number -= 1
    return number


def _unbracketed(text: str, line: Line, closing: int) -> QuestionFileText:
    """A file whose questions stand in brackets."""
    questions = read_yaml(text[line.start : closing]).data[LIST]
    head = text[: line.value] + "\n"
    return QuestionFileText(head, _written(questions), text[closing:], whole=text)


def _rewritten(text: str) -> QuestionFileText:
    data = read_yaml(text).data
    if not isinstance(data, dict):
        raise UnreadableError(1, "this is not a quiz or bank file", "Begin with title: and questions:")
    head = write_quiz({name: value for name, value in data.items() if name != LIST})
    if LIST in data:
        head += f"{LIST}:\n"
    return QuestionFileText(head, _written(data.get(LIST)), "", whole=text)


def _written(questions: object) -> tuple[Block, ...]:
    if questions is None:
        return ()
    if not isinstance(questions, list) or not all(isinstance(item, dict) for item in questions):
        raise UnreadableError(1, "questions are not a list of questions", "Begin each with - key:")
    keys = [item.get("key") for item in questions]
    return tuple(
        Block(write_block(item), key if isinstance(key, str) else None)
        for item, key in zip(questions, keys, strict=True)
    )
