"""A lesson that is being written: how it reads, what must be mended in it, and what might be."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.authoring.checking import Checked, FormSource, as_faults
from lms_plugin.authoring.editing import as_learners_see
from lms_plugin.curriculum.case_checks import unknown
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.files import TextFile
from lms_plugin.curriculum.flaw_findings import note_check_flaws
from lms_plugin.curriculum.lessons import TONES, LessonBlock, read_blocks, read_lesson
from lms_plugin.curriculum.lint import Findings
from lms_plugin.curriculum.question_texts import lint_question
from lms_plugin.curriculum.rendering import render_draft
from lms_plugin.curriculum.shown import Block, ReferenceView, RenderedBlock, ShownLesson, TermView
from lms_plugin.curriculum.specs import LessonSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import YamlText
from lms_plugin.drafts.lessons import LessonText, find_lesson, split_lesson
from lms_plugin.progress.asked import Asked


@dataclass(frozen=True)
class LessonSurroundings:
    """What a lesson may speak of, by key: each maps a kind (reference, glossary term, slot, lesson, quiz, module,
    objective, question, picture) to what there is of it. `words` are the hospital's own for its slots."""

    known: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, str]
    language: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something to look at. `line` is one of the Markdown, with how it begins; 0 for what stands in a field."""

    text: str
    fix: str
    line: int = 0
    begins: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A block as learners see it; `asked` is the question of a check, where it stands in the lesson."""

    block: RenderedBlock
    asked: Asked | None


@dataclass(frozen=True, kw_only=True)
class CheckedLesson:
    """What the page of a lesson shows of a text."""

    text: LessonText
    must_fix: tuple[Remark, ...]
    hints: tuple[Remark, ...]
    pieces: tuple[Piece, ...]
    terms: tuple[TermView, ...]
    references: tuple[ReferenceView, ...]

    def fault_of(self, name: str) -> str:
        """What is wrong in a field; "" for nothing."""
        return " ".join(f"{each.text}. {each.fix}." for each in self.must_fix if each.field == name)


_MENTIONED = {"citation": "reference", "term": "glossary term"}


def check_lesson(path: str, text: str, around: LessonSurroundings) -> CheckedLesson:
    """Look through a lesson by itself, and for the names that it uses."""
    _, key = find_lesson(path) or ("", path)
    halves, file = split_lesson(text), TextFile(path, text)
    findings = Findings()
    blocks = read_blocks(file, halves.body, halves.offset, findings)
    for block in blocks:
        if block.question is not None and block.source is not None:
            lint_question(block.question, block.source, (), findings)
            note_check_flaws(block.question, block.source, around.language, findings)
    _, read = read_lesson(key, file)
    found = [each for each in (*findings.errors, *read.errors) if each.line > halves.offset]
    found.extend(_unknown(findings, blocks, around, path))
    rows = halves.body.split("\n")
    terms = tuple(_terms(findings.keys("term"), around.known["glossary term"]))
    listed = halves.front.get("references")
    named = dict.fromkeys([*findings.keys("citation"), *map(str, listed if isinstance(listed, list) else ())])
    cited = tuple(_references(named, around.known["reference"]))
    return CheckedLesson(
        text=halves,
        must_fix=(*_fields(halves.front, around), *_remarks(found, rows, halves.offset)),
        hints=tuple(_remarks([*read.warnings, *findings.warnings, *findings.hints], rows, halves.offset)),
        pieces=tuple(_pieces(key, blocks, terms, cited, around)),
        terms=terms,
        references=cited,
    )


def _fields(front: Mapping[str, Any], around: LessonSurroundings) -> Iterator[Remark]:
    """What is wrong in the front matter, by field."""
    errors: list[ContentError] = []
    source = FormSource("", YamlText(dict(front), {}))
    spec = validate(LessonSpec, source, errors)
    if spec is not None and spec.objective not in around.known["objective"]:
        errors.append(source.error(("objective",), *unknown("objective", spec.objective, around.known["objective"])))
    for fault in as_faults(errors):
        yield Remark(text=fault.problem, fix=fault.fix.rstrip("."), field=fault.field)


def _unknown(
    findings: Findings, blocks: Sequence[LessonBlock], around: LessonSurroundings, path: str
) -> Iterator[ContentError]:
    """Names that nothing in the course has."""
    for mention in findings.mentions:
        kind = _MENTIONED.get(mention.kind, mention.kind)
        if mention.key not in around.known.get(kind, {}):
            yield ContentError(path, mention.line, "", *unknown(kind, mention.key, around.known.get(kind, {})))
    for block in blocks:
        if block.use is not None and block.use not in around.known["question"]:
            words = unknown("question", block.use, around.known["question"])
            yield ContentError(path, block.line, "check", *words)
        for src in _pictures(block):
            if src not in around.known["picture"]:
                there = ", ".join(sorted(around.known["picture"])[:10]) or "none"
                fix = f"Add it to the pictures of this course, or name one that is there: {there}"
                yield ContentError(path, block.line, block.kind, f"there is no picture {src}", fix)


def _pictures(block: LessonBlock) -> Iterator[str]:
    if block.figure is not None:
        yield block.figure.src
    if block.question is not None:
        yield from (src for _, src in block.question.pictures())


def _remarks(found: Collection[ContentError], rows: Sequence[str], offset: int) -> Iterator[Remark]:
    for each in sorted(set(found)):
        problem = f"{each.where}: {each.problem}" if each.where else each.problem
        line = max(0, each.line - offset)
        begins = rows[line - 1].strip()[:40] if 0 < line <= len(rows) else ""
        yield Remark(text=f"{problem[:1].upper()}{problem[1:]}", fix=each.fix.rstrip("."), line=line, begins=begins)


def _terms(keys: Iterable[str], known: Mapping[str, Any]) -> Iterator[TermView]:
    for key in keys:
        if (found := known.get(key)) is not None:
            yield TermView(key, str(found.get("term")), found.get("short"), str(found.get("text")))


def _references(keys: Iterable[str], known: Mapping[str, Any]) -> Iterator[ReferenceView]:
    for key in keys:
        if (found := known.get(key)) is not None:
            yield ReferenceView(key, str(found.get("text")), found.get("url"))


def _pieces(
    key: str,
    blocks: Sequence[LessonBlock],
    terms: tuple[TermView, ...],
    cited: tuple[ReferenceView, ...],
    around: LessonSurroundings,
) -> Iterator[Piece]:
    lesson = ShownLesson(
        digest="",
        key=key,
        title="",
        minutes=0,
        objective="",
        blocks=tuple(_block(number, block, around.known["picture"]) for number, block in enumerate(blocks, 1)),
        references=cited,
        terms=terms,
    )
    for block, rendered in zip(blocks, render_draft(lesson, around.words), strict=True):
        question = block.question
        media = {src: around.known["picture"][src] for src in _pictures(block) if src in around.known["picture"]}
        asked = as_learners_see(Checked(question, ()), media) if question is not None else None
        yield Piece(block=rendered, asked=asked)


def _block(number: int, block: LessonBlock, pictures: Mapping[str, Any]) -> Block:
    figure = block.figure.to_json() if block.figure is not None else None
    if figure is not None and figure["src"] in pictures:
        figure["media"] = pictures[figure["src"]]
    return Block(
        id=f"piece-{number}",
        kind=block.kind,
        markdown=block.markdown,
        title=block.title,
        tone="note" if block.kind == "callout" and block.tone not in TONES else block.tone,
        level=block.level,
        figure=figure,
    )
