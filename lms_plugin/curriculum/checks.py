"""What must hold across the files of a course: keys stand once, everything named is there, nothing is forgotten."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lms_plugin.curriculum.case_checks import case_faults, unknown, unknown_uses
from lms_plugin.curriculum.course import Course, Module, Quiz
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.gap_checks import gap_faults
from lms_plugin.curriculum.label_checks import label_warnings
from lms_plugin.curriculum.lint import Findings
from lms_plugin.curriculum.locks import find_circles, find_needs, find_replaced, list_keys
from lms_plugin.curriculum.media import check_media
from lms_plugin.curriculum.page_checks import page_faults
from lms_plugin.curriculum.policies import resolve_policy
from lms_plugin.curriculum.pool_checks import pool_faults
from lms_plugin.curriculum.pools import askable_keys
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.specs import QuestionSpec

# What is marked for a grade says why, and on what it rests.
_GROUNDED = ("module_quiz", "final")


def check_course(course: Course, today: date | None = None) -> Findings:
    """Faults and warnings across files. Where a file could not be read, what it may hold is not missed."""
    checker = _Checker(course)
    checker.unique_keys()
    checker.listed_words()
    if course.is_complete:
        checker.modules()
        checker.questions()
        checker.pools()
        checker.inner_links()
        checker.locks()
        checker.coverage()
        checker.media()
        if today is not None:
            checker.review_dates(today)
    return checker.findings


@dataclass
class _Checker:
    course: Course

    def __post_init__(self) -> None:
        self.findings = Findings()

    def error(self, source: Source, at: Place, words: tuple[str, str], where: Place | None = None) -> None:
        self.findings.errors.append(source.error(at, *words, where))

    def warn(self, source: Source, at: Place, problem: str, fix: str) -> None:
        self.findings.warnings.append(source.error(at, problem, fix))

    def known(self, kind: str, key: str, known: Collection[str], source: Source, at: Place) -> None:
        """Note a name that nothing has."""
        if key not in known:
            self.error(source, at, unknown(kind, key, known))

    def unique_keys(self) -> None:
        course = self.course
        questions = [(q.spec.key, q.source, (*q.at, "key")) for q in course.questions()]
        cases = [(case.key, quiz.source, (*at, "key")) for quiz, _, _ in course.files() for at, case in quiz.cases()]
        self.once("key", "course", [*questions, *cases])
        references = [item.key for item in course.references]
        terms = [item.key for item in course.glossary]
        for keys, source in ((references, course.reference_source), (terms, course.glossary_source)):
            self.once("key", "file", ((key, source, (index, "key")) for index, key in enumerate(keys)))
        self.once("key", "course", self._objectives())
        self.once("file name", "course", ((lesson.key, lesson.source, ()) for lesson in course.lessons()))
        self.once("file name", "course", ((quiz.key, quiz.source, ()) for quiz in course.all_quizzes()))

    def _objectives(self) -> Iterable[tuple[str, Source, Place]]:
        for module in self.course.modules:
            for index, objective in enumerate(module.spec.objectives):
                yield objective.key, module.source, ("objectives", index, "key")

    def once(self, what: str, within: str, items: Iterable[tuple[str, Source, Place]]) -> None:
        """Note every key that stood before."""
        seen: dict[str, tuple[Source, Place]] = {}
        for key, source, at in items:
            if key in seen:
                first, place = seen[key]
                path = _relative(first.path, self.course.root)
                words = (
                    f"this {what} is already used in {path}:{first.line(*place)}",
                    f"{what.capitalize()}s are unique in the {within}",
                )
                self.error(source, at, words)
            else:
                seen[key] = (source, at)

    def listed_words(self) -> None:
        """References, terms and slots that texts speak of."""
        course = self.course
        known = {
            "citation": ("reference", {item.key for item in course.references}),
            "term": ("glossary term", {item.key for item in course.glossary}),
            "slot": ("slot", {item.key for item in course.spec.slots}),
        }
        for path, mention in course.mentions():
            kind, keys = known.get(mention.kind, ("", set()))
            if kind and mention.key not in keys:
                words = unknown(kind, mention.key, keys)
                self.findings.errors.append(ContentError(path, mention.line, "", *words))
        references = known["citation"][1]
        for lesson in course.lessons():
            for index, key in enumerate(lesson.spec.references):
                self.known("reference", key, references, lesson.source, ("references", index))
        for written in course.questions():
            for index, key in enumerate(written.spec.references):
                self.known("reference", key, references, written.source, (*written.at, "references", index))

    def modules(self) -> None:
        course = self.course
        found = {module.key for module in course.modules}
        for index, key in enumerate(course.spec.modules):
            self.known("module", key, found, course.source, ("modules", index))
        for module in course.modules:
            if module.key not in course.spec.modules:
                self.warn(module.source, (), "this module is not listed in course.yaml", "List it under modules")
            self.contents(module)
            objectives = {objective.key for objective in module.spec.objectives}
            for lesson in module.lessons:
                self.known("objective", lesson.spec.objective, objectives, lesson.source, ("objective",))

    def contents(self, module: Module) -> None:
        there = {
            "lesson": {lesson.key: lesson.source for lesson in module.lessons},
            "quiz": {quiz.key: quiz.source for quiz in module.quizzes},
        }
        for index, step in enumerate(module.spec.contents):
            self.known(f"{step.kind} in this module", step.key, there[step.kind], module.source, ("contents", index))
        for kind, found in there.items():
            listed = {step.key for step in module.spec.contents if step.kind == kind}
            for key, source in found.items():
                if key not in listed:
                    self.warn(source, (), f"this {kind} is not listed in module.yaml", "List it under contents")

    def questions(self) -> None:
        course = self.course
        questions = course.find_questions()
        objectives = {key for key, _, _ in self._objectives()}
        for written in course.questions():
            if written.spec.objective is not None:
                self.known("objective", written.spec.objective, objectives, written.source, (*written.at, "objective"))
        self.findings.errors.extend(gap_faults(course))
        known = [*questions, *course.find_cases()]
        for quiz in course.all_quizzes():
            self.findings.errors.extend(case_faults(quiz, course))
            for i, section in enumerate(quiz.spec.sections):
                for j, key in enumerate(section.questions):
                    self.known("question", key, known, quiz.source, ("sections", i, "questions", j))
            self.filters(quiz, objectives)
            self.ungrounded(quiz)
            self.out_of_reach(quiz)
        for bank in course.banks:
            self.findings.errors.extend(unknown_uses(bank, course))
        for lesson in course.lessons():
            for block in lesson.blocks:
                if block.use is not None and block.source is not None:
                    self.known("question", block.use, questions, block.source, ("use",))

    def filters(self, quiz: Quiz, objectives: Collection[str]) -> None:
        """The names in the filters of draws."""
        banks = {bank.key for bank in self.course.banks}
        there = {"bank": banks, "module": {module.key for module in self.course.modules}, "objective": objectives}
        for i, section in enumerate(quiz.spec.sections):
            for j, draw in enumerate(section.draws or ()):
                for kind, known in there.items():
                    key = getattr(draw.out_of, kind)
                    if key is not None:
                        self.known(kind, key, known, quiz.source, ("sections", i, "draws", j, "from", kind))

    def pools(self) -> None:
        """Draws that may fall short, questions in the wrong form or without grounds; said where every name is right."""
        if not self.findings.errors:
            self.findings.errors.extend(pool_faults(self.course))
            self.ungrounded_banks()
            self.marked_evaluations()
            for quiz in self.course.all_quizzes():
                self.findings.errors.extend(page_faults(quiz, self.course))

    def ungrounded(self, quiz: Quiz) -> None:
        """Marked questions of a quiz without a reason or a source."""
        for written in quiz.written() if quiz.spec.purpose in _GROUNDED else ():
            self.grounds(written.spec, quiz.source, written.at)

    def ungrounded_banks(self) -> None:
        """The same for questions of banks that such a quiz names or may draw."""
        course = self.course
        marked = (quiz for quiz in course.all_quizzes() if quiz.spec.purpose in _GROUNDED)
        within = set().union(*(askable_keys(quiz, course) for quiz in marked))
        for bank in course.banks:
            for written in bank.written():
                if written.spec.key in within:
                    self.grounds(written.spec, bank.source, written.at)

    def grounds(self, question: QuestionSpec, source: Source, at: Place) -> None:
        lacking = [name for name in ("rationale", "references") if not getattr(question, name)]
        if lacking and not question.retired:
            self.warn(source, (*at, "key"), f"there is no {' and no '.join(lacking)}", "Add it")

    def marked_evaluations(self) -> None:
        """An evaluation asks for opinions: nothing in it has a right answer."""
        questions = self.course.find_questions()
        for quiz in self.course.all_quizzes():
            if quiz.spec.purpose == "evaluation":
                for key in sorted(key for key in askable_keys(quiz, self.course) if questions[key].is_scored):
                    problem = f"question '{key}' has a right answer, and an evaluation marks nothing"
                    self.error(quiz.source, ("purpose",), (problem, "Use scale or free_text"))

    def out_of_reach(self, quiz: Quiz) -> None:
        """All right but never quite sure is two thirds."""
        policy = resolve_policy(quiz.spec.purpose, quiz.spec.policy)
        if policy.certainty == "graded" and policy.pass_mark is not None and policy.pass_mark > 66:
            problem = f"all right but always mid gives 66.6%, below the pass mark of {policy.pass_mark}"
            self.warn(quiz.source, ("policy", "certainty"), problem, "Lower pass_mark to 66 or less")

    def inner_links(self) -> None:
        course = self.course
        known = {
            "lesson": {lesson.key for lesson in course.lessons()},
            "quiz": {quiz.key for quiz in course.all_quizzes()},
            "module": {module.key for module in course.modules},
        }
        for path, mention in course.mentions():
            if mention.kind in known and mention.key not in known[mention.kind]:
                words = unknown(mention.kind, mention.key, known[mention.kind])
                self.findings.errors.append(ContentError(path, mention.line, "", *words))

    def locks(self) -> None:
        """What is required, and what replaces a retired quiz."""
        keys, sound = list_keys(self.course), len(self.findings.errors)
        for need in find_needs(self.course):
            kind, key = need.target
            self.known(kind, key, keys[kind], need.source, need.at)
        at = ("policy", "replaced_by")
        retired = {quiz.key for quiz in self.course.all_quizzes() if quiz.spec.policy.retired}
        for quiz, other in find_replaced(self.course):
            self.known("quiz", other, keys["quiz"], quiz.source, at)
            if other in retired:
                self.error(quiz.source, at, (f"quiz '{other}' is retired itself", "Name one that is still given"))
        if len(self.findings.errors) == sound:
            self.findings.errors.extend(find_circles(self.course))

    def media(self) -> None:
        """Pictures that are not there, files that nothing shows, and names of places that tell too much."""
        errors, warnings = check_media(self.course)
        self.findings.errors.extend(errors)
        self.findings.warnings.extend([*warnings, *label_warnings(self.course)])

    def coverage(self) -> None:
        """Objectives that nothing teaches or asks."""
        asked = {written.spec.objective for written in self.course.questions() if not written.spec.retired}
        for module in self.course.modules:
            taught = {lesson.spec.objective for lesson in module.lessons}
            for index, objective in enumerate(module.spec.objectives):
                met = (("no lesson", taught), ("no question", asked))
                lacking = [word for word, keys in met if objective.key not in keys]
                if lacking:
                    problem = f"{' and '.join(lacking)} meets this objective"
                    self.warn(module.source, ("objectives", index), problem, "Add one, or drop it")

    def review_dates(self, today: date) -> None:
        for lesson in self.course.lessons():
            if lesson.spec.review_by is not None and lesson.spec.review_by < today:
                self.warn(lesson.source, ("review_by",), f"the review was due {lesson.spec.review_by}", "Review it")
        for written in self.course.questions():
            if written.spec.review_by is not None and written.spec.review_by < today:
                at = (*written.at, "review_by")
                self.warn(written.source, at, f"the review was due {written.spec.review_by}", "Review it")


def _relative(path: str, root: Path) -> str:
    return str(Path(path).relative_to(root)) if Path(path).is_relative_to(root) else path
