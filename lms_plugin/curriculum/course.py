"""A course as it was read from its folder, each part with where it is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lms_plugin.curriculum.cases import CaseSpec, UseSpec
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.lessons import Lesson
from lms_plugin.curriculum.lint import Findings, Mention
from lms_plugin.curriculum.media import MediaFile
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.specs import BankSpec, CourseSpec, ModuleSpec, QuizSpec, ReferenceSpec, TermSpec
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.specs import QuestionSpec


@dataclass(frozen=True, kw_only=True)
class QuestionFile:
    """A file of questions, and of cases with their questions."""

    key: str
    spec: QuizSpec | BankSpec
    source: Source
    findings: Findings

    def written(self) -> Iterator["WrittenQuestion"]:
        """The questions that stand in the file, those in its cases too."""
        for index, item in enumerate(self.spec.questions):
            at = ("questions", index)
            if not isinstance(item, CaseSpec):
                yield WrittenQuestion(item, self.source, at, in_quiz=True)
                continue
            for place, member in item.members():
                if not isinstance(member, UseSpec):
                    yield WrittenQuestion(member, self.source, (*at, *place), in_quiz=True, case=item.key)

    def cases(self) -> Iterator[tuple[Place, CaseSpec]]:
        """The cases of the file with their places."""
        for index, item in enumerate(self.spec.questions):
            if isinstance(item, CaseSpec):
                yield ("questions", index), item


@dataclass(frozen=True, kw_only=True)
class Quiz(QuestionFile):
    spec: QuizSpec


@dataclass(frozen=True, kw_only=True)
class Bank(QuestionFile):
    spec: BankSpec


@dataclass(frozen=True, kw_only=True)
class Module:
    key: str
    spec: ModuleSpec
    source: Source
    lessons: tuple[Lesson, ...]
    quizzes: tuple[Quiz, ...]
    media: tuple[MediaFile, ...] = ()


@dataclass(frozen=True)
class WrittenQuestion:
    """A question, the file it stands in, and its place there; the case that it belongs to, if it does; of its file the
    bank, or the module that it is in."""

    spec: QuestionSpec
    source: Source
    at: Place
    in_quiz: bool
    bank: str | None = None
    module: str | None = None
    case: str | None = None


@dataclass(frozen=True, kw_only=True)
class Course:
    """Everything a course's files hold. `is_complete` is False where some file could not be read.

    `texts` are the files themselves, by their path in the course; media are in `media` alone.
    """

    key: str
    root: Path
    spec: CourseSpec
    source: Source
    references: tuple[ReferenceSpec, ...]
    reference_source: Source
    glossary: tuple[TermSpec, ...]
    glossary_source: Source
    modules: tuple[Module, ...]
    quizzes: tuple[Quiz, ...]
    is_complete: bool
    warnings: tuple[ContentError, ...] = ()
    hints: tuple[ContentError, ...] = ()
    banks: tuple[Bank, ...] = ()
    media: tuple[MediaFile, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def with_findings(self, warnings: Sequence[ContentError], hints: Sequence[ContentError]) -> "Course":
        """The same course with what was found about it that stops nothing."""
        return replace(self, warnings=tuple(sorted(set(warnings))), hints=tuple(sorted(set(hints))))

    def in_order(self) -> list[Module]:
        """The modules that the course lists, in its order."""
        found = {module.key: module for module in self.modules}
        return [found[key] for key in self.spec.modules if key in found]

    def lessons(self) -> Iterator[Lesson]:
        for module in self.modules:
            yield from module.lessons

    def all_quizzes(self) -> Iterator[Quiz]:
        for module in self.modules:
            yield from module.quizzes
        yield from self.quizzes

    def all_media(self) -> Iterator[MediaFile]:
        for module in self.modules:
            yield from module.media
        yield from self.media

    def find_media(self, src: str, module: str | None) -> MediaFile | None:
        """The file that is called so in the module, else in the course."""
        homes = [one.media for one in self.modules if one.key == module]
        return next((media for home in (*homes, self.media) for media in home if media.src == src), None)

    def home_of(self, key: str) -> str | None:
        """The module that a question stands in; None beside the modules."""
        return self._homes.get(key)

    def questions(self) -> Sequence[WrittenQuestion]:
        """Every question with its place: of lessons' checks, of quizzes and of banks."""
        return self._questions

    def find_cases(self) -> Mapping[str, CaseSpec]:
        """The cases by key."""
        return self._cases

    def find_questions(self) -> Mapping[str, QuestionSpec]:
        """The questions by key."""
        return self._specs

    # Walked once: checking and publishing ask for every question of every draw, in a course of thousands.
    @cached_property
    def _questions(self) -> Sequence[WrittenQuestion]:
        return tuple(self._walk())

    @cached_property
    def _specs(self) -> Mapping[str, QuestionSpec]:
        return {written.spec.key: written.spec for written in self._questions}

    @cached_property
    def _homes(self) -> Mapping[str, str | None]:
        return {written.spec.key: written.module for written in self._questions}

    @cached_property
    def _cases(self) -> Mapping[str, CaseSpec]:
        return {case.key: case for file, _, _ in self.files() for _, case in file.cases()}

    def _walk(self) -> Iterator[WrittenQuestion]:
        for module in self.modules:
            for lesson in module.lessons:
                for block in lesson.blocks:
                    if block.question is not None and block.source is not None:
                        yield WrittenQuestion(block.question, block.source, (), in_quiz=False, module=module.key)
        for file, bank, home in self.files():
            yield from (replace(written, bank=bank, module=home) for written in file.written())

    def files(self) -> Iterator[tuple[Quiz | Bank, str | None, str | None]]:
        """The files of questions, each with its own key if it is a bank, and with its module if it stands in one."""
        for module in self.modules:
            yield from ((quiz, None, module.key) for quiz in module.quizzes)
        yield from ((quiz, None, None) for quiz in self.quizzes)
        yield from ((bank, bank.key, None) for bank in self.banks)

    def mentioned_slots(self) -> set[str]:
        """The slots that some text of the course uses."""
        return {mention.key for _, mention in self.mentions() if mention.kind == "slot"}

    def mentions(self) -> Iterator[tuple[str, Mention]]:
        """What the texts of lessons, quizzes and banks speak of, with the file's path."""
        for lesson in self.lessons():
            yield from ((lesson.source.path, mention) for mention in lesson.findings.mentions)
        for file, _, _ in self.files():
            yield from ((file.source.path, mention) for mention in file.findings.mentions)
