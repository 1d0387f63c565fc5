"""Reading a course from its folder: every file, every fault, all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lms_plugin.curriculum.checks import check_course
from lms_plugin.curriculum.course import Bank, Course, Module, Quiz
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.curriculum.files import TextFile, read_text
from lms_plugin.curriculum.flaw_findings import flaws_across, note_check_flaws, note_flaws
from lms_plugin.curriculum.lessons import Lesson, read_lesson
from lms_plugin.curriculum.lint import Findings
from lms_plugin.curriculum.media import read_media
from lms_plugin.curriculum.question_texts import lint_question, lint_text
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.specs import BankSpec, CourseSpec, ModuleSpec, QuizSpec, ReferenceSpec, TermSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import UnreadableError, YamlText, read_yaml
from lms_plugin.questions.fields import is_key
from lms_plugin.questions.specs import Many, QuestionSpec

_LATER = {"locales"}
_KNOWN = {
    "course": {"course.yaml", "references.yaml", "glossary.yaml", "modules", "quizzes", "banks", "media"},
    "module": {"module.yaml", "lessons", "quizzes", "media"},
}
_NO_TEXT = YamlText([], {})


def load_course(path: Path, *, today: date | None = None) -> Course:
    """The course in a folder. Raises ContentErrors with every fault of every file; warnings are in the course.

    With `today`, content whose `review_by` has passed is warned about.
    """
    reader = _Reader(path)
    course = reader.course()
    if course is not None:
        found = check_course(course, today)
        reader.errors.extend(found.errors)
        reader.warnings.extend(found.warnings)
    if course is None or reader.errors:
        raise ContentErrors(reader.errors)
    return course.with_findings(reader.warnings, reader.hints)


def find_courses(path: Path) -> list[Path]:
    """The course folders in a folder, or the folder itself where it is one. Raises ContentErrors for none."""
    if (path / "course.yaml").exists():
        return [path]
    folders = sorted(item.parent for item in path.glob("*/course.yaml")) if path.is_dir() else []
    if not folders:
        raise ContentErrors(
            [ContentError(str(path), 1, "", "there is no course here", "Name a folder with course.yaml")]
        )
    return folders


@dataclass
class _Reader:
    root: Path

    def __post_init__(self) -> None:
        self.errors: list[ContentError] = []
        self.warnings: list[ContentError] = []
        self.hints: list[ContentError] = []
        self.language = ""
        self.texts: dict[str, str] = {}

    def name(self, file: Path) -> str:
        return str(file)

    def note(self, findings: Findings) -> None:
        self.errors.extend(findings.errors)
        self.warnings.extend(findings.warnings)
        self.hints.extend(findings.hints)

    def course(self) -> Course | None:
        self.check_key(self.root, self.root.name)
        self.check_names(self.root, "course")
        spec, source = self.spec(CourseSpec, self.root / "course.yaml")
        self.language = "" if spec is None else spec.language
        references, reference_source = self.spec(Many[ReferenceSpec], self.root / "references.yaml", "reference")
        glossary, glossary_source = self.spec(Many[TermSpec], self.root / "glossary.yaml", "term")
        modules = tuple(self.modules())
        quizzes = tuple(self.quizzes(self.root))
        banks = tuple(self.banks(self.root / "banks"))
        media = tuple(read_media(self.items(self.root / "media"), "", self.errors))
        if spec is None:
            return None
        return Course(
            key=self.root.name,
            root=self.root,
            spec=spec,
            source=source,
            references=references or (),
            reference_source=reference_source,
            glossary=glossary or (),
            glossary_source=glossary_source,
            modules=modules,
            quizzes=quizzes,
            banks=banks,
            media=media,
            texts=self.texts,
            is_complete=not self.errors,
        )

    def modules(self) -> Iterator[Module]:
        for folder in self.items(self.root / "modules"):
            if not folder.is_dir():
                self.refuse(folder, "a file stands among the modules", "Each module is a folder with module.yaml")
                continue
            self.check_key(folder, folder.name)
            self.check_names(folder, "module")
            spec, source = self.spec(ModuleSpec, folder / "module.yaml")
            lessons = tuple(self.lessons(folder / "lessons"))
            quizzes = tuple(self.quizzes(folder))
            media = tuple(read_media(self.items(folder / "media"), f"modules/{folder.name}/", self.errors))
            if spec is not None:
                yield Module(key=folder.name, spec=spec, source=source, lessons=lessons, quizzes=quizzes, media=media)

    def lessons(self, folder: Path) -> Iterator[Lesson]:
        for file in self.items(folder):
            if not self.check_file(file, ".md"):
                continue
            text = self.read(file)
            if text is None:
                continue
            lesson, findings = read_lesson(file.stem, text)
            if lesson is not None:
                for block in lesson.blocks:
                    if block.question is not None and block.source is not None:
                        lint_question(block.question, block.source, (), findings)
                        note_check_flaws(block.question, block.source, self.language, findings)
            self.note(findings)
            if lesson is not None:
                yield lesson

    def quizzes(self, parent: Path) -> Iterator[Quiz]:
        for file in self.items(parent / "quizzes"):
            if not self.check_file(file, ".yaml"):
                continue
            spec, source = self.spec(QuizSpec, file)
            if spec is None:
                continue
            findings = self.lint(spec.questions, source, spec.intro)
            quiz = Quiz(key=file.stem, spec=spec, source=source, findings=findings)
            self.note(flaws_across(quiz, self.language))
            yield quiz

    def banks(self, folder: Path) -> Iterator[Bank]:
        for file in self.items(folder):
            if not self.check_file(file, ".yaml"):
                continue
            spec, source = self.spec(BankSpec, file)
            if spec is not None:
                yield Bank(key=file.stem, spec=spec, source=source, findings=self.lint(spec.questions, source))

    def lint(self, questions: Sequence[QuestionSpec], source: Source, intro: str | None = None) -> Findings:
        """What the texts of a file of questions speak of; their faults are noted."""
        findings = Findings()
        lint_text(intro, source, ("intro",), findings)
        for index, question in enumerate(questions):
            lint_question(question, source, ("questions", index), findings)
            note_flaws(question, ("questions", index), source, self.language, findings)
        self.note(findings)
        return findings

    def spec(self, kind: Any, file: Path, items: str = "") -> tuple[Any, Source]:
        """A YAML file as a spec. A list file that is not there is an empty list."""
        name = self.name(file)
        if not file.exists():
            if not items:
                self.errors.append(ContentError(name, 1, "", "this file is missing", "Add it"))
            return None, Source(name, _NO_TEXT, items=items)
        text = self.read(file)
        if text is None:
            return None, Source(name, _NO_TEXT, items=items)
        try:
            source = Source(name, read_yaml(text.text), items=items)
        except UnreadableError as error:
            self.errors.append(ContentError(name, error.line, "", error.problem, error.fix))
            return None, Source(name, _NO_TEXT, items=items)
        return validate(kind, source, self.errors), source

    def read(self, file: Path) -> TextFile | None:
        text = read_text(file, self.name(file), self.errors)
        if text is not None:
            self.texts[file.relative_to(self.root).as_posix()] = text.text
        return text

    def items(self, folder: Path) -> list[Path]:
        """What is in a folder, in the order of names, without hidden files."""
        if not folder.is_dir():
            return []
        return sorted(item for item in folder.iterdir() if not item.name.startswith("."))

    def check_file(self, file: Path, suffix: str) -> bool:
        if file.is_dir() or file.suffix != suffix:
            self.refuse(file, "this does not belong here", f"Here stand files that end in {suffix}")
            return False
        self.check_key(file, file.stem)
        return True

    def check_key(self, file: Path, key: str) -> None:
        if not is_key(key):
            fix = "Rename it: small letters, digits and single hyphens, at most 64"
            self.refuse(file, f"the name '{key[:80]}' is no key", fix)

    def check_names(self, folder: Path, kind: str) -> None:
        """Refuse what the format has and this version lacks, and what it does not have."""
        for item in self.items(folder):
            if item.name in _LATER:
                self.refuse(item, f"{item.name} are not supported yet", "Remove the folder")
            elif item.name not in _KNOWN[kind] and item.name != "README.md":
                self.refuse(item, "this does not belong here", f"Here stand {', '.join(sorted(_KNOWN[kind]))}")

    def refuse(self, file: Path, problem: str, fix: str) -> None:
        self.errors.append(ContentError(self.name(file), 1, "", problem, fix))
