"""What a quiz says about itself before it begins, true for every paper that may be made of it. No I/O."""

from collections.abc import Iterator
from itertools import chain

from lms_plugin.curriculum.shown import ShownQuiz


def can_miss(quiz: ShownQuiz) -> int | None:
    """How many questions may be wrong; None where that depends on which: they are not worth the same, or only some of
    those that may be drawn are scored."""
    points: dict[str, str] = {question["key"]: question["points"] for question in quiz.questions}
    scored = {value for value in points.values() if value != "0"}
    units = chain.from_iterable(draw.keys for section in quiz.sections for draw in section.draws)
    drawn = (key for unit in units for key in quiz.members(unit))
    alike = len(scored) == 1 and quiz.policy.certainty != "graded"
    if quiz.pass_mark is None or not alike or any(points[key] == "0" for key in drawn):
        return None
    count = quiz.question_count - sum(points[key] == "0" for key in _named(quiz))
    return count - -(-count * quiz.pass_mark // 100)


def is_scored(quiz: ShownQuiz) -> bool:
    """Whether any of its questions has points. A quiz without is a matter of handing in."""
    return any(question["points"] != "0" for question in quiz.questions)


def _named(quiz: ShownQuiz) -> Iterator[str]:
    """The questions that stand on a paper whatever is drawn; of parallel forms those of the first."""
    if not quiz.sections:
        yield from (question["key"] for question in quiz.questions)
    other = quiz.forms.b if quiz.forms is not None else ()
    for section in quiz.sections:
        if section.key not in other:
            yield from section.questions
