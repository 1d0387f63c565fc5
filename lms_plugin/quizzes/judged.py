"""What may be said of an answer that no rule marks: a person's levels and comment, or a model to compare with."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms_plugin.questions.free_text import CriterionSpec, FreeTextSpec
from lms_plugin.questions.specs import QuestionSpec
from lms_plugin.quizzes.judgements import ChosenLevel, chosen_levels
from lms_plugin.quizzes.models import MarkRow
from lms_plugin.quizzes.policies import Release


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Empty fields are held back, or there is nothing to say. `compares`: the rubric that the learner ticks alone."""

    waits: bool = False
    levels: tuple[ChosenLevel, ...] = ()
    comment: str = ""
    model_answer: str | None = None
    compares: tuple[CriterionSpec, ...] = ()
    ticked: Mapping[str, int] | None = None


def judge(spec: QuestionSpec, row: MarkRow, released: Release) -> Judged | None:
    """Levels are a verdict, the comment is feedback, the model answer is an answer; None for what a rule marks.

    Where the learner compares alone, model and rubric are the feedback.
    """
    if not isinstance(spec, FreeTextSpec):
        return None
    if spec.marking == "self" and released.feedback and row.answered:
        return Judged(model_answer=spec.model_answer, compares=spec.rubric, ticked=row.chosen or {})
    if not spec.by_person or row.waits:
        return Judged(waits=row.waits)
    return Judged(
        levels=chosen_levels(spec, row.chosen) if released.right_wrong else (),
        comment=(row.comment or "") if released.feedback else "",
        model_answer=spec.model_answer if released.answers else None,
    )
