"""Making a paper: what is drawn, in which order it stands, what comes along from the paper before. No I/O.

What is drawn, shown and moved as one is a unit: a question, or the questions whose `Candidate.unit` is the same.
"""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms_plugin.curriculum.policies import Shuffle
from lms_plugin.curriculum.shown import SectionView
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import render_shown
from lms_plugin.quizzes.drawing import Drawn, Place, ShortDrawError, draw_units, keep_units
from lms_plugin.quizzes.papers import Paper, PaperQuestion, PaperSection
from lms_plugin.quizzes.parallel_forms import TakenForm

SEED_BYTES = 8


def new_seed() -> str:
    """64 random bits as 16 hexadecimal digits."""
    return os.urandom(SEED_BYTES).hex()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question as the quiz has it today: its shown part, and the hashes that name this version.

    `start_order` lays it out where the shown part alone would not do (`QuestionSpec.start_order`). `unit` is the key of
    the case that it is drawn, shown and moved with, `stage` (from 0) its place there; none where it stands alone.
    """

    shown: Mapping[str, Any]
    shown_hash: str
    marking_hash: str
    start_order: Callable[[Ranking | None], tuple[str, ...]] | None = None
    unit: str | None = None
    stage: int | None = None

    @property
    def key(self) -> str:
        """The question's key."""
        return str(self.shown["key"])

    @property
    def drawn_as(self) -> str:
        """The key of the unit that it is, or is part of."""
        return self.unit or self.key


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a paper is made by: the quiz's sections (none: all its questions), and what this learner did before.

    `seen` counts by unit how often it was shown, `last` is the paper before, `carried` of it the questions that come
    along.
    """

    sections: Sequence[SectionView] = ()
    seen: Mapping[str, int] = field(default_factory=dict)
    last: Paper | None = None
    carried: Collection[str] = ()
    form: TakenForm | None = None


FROM_SCRATCH = Plan()


def make_paper(
    seed: str, quiz: str, candidates: Sequence[Candidate], shuffle: Shuffle, plan: Plan = FROM_SCRATCH
) -> Paper:
    """Lay out the questions: section by section, in the order of the quiz or, where it says so, by rank.

    A paper that would ask nothing, or that could not be filled beside what comes along, carries nothing: the new try
    is then a fresh one.
    """
    layout = _Layout(Ranking(seed), _units(candidates), shuffle, plan)
    try:
        questions = layout.questions(frozenset(plan.carried))
    except ShortDrawError:
        questions = layout.questions(frozenset())
    if all(question.carried for question in questions):
        questions = layout.questions(frozenset())
    titles = tuple(PaperSection(section.key, section.title) for section in plan.sections)
    return Paper(seed=seed, quiz=quiz, questions=questions, sections=titles, form=plan.form)


def comes_along(sections: Sequence[SectionView], last: Paper, full: Collection[str]) -> frozenset[str]:
    """Of the questions with full credit in the last paper those that a new one keeps: named ones, and drawn ones whose
    whole unit has full credit and still fits the draw it came from."""
    drawn = last.drawn()
    halves = {question.drawn_as for question in last.questions if question.key not in full}
    kept = keep_units(sections, drawn, drawn.keys() - halves)
    named = {key for section in sections for key in section.questions}
    if not sections:
        return frozenset(question.key for question in last.questions if question.key in full)
    return frozenset(
        question.key
        for question in last.questions
        if question.key in full and ({question.key, question.drawn_as} & named or question.drawn_as in kept)
    )


def _units(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    units: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        units.setdefault(candidate.drawn_as, []).append(candidate)
    return units


@dataclass(frozen=True)
class _Layout:
    ranking: Ranking
    units: Mapping[str, Sequence[Candidate]]
    shuffle: Shuffle
    plan: Plan

    def questions(self, carried: Collection[str]) -> tuple[PaperQuestion, ...]:
        """The questions of all sections. Raises ShortDrawError."""
        if not self.plan.sections:
            return tuple(self._stand(self.units, {}, None, carried))
        drawn = draw_units(self.plan.sections, self.ranking, self.plan.seen, self._kept(carried))
        return tuple(
            question
            for section in self.plan.sections
            for question in self._stand(*self._in_section(section, drawn), section.key, carried)
        )

    def _kept(self, carried: Collection[str]) -> dict[str, Place]:
        if self.plan.last is None:
            return {}
        questions = [question for question in self.plan.last.questions if question.key in carried]
        drawn, units = self.plan.last.drawn(), {question.drawn_as for question in questions}
        return keep_units(self.plan.sections, drawn, units)

    def _in_section(self, section: SectionView, drawn: Sequence[Drawn]) -> tuple[list[str], dict[str, int]]:
        """The units of a section in their order, and which draw gave each. It may name a unit by its questions."""
        homes = {candidate.key: unit for unit, candidates in self.units.items() for candidate in candidates}
        named = dict.fromkeys(homes.get(key, key) for key in section.questions)
        draws = {key: one.place[1] for one in drawn if one.place[0] == section.key for key in one.units}
        return [*named, *draws], draws

    def _stand(
        self, keys: Iterable[str], draws: Mapping[str, int], section: str | None, carried: Collection[str]
    ) -> Iterable[PaperQuestion]:
        """The questions of one section, whole units together."""
        ordered = self.ranking.order("questions", keys) if self.shuffle.questions else keys
        for unit in ordered:
            for candidate in self.units[unit]:
                yield PaperQuestion(
                    key=candidate.key,
                    edition=candidate.shown["edition"],
                    shown=candidate.shown_hash,
                    marking=candidate.marking_hash,
                    order=_option_order(candidate, self.ranking if self.shuffle.options else None),
                    carried=candidate.key in carried,
                    section=section,
                    draw=draws.get(unit),
                    unit=candidate.unit,
                    stage=candidate.stage,
                )


def _option_order(candidate: Candidate, ranking: Ranking | None) -> tuple[str, ...]:
    if candidate.start_order is not None:
        return candidate.start_order(ranking)
    return render_shown(candidate.shown, ranking).order


def carried_keys(earlier: Paper, full_credit: Collection[str], candidates: Collection[Candidate]) -> frozenset[str]:
    """The questions of today whose answer in the earlier try has full credit and would have it again.

    A case comes along only whole.
    """
    before = {question.key: question for question in earlier.questions if question.key in full_credit}
    same = frozenset(
        candidate.key
        for candidate in candidates
        if candidate.key in before
        and (before[candidate.key].edition, before[candidate.key].marking)
        == (candidate.shown["edition"], candidate.marking_hash)
    )
    broken = {candidate.drawn_as for candidate in candidates if candidate.key not in same}
    return frozenset(candidate.key for candidate in candidates if candidate.drawn_as not in broken)
