"""The paper of a try that begins now: what comes along from the last one, what was shown before, which form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import SectionView, ShownQuiz
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.history import ShownPaper, list_shown, list_sittings, times_seen
from lms_plugin.quizzes.making_papers import Plan, carried_keys, comes_along, make_paper, new_seed
from lms_plugin.quizzes.marking import full_credit_keys, list_candidates
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.parallel_forms import TakenForm, choose_form, sections_of


@dataclass(frozen=True, kw_only=True)
class QuizPlace:
    """A quiz as it stands in a publication: what an attempt is pinned to."""

    activity_id: UUID
    digest: str
    publication_id: UUID
    module_activity_id: UUID | None


def lay_out(learner: Learner, quiz: QuizPlace, last: Attempt | None, *, now: datetime) -> Paper:
    """Make the paper. A quiz that draws nothing and has no forms asks for nobody's history."""
    shown = get_quiz(quiz.digest)
    history = list_shown(learner, quiz.activity_id) if _looks_back(shown) else []
    form = _form(shown, learner, history, now)
    sections = sections_of(shown.forms, shown.sections, form.form if form is not None else None)
    carried, before = _carried(shown, sections, last)
    plan = Plan(sections=sections, seen=times_seen(history), last=before, carried=carried, form=form)
    return make_paper(new_seed(), quiz.digest, list_candidates(quiz.digest), shown.policy.shuffle, plan)


def carried_ahead(digest: str, policy: Policy, last: Attempt | None) -> frozenset[str]:
    """The questions that the next try would not ask, because the last one has full credit for them."""
    if policy.retake != "missed" or last is None:
        return frozenset()
    shown = get_quiz(digest)
    form = Paper.from_json(last.paper).form
    carried, _ = _carried(shown, sections_of(shown.forms, shown.sections, form.form if form else None), last)
    return carried if len(carried) < shown.question_count else frozenset()


def _carried(
    shown: ShownQuiz, sections: Sequence[SectionView], last: Attempt | None
) -> tuple[frozenset[str], Paper | None]:
    if shown.policy.retake != "missed" or last is None:
        return frozenset(), None
    before = Paper.from_json(last.paper)
    full = carried_keys(before, full_credit_keys(last.id), list_candidates(shown.digest))
    return comes_along(sections, before, full), before


def _looks_back(shown: ShownQuiz) -> bool:
    prefers = (draw.prefer for section in shown.sections for draw in section.draws)
    return shown.forms is not None or "least_seen" in prefers


def _form(shown: ShownQuiz, learner: Learner, history: Sequence[ShownPaper], now: datetime) -> TakenForm | None:
    if shown.forms is None:
        return None
    return choose_form(shown.forms, str(learner.user_id), list_sittings(history), cycle=learner.cycle, now=now)
