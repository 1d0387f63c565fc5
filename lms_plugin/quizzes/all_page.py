"""What the template of the page with all questions of a try is given. The same statements however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import ShownQuiz
from lms_plugin.progress.asked import Asked, answer_words, ask
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.texts import Writer
from lms_plugin.questions.registry import render_shown
from lms_plugin.quizzes.all_forms import prefix
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.case_page import CaseView, case_view
from lms_plugin.quizzes.errors import NewerAnswerError
from lms_plugin.quizzes.pages import attempt_writer
from lms_plugin.quizzes.papers import PaperQuestion
from lms_plugin.quizzes.saving import Save
from lms_plugin.quizzes.saving_all import Outcome
from lms_plugin.quizzes.signing import in_words

_NOTHING = Outcome()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of the page. `section` and `case` stand where they begin; `newer` with `theirs` in words is the
    answer of another device that this one did not replace."""

    number: int
    asked: Asked
    base: int
    section: str | None
    case: CaseView | None
    newer: NewerAnswerError | None
    theirs: str


def all_page(
    learner: Learner, sheet: Sheet, *, sent: Mapping[str, Save] | None = None, outcome: Outcome = _NOTHING
) -> dict[str, Any]:
    """All questions as they were left; what was `sent` and refused stays on the page as it was sent."""
    quiz, writer = get_quiz(sheet.paper.quiz), attempt_writer(learner, sheet.attempt)
    before: Sequence[PaperQuestion | None] = (None, *sheet.paper.asked)
    items = [
        _item(sheet, quiz, writer, number, previous, (sent or {}).get(question.key), outcome)
        for number, (question, previous) in enumerate(zip(sheet.paper.asked, before, strict=False), 1)
    ]
    saved = [response.saved_at for response in sheet.responses.values() if response.value]
    return {
        "sheet": sheet,
        "quiz": quiz,
        "items": items,
        "kinds": {item.asked.kind for item in items},
        "answered": len(items) - len(sheet.missing),
        "saved_at": max(saved, default=None),
        "refused": bool(outcome.refused),
        "conflict": any(item.newer for item in items),
        "text": writer.block,
        "inline": writer.line,
    }


def _item(
    sheet: Sheet,
    quiz: ShownQuiz,
    writer: Writer,
    number: int,
    previous: PaperQuestion | None,
    sent: Save | None,
    outcome: Outcome,
) -> Item:
    question = sheet.get_asked(number)
    shown = in_words(quiz.question(question.key), writer.slots)
    rendered = render_shown(shown, None).in_order(question.order)
    response, error = sheet.responses.get(question.key), outcome.refused.get(question.key)
    newer = error if isinstance(error, NewerAnswerError) else None
    is_sent = error is not None and sent is not None
    value: Any = sent.value if is_sent and sent else response.value if response else None
    words = str(error) if error is not None and newer is None else ""
    return Item(
        number=number,
        asked=ask(shown, rendered, value, scored=True, error=words, prefix=prefix(number)),
        base=sent.base if is_sent and sent else response.revision if response else 0,
        section=_begins(sheet.paper.section_title(question), previous, question.section),
        case=case_view(quiz, sheet.paper, question) if previous is None or previous.case != question.case else None,
        newer=newer,
        theirs=answer_words(shown, rendered, newer.value) if newer else "",
    )


def _begins(title: str | None, previous: PaperQuestion | None, section: object) -> str | None:
    """The title of a section at its first question."""
    return title if previous is None or previous.section != section else None
