"""What changed between two texts of a file, in the words of the form: per question and field, old beside new."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from lms_plugin.authoring.editing import head_of
from lms_plugin.authoring.question_forms.filling import Filled, FilledField, FilledRow, fill
from lms_plugin.authoring.question_forms.layouts import FORMS, layout_of
from lms_plugin.authoring.settings_form import LAYOUT
from lms_plugin.curriculum.blocks.insides import members, name_of
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.progress.stems import headline

MOST_WORDS = 2_000  # beyond them, and where little is common, a text is shown whole, old and new
LEAST_IN_COMMON = 0.3
_WORDS = re.compile(r"[\w’'/-]+\s*|[^\w\s]\s*|\s+")

PieceKind = Literal["same", "del", "ins"]


@dataclass(frozen=True)
class Piece:
    """A stretch of words that stayed, went, or came."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """A field by its label, with both texts; "" for nothing."""

    label: str
    old: str
    new: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The new text with what went and what came."""
        return tuple(compare_words(self.old, self.new))


@dataclass(frozen=True, kw_only=True)
class QuestionDifference:
    """A question that is new, gone, or has other fields; `number` is its place now, or the one that it had."""

    key: str
    number: int
    headline: str
    state: Literal["new", "gone", "changed"]
    fields: tuple[FieldDifference, ...]

    @property
    def summary(self) -> str:
        """The change in one line."""
        if self.state != "changed":
            return "New question" if self.state == "new" else "Taken out"
        first, *others = sorted(self.fields, key=lambda field: not field.label.startswith("Right answer"))
        return _short(first) + (f", and {len(others)} more" if others else "")


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What differs in a file. `settings` are those of a quiz; `is_reordered`: questions that stayed stand otherwise."""

    settings: tuple[FieldDifference, ...]
    questions: tuple[QuestionDifference, ...]
    is_reordered: bool = False

    def find(self, key: str) -> QuestionDifference | None:
        """One question of it."""
        return next((question for question in self.questions if question.key == key), None)


def compare_files(before: str, after: str) -> Differences:
    """Two texts of a quiz or bank; `before` is "" for a new one."""
    old, new = split_file(before), split_file(after)
    olds = {block.key or "": block for block in old.blocks}
    news = {block.key or "": block for block in new.blocks}
    stayed = [key for key in olds if key in news]
    return Differences(
        settings=tuple(_compare(_texts(LAYOUT, head_of(old)), _texts(LAYOUT, head_of(new)))) if before else (),
        questions=tuple(_questions(olds, news)),
        is_reordered=stayed != [key for key in news if key in olds],
    )


def compare_texts(before: str, after: str) -> Differences:
    """Two texts of any other file."""
    return Differences(settings=(FieldDifference(label="Text", old=before, new=after),), questions=())


def _questions(olds: Mapping[str, Block], news: Mapping[str, Block]) -> Iterator[QuestionDifference]:
    for number, (key, block) in enumerate(news.items(), 1):
        was = olds.get(key)
        if was is None or was.text != block.text:
            fields = tuple(_fields(was, block))
            if was is None or fields:
                yield _question(key, number, block, "new" if was is None else "changed", fields)
    for number, (key, block) in enumerate(olds.items(), 1):
        if key not in news:
            yield _question(key, number, block, "gone", tuple(_fields(block, None)))


def _question(
    key: str,
    number: int,
    block: Block,
    state: Literal["new", "gone", "changed"],
    fields: tuple[FieldDifference, ...],
) -> QuestionDifference:
    words = headline(first_words(block.data)) or "No text yet"
    return QuestionDifference(key=key, number=number, headline=words, state=state, fields=fields)


def _fields(old: Block | None, new: Block | None) -> Iterator[FieldDifference]:
    """The fields that differ; the whole text where the form does not show what does."""
    before, after = _block_texts(old), _block_texts(new)
    was, now = (_asked_by_stage(block) for block in (old, new))
    if {name: keys for name, (keys, _) in was.items()} != {name: keys for name, (keys, _) in now.items()}:
        before |= {name: said for name, (_, said) in was.items()}
        after |= {name: said for name, (_, said) in now.items()}
    found = list(_compare(before, after))
    if not found and old is not None and new is not None and old.data != new.data:
        found = [FieldDifference(label="As text", old=old.text.strip(), new=new.text.strip())]
    yield from found


def _block_texts(block: Block | None) -> dict[str, tuple[str, str]]:
    if block is None:
        return {}
    kind = str(block.data.get("type", ""))
    if kind not in FORMS:
        return {"": ("As text", block.text.strip())}
    return _texts(layout_of(kind), block.data) | dict(_inside(block.data) if kind == "case" else ())


def _inside(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The same for the questions that are written in a case."""
    for number, (_, entry) in enumerate(members(data), 1):
        for name, (label, text) in _texts(layout_of(str(entry.get("type", ""))), entry).items():
            of = f"Question {number}"
            yield (
                f"inside.{name_of(entry)}.{name}",
                (of if name == "stem" else f"{of}, {label[:1].lower()}{label[1:]}", text),
            )


def _asked_by_stage(block: Block | None) -> dict[str, tuple[list[str], tuple[str, str]]]:
    """What each stage of a case asks: keys, and the same for people."""
    stages: dict[str, list[dict[str, Any]]] = {}
    data = block.data if block is not None and block.data.get("type") == "case" else {}
    places: dict[str, int] = {}
    for (i, _), entry in members(data):
        name = f"stages.{data['stages'][i].get('key', i)}.questions"
        places[name] = i
        stages.setdefault(name, []).append(entry)
    return {
        name: (
            [name_of(each) for each in listed],
            (
                f"Stage {places[name] + 1}, questions",
                " · ".join(headline(str(each.get("stem") or name_of(each)), longest=60) for each in listed),
            ),
        )
        for name, listed in stages.items()
    }


def _texts(layout: Sequence[Any], data: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Label and text of each field that says something, by a name that a row keeps when it moves."""
    return {name: (label, text) for name, label, text in _walk(fill(layout, data), "", "") if text}


def _walk(parts: Sequence[Filled], at: str, row: str) -> Iterator[tuple[str, str, str]]:
    for part in parts:
        if isinstance(part, FilledField):
            label = f"{row}, {part.field.label[:1].lower()}{part.field.label[1:]}" if row else part.field.label
            is_text_of_row = bool(row) and part.field.name in ("", "text")
            yield f"{at}{part.field.name}", row if is_text_of_row else label, _shown(part)
            continue
        for each in part.rows:
            if not each.is_blank:
                yield from _walk(each.parts, f"{at}{part.rows_of.name}.{each.key or each.number}.", _row(part, each))
        letters = [each.letter for each in part.rows if _is_right(each)]
        if letters:
            yield f"{at}{part.rows_of.name}!", "Right answer", " and ".join(letters)


def _row(part: Any, row: FilledRow) -> str:
    noun = part.rows_of.noun
    return f"{noun[:1].upper()}{noun[1:]} {row.letter if part.rows_of.lettered else row.number}"


def _is_right(row: FilledRow) -> bool:
    return any(isinstance(part, FilledField) and part.field.name == "correct" and part.on for part in row.parts)


def _shown(filled: FilledField) -> str:
    """A field's text for reading. Which answers are right is said in one line for all of them."""
    if filled.field.name == "correct":
        return ""
    if filled.field.kind in ("flag", "yesno") and filled.text:
        return {"true": "Yes", "false": "No"}.get(filled.text, filled.text)
    return dict(filled.field.choices).get(filled.text, filled.text)


def _compare(before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]) -> Iterator[FieldDifference]:
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if (old[1] if old else "") != (new[1] if new else ""):
            label = (new or old or ("", ""))[0]
            yield FieldDifference(label=label, old=old[1] if old else "", new=new[1] if new else "")


def compare_words(old: str, new: str) -> Iterator[Piece]:
    """The new text word by word, with what went before what came in its place."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    is_long = max(len(before), len(after)) > MOST_WORDS
    matcher = SequenceMatcher(None, *(([], []) if is_long else (before, after)), autojunk=False)
    if is_long or (old and new and matcher.ratio() < LEAST_IN_COMMON):
        yield from _whole(old, new)
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i:j]))
        else:
            yield from _whole("".join(before[i:j]), "".join(after[k:m]))


def _whole(old: str, new: str) -> Iterator[Piece]:
    """What went, then what came. The space behind them belongs to neither."""
    pieces: list[tuple[PieceKind, str]] = [("del", old), ("ins", new)]
    yield from (Piece(kind, text.rstrip() or text) for kind, text in pieces if text)
    if new.strip() and (space := new[len(new.rstrip()) :]):
        yield Piece("same", space)


def _short(field: FieldDifference, most: int = 40) -> str:
    """One field in a line: what became of what, if both are short."""
    if field.label == "Right answer":
        return f"Right answer {field.old or 'none'} becomes {field.new or 'none'}"
    changed = [piece for piece in field.pieces if piece.kind != "same"]
    went = "".join(piece.text for piece in changed if piece.kind == "del").strip()
    came = "".join(piece.text for piece in changed if piece.kind == "ins").strip()
    if len(changed) <= 2 and went and came and max(len(went), len(came)) <= most:
        return f"“{went}” becomes “{came}”" if len(field.old) > most else f"{field.label}: “{went}” becomes “{came}”"
    if not field.old:
        return f"{field.label} added"
    return f"{field.label} taken out" if not field.new else f"{field.label} reworded"
