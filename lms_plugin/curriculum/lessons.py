"""Reading a lesson: front matter, and Markdown taken apart into blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from lms_plugin.curriculum.cases import UseSpec
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.files import TextFile, split_front_matter
from lms_plugin.curriculum.lint import Findings, Linter
from lms_plugin.curriculum.markdown import CONTAINER
from lms_plugin.curriculum.question_texts import lint_text
from lms_plugin.curriculum.shown import BlockKind
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.specs import LessonSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import UnreadableError, YamlText, read_yaml
from lms_plugin.questions.registry import AnyQuestionSpec
from lms_plugin.questions.specs import FigureSpec, QuestionSpec

TONES = ("note", "tip", "warning", "law")
_CONTAINERS: dict[str, BlockKind] = {
    "callout": "callout",
    "case": "case",
    "details": "details",
    "on-shift": "on_shift",
}
_NEED_TITLE = {"case", "details"}
_CONTAINER_NAMES = f"callout {'|'.join(TONES)}, case, details, on-shift, note"
_LATER_FENCES = {"video": "videos are", "audio": "recordings are"}


@dataclass(frozen=True, kw_only=True)
class LessonBlock:
    """A piece of a lesson as written. A check holds its question, or the key of one that stands elsewhere."""

    kind: BlockKind
    line: int
    markdown: str = ""
    title: str = ""
    tone: str = ""
    level: int = 0
    question: QuestionSpec | None = None
    use: str | None = None
    source: Source | None = None
    figure: FigureSpec | None = None


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson that was read without errors."""

    key: str
    spec: LessonSpec
    source: Source
    blocks: tuple[LessonBlock, ...]
    findings: Findings


@dataclass
class _Reader:
    file: TextFile
    rows: list[str]
    offset: int
    findings: Findings = field(default_factory=Findings)
    level: int = 1

    def line(self, row: int) -> int:
        return row + 1 + self.offset

    def error(self, row: int, where: str, problem: str, fix: str) -> None:
        self.findings.errors.append(ContentError(self.file.path, self.line(row), where, problem, fix))

    def blocks(self, tokens: Sequence[Token]) -> Iterator[LessonBlock]:
        for group in _top_level(tokens):
            first = group[0]
            start, end = first.map or [0, 0]
            for token in group[1:]:
                if token.type == "fence" and token.info.strip():
                    self.error(
                        _row(token), "", "a named fence stands inside something else", "Move it to the left margin"
                    )
                if token.type == f"{CONTAINER}_open":
                    self.error(_row(token), "", "a ::: block stands inside another", "Close the first one before it")
                if token.type == "heading_open" and first.type != "heading_open":
                    self.error(_row(token), "", "a heading stands inside something else", "Move it out")
            if first.type == "fence" and first.info.strip():
                yield from self.fence(first)
            elif first.type == f"{CONTAINER}_open":
                yield from self.container(first)
            elif first.type == "heading_open":
                yield self.heading(group)
            elif first.type != "html_block":
                self.table(group)
                markdown = "\n".join(self.rows[start:end]).strip("\n")
                yield LessonBlock(kind="text", line=self.line(start), markdown=markdown)

    def heading(self, group: Sequence[Token]) -> LessonBlock:
        row, level = _row(group[0]), int(group[0].tag[1:])
        words = group[1].content.strip()
        if not words:
            self.error(row, "", "a heading is empty", "Write words, or remove it")
        if level == 1:
            self.error(row, "", "a first-level heading stands in the text", "The title is the only one. Use ##")
        elif level > self.level + 1:
            self.error(row, "", f"a heading level is skipped ({'#' * level})", f"Use {'#' * (self.level + 1)}")
        self.level = max(level, 1)
        title = "".join(_plain(token) for token in group[1].children or [])
        return LessonBlock(kind="heading", line=self.line(row), markdown=words, title=title.strip(), level=level)

    def table(self, group: Sequence[Token]) -> None:
        for number, token in enumerate(group):
            if token.type == "th_open" and not group[number + 1].content.strip():
                self.error(_row(group[0]), "", "a table column has no heading", "Name every column")
                return

    def container(self, token: Token) -> Iterator[LessonBlock]:
        start, end = token.map or [0, 0]
        name, _, rest = token.info.strip().partition(" ")
        if end >= len(self.rows) or not re.fullmatch(r" {0,3}:{3,}\s*", self.rows[end]):
            self.error(start, f"::: {name}", "this block is not closed", "Add a line ::: after it")
            return
        if name == "note":
            return
        if name not in _CONTAINERS:
            self.error(start, "", f"unknown block '::: {name[:40]}'", f"Known: {_CONTAINER_NAMES}")
            return
        tone = ""
        if name == "callout":
            tone, _, rest = rest.strip().partition(" ")
            if tone not in TONES:
                self.error(
                    start, "::: callout", "it does not say what it is", f"Write ::: callout {'|'.join(TONES)} Title"
                )
        title, markdown = rest.strip(), "\n".join(self.rows[start + 1 : end]).strip("\n")
        if not markdown.strip():
            self.error(start, f"::: {name}", "there is nothing in it", "Write something, or remove it")
        if name in _NEED_TITLE and not title:
            self.error(start, f"::: {name}", "it has no title", f"Write ::: {name} Title")
        yield LessonBlock(kind=_CONTAINERS[name], line=self.line(start), markdown=markdown, title=title, tone=tone)

    def fence(self, token: Token) -> Iterator[LessonBlock]:
        name, row = token.info.strip(), _row(token)
        if name not in {"check", "figure", *_LATER_FENCES}:
            self.error(row, "", f"unknown fence '{name[:40]}'", "Known: check, figure. Code needs no name")
            return
        try:
            text = read_yaml(token.content, offset=self.line(row))
        except UnreadableError as error:
            self.findings.errors.append(ContentError(self.file.path, error.line, name, error.problem, error.fix))
            return
        if name == "check":
            yield from self.check(text, self.line(row))
            return
        source = Source(self.file.path, YamlText(text.data, text.lines, self.line(row)), name)
        if name == "figure":
            yield from self.figure(source, self.line(row))
            return
        self.findings.errors.append(source.error((), f"{_LATER_FENCES[name]} not supported yet", "Say it in words"))

    def figure(self, source: Source, line: int) -> Iterator[LessonBlock]:
        spec = validate(FigureSpec, source, self.findings.errors)
        if spec is not None:
            for name in ("caption", "long"):
                lint_text(getattr(spec, name), source, (name,), self.findings)
            yield LessonBlock(kind="figure", line=line, source=source, figure=spec)

    def check(self, text: YamlText, line: int) -> Iterator[LessonBlock]:
        data = text.data
        if isinstance(data, dict) and "use" in data:
            source = Source(self.file.path, text, "check")
            use = validate(UseSpec, source, self.findings.errors)
            if use is not None:
                yield LessonBlock(kind="check", line=line, use=use.use, source=source)
            return
        key = data.get("key") if isinstance(data, dict) else None
        source = Source(self.file.path, text, f"question '{key}'" if isinstance(key, str) else "check")
        kind: Any = AnyQuestionSpec
        question = validate(kind, source, self.findings.errors)
        if question is not None:
            yield LessonBlock(kind="check", line=line, question=question, source=source)


def _plain(token: Token) -> str:
    """The words of an inline token, without Markdown."""
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return str(token.meta["words"] or token.content) if token.type == "term" else ""


def _row(token: Token) -> int:
    return token.map[0] if token.map else 0


def _top_level(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens of each block at the left margin."""
    start = depth = 0
    for number, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : number + 1]
            start = number + 1


def read_blocks(file: TextFile, body: str, offset: int, findings: Findings) -> tuple[LessonBlock, ...]:
    """The blocks of a lesson's Markdown that are sound; `offset` is the number of lines of the file before it."""
    reader = _Reader(file, body.split("\n"), offset, findings)
    linter = Linter(file.path, "", findings, reader.line, is_lesson=True)
    tokens = linter.parse(body)
    linter.lists(tokens)
    return tuple(reader.blocks(tokens))


def read_lesson(key: str, file: TextFile) -> tuple[Lesson | None, Findings]:
    """The lesson, and everything found in it; None where it has errors."""
    findings = Findings()
    halves = split_front_matter(file, findings.errors)
    if halves is None:
        return None, findings
    front, body, offset = halves
    blocks = read_blocks(file, body, offset, findings)
    try:
        source = Source(file.path, read_yaml(front, offset=1))
    except UnreadableError as error:
        findings.errors.append(ContentError(file.path, error.line, "", error.problem, error.fix))
        return None, findings
    spec = validate(LessonSpec, source, findings.errors)
    if spec is None or findings.errors:
        return None, findings
    _look_over(file.path, spec, blocks, findings)
    lesson = Lesson(key=key, spec=spec, source=source, blocks=blocks, findings=findings)
    return (None if findings.errors else lesson), findings


# A reader of English at work takes about 200 words a minute; half as much again is clearly too long.
_WORDS_A_MINUTE = 300


def _look_over(path: str, spec: LessonSpec, blocks: Sequence[LessonBlock], findings: Findings) -> None:
    shifts = [block for block in blocks if block.kind == "on_shift"]
    for block in shifts[1:]:
        findings.errors.append(ContentError(path, block.line, "::: on-shift", "it stands twice", "Keep one a lesson"))
    if not shifts:
        fix = "Add ::: on-shift with the one thing to do"
        findings.warnings.append(ContentError(path, 1, "", "there is no on-shift line", fix))
    words = sum(len(block.markdown.split()) for block in blocks)
    if words > spec.minutes * _WORDS_A_MINUTE:
        fix = "Shorten it, split it, or raise minutes"
        findings.warnings.append(
            ContentError(path, 1, "", f"{words:,} words do not fit in {spec.minutes} minutes", fix)
        )
    if not blocks:
        findings.errors.append(
            ContentError(path, 1, "", "the lesson is empty", "Write something under the front matter")
        )
