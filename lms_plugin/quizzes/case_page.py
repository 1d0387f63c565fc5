"""A case beside its question: the situation, its exhibits, and what has come to light. Later stages are not in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import ShownQuiz
from lms_plugin.quizzes.papers import Paper, PaperQuestion


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """Markdown texts; `numbers` are those of the case's questions, `reveals` what is known up to one stage of it."""

    title: str
    stimulus: str
    exhibits: tuple[Mapping[str, Any], ...]
    reveals: tuple[str, ...]
    numbers: tuple[int, ...]


def case_view(quiz: ShownQuiz, paper: Paper, question: PaperQuestion) -> CaseView | None:
    """The case that a question stands in, as far as its own stage; None where it stands alone."""
    if question.case is None:
        return None
    return _view(quiz.case(question.case), paper.asked, question.case, question.stage or 0)


def whole_case(quiz: ShownQuiz, paper: Paper, key: str) -> CaseView:
    """A case with every stage, for a try that is over."""
    case = quiz.case(key)
    return _view(case, paper.questions, key, len(case["stages"]))


def case_of(paper: Paper, key: str) -> CaseView | None:
    """The whole case that a question of a try that is over stands in; None where it stands alone."""
    case = next((question.case for question in paper.questions if question.key == key), None)
    return whole_case(get_quiz(paper.quiz), paper, case) if case is not None else None


def _view(case: Mapping[str, Any], numbered: Sequence[PaperQuestion], key: str, stage: int) -> CaseView:
    return CaseView(
        title=case.get("title", ""),
        stimulus=case["stimulus"],
        exhibits=tuple(case.get("exhibits", ())),
        reveals=tuple(item["reveal"] for item in case["stages"][: stage + 1] if "reveal" in item),
        numbers=tuple(number for number, other in enumerate(numbered, 1) if other.case == key),
    )
