"""Item-writing flaws in the files of a course: each with its file and line, told apart by what they stop."""

from collections.abc import Iterable, Iterator

from lms_plugin.curriculum.cases import CaseSpec, UseSpec
from lms_plugin.curriculum.course import Quiz
from lms_plugin.curriculum.flaws import Flaw, find_flaws, find_flaws_across
from lms_plugin.curriculum.lint import Findings
from lms_plugin.curriculum.policies import resolve_policy
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.specs import QuestionSpec

Placed = tuple[Place, QuestionSpec]


def list_written(item: QuestionSpec | CaseSpec, at: Place) -> Iterator[Placed]:
    """A question, or those written in a case, each with its place in the file; of what is retired none."""
    if not isinstance(item, CaseSpec):
        yield at, item
    elif not item.retired:
        yield from (((*at, *place), member) for place, member in item.members() if not isinstance(member, UseSpec))


def note_check_flaws(question: QuestionSpec, source: Source, language: str, findings: Findings) -> None:
    """Note the flaws of a check in a lesson. What it is to show, its lesson says."""
    for flaw in find_flaws(question, language=language):
        if flaw.rule != "not-aligned":
            _note(flaw, flaw.at, source, findings)


def note_flaws(questions: Iterable[Placed], source: Source, language: str, findings: Findings) -> None:
    """Note the flaws of questions, each by itself."""
    for at, question in questions:
        for flaw in find_flaws(question, language=language):
            _note(flaw, (*at, *flaw.at), source, findings)


def flaws_across(quiz: Quiz, language: str) -> Findings:
    """The flaws that the questions written in a quiz show together."""
    findings = Findings()
    written = list(quiz.written())
    shuffled = resolve_policy(quiz.spec.purpose, quiz.spec.policy).shuffle.options
    for flaw in find_flaws_across([item.spec for item in written], language=language, shuffled=shuffled):
        first, *rest = flaw.at
        at = written[int(first)].at
        _note(flaw, (*at, *rest), quiz.source, findings)
    return findings


def _note(flaw: Flaw, at: Place, source: Source, findings: Findings) -> None:
    listed = {"error": findings.errors, "warning": findings.warnings, "hint": findings.hints}[flaw.level]
    listed.append(source.error(at, flaw.problem, flaw.fix))
