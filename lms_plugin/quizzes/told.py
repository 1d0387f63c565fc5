"""What the page of a question says of certainty, hints and checked answers: the only thing on it that reads the key,
and only of what this person has taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.reveal import reveal
from lms_plugin.progress.revealed import Opened, Revealed
from lms_plugin.questions.certainty import Certainty
from lms_plugin.questions.exact import parse_exact
from lms_plugin.questions.registry import render_shown
from lms_plugin.questions.specs import QuestionSpec
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.papers import PaperQuestion
from lms_plugin.quizzes.policies import checks_answers, released_at_check, tries_given
from lms_plugin.quizzes.sureness import as_percent, sure_words
from lms_plugin.quizzes.taken import NOTHING, Taken, get_taken, hint_count, may_take

# Nobody can say before handing in what these are worth.
_UNCHECKED = frozenset({"attestation", "scale", "free_text"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """Beside the question. Costs are percentages in words, empty for nothing; `hints` are Markdown, those taken alone.

    `revealed` is the answer that was checked last, with what is released of it; `closed`: it takes no change any more.
    """

    certainty: str
    chosen: Certainty | None
    hints: tuple[str, ...]
    hint_count: int
    hint_cost: str
    checks: bool
    tries: int
    tries_given: int
    try_cost: str
    closed: bool
    revealed: Revealed | None
    sure: str

    @property
    def tries_left(self) -> int:
        """How often the answer can still be checked."""
        return 0 if self.closed else max(0, self.tries_given - self.tries)


def tell(sheet: Sheet, number: int) -> Told:
    """Of the question that is asked under this number. One statement where something can be taken, else none."""
    question, policy = sheet.get_asked(number), sheet.policy
    shown = get_quiz(sheet.paper.quiz).question(question.key)
    taken = get_taken(sheet.attempt.id, question.key) if may_take(policy, [shown]) else NOTHING
    closed = taken.is_closed(tries_given(policy))
    response = sheet.responses.get(question.key)
    spec = get_quiz_questions(sheet.paper.quiz)[question.key] if taken != NOTHING else None
    revealed = _reveal(spec, shown, question, policy, taken, closed=closed) if spec is not None else None
    return Told(
        certainty=policy.certainty if shown["points"] != "0" else "off",
        chosen=response.certainty if response is not None else None,
        hints=(spec.hints or ())[: taken.hints] if spec is not None else (),
        hint_count=hint_count(policy, shown),
        hint_cost=as_percent(parse_exact(shown["hint_cost"])) if "hint_cost" in shown else "",
        checks=checks_answers(policy) and shown["type"] not in _UNCHECKED,
        tries=taken.tries,
        tries_given=tries_given(policy),
        try_cost=as_percent(policy.try_cost) if policy.try_cost is not None else "",
        closed=closed,
        revealed=revealed,
        sure=sure_words(taken.last.certainty, revealed.verdict) if revealed is not None and taken.last else "",
    )


def _reveal(
    spec: QuestionSpec,
    shown: Mapping[str, Any],
    question: PaperQuestion,
    policy: Policy,
    taken: Taken,
    *,
    closed: bool,
) -> Revealed | None:
    """The answer that was checked last, with what the quiz tells at once."""
    if taken.last is None:
        return None
    released = released_at_check(policy, closed=closed)
    opened = Opened(released.right_wrong, released.feedback, released.answers)
    rendered = render_shown(shown, None).in_order(question.order)
    return reveal(spec, rendered, taken.last.value, spec.mark(taken.last.value), opened)
