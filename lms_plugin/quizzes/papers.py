"""The paper of an attempt: which questions in which order, their versions, the order of options. No I/O.

The stored paper is the truth; its seed only explains it. `carried` questions were answered with full credit in an
earlier try of the same version: the answer came along, and the question is not asked again.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.policies import Shuffle
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import render_shown

SEED_BYTES = 8


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """One question of a paper. `shown` and `marking` are the hashes of what is shown and of what decides credit.

    `case` and `stage` (from 0) say where it stands in a case.
    """

    key: str
    edition: int
    shown: str
    marking: str
    order: tuple[str, ...]
    carried: bool = False
    case: str | None = None
    stage: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON; what places it in a case is left out where there is none."""
        said = {
            "key": self.key,
            "edition": self.edition,
            "shown": self.shown,
            "marking": self.marking,
            "order": list(self.order),
            "carried": self.carried,
        }
        return said if self.case is None else said | {"case": self.case, "stage": self.stage}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The questions of one attempt, in order, out of one stored version of the quiz."""

    seed: str
    quiz: str
    questions: tuple[PaperQuestion, ...]

    @property
    def asked(self) -> tuple[PaperQuestion, ...]:
        """The questions that stand on pages, numbered from 1."""
        return tuple(question for question in self.questions if not question.carried)

    @property
    def carried(self) -> tuple[PaperQuestion, ...]:
        """The questions whose full-credit answers came along."""
        return tuple(question for question in self.questions if question.carried)

    def find(self, key: str) -> PaperQuestion | None:
        """A question that is asked, by key."""
        return next((question for question in self.asked if question.key == key), None)

    def number(self, key: str) -> int:
        """The number under which a question is asked."""
        return [question.key for question in self.asked].index(key) + 1

    def to_json(self) -> dict[str, Any]:
        """As JSON, for the attempt's row."""
        return {
            "seed": self.seed,
            "quiz": self.quiz,
            "questions": [question.to_json() for question in self.questions],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Paper":
        """The paper that `to_json` wrote."""
        questions = (PaperQuestion(**item | {"order": tuple(item["order"])}) for item in value["questions"])
        return cls(seed=value["seed"], quiz=value["quiz"], questions=tuple(questions))


def new_seed() -> str:
    """64 random bits as 16 hexadecimal digits."""
    return os.urandom(SEED_BYTES).hex()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question as the quiz has it today: its shown part, and the hashes that name this version.

    `start_order` lays it out where the shown part alone would not do (`QuestionSpec.start_order`).
    """

    shown: Mapping[str, Any]
    shown_hash: str
    marking_hash: str
    start_order: Callable[[Ranking | None], tuple[str, ...]] | None = None
    case: str | None = None
    stage: int | None = None

    @property
    def key(self) -> str:
        """The question's key."""
        return str(self.shown["key"])

    @property
    def block(self) -> str:
        """What it is moved with: its case, or only itself."""
        return self.case or self.key


def make_paper(
    seed: str, quiz: str, candidates: Sequence[Candidate], shuffle: Shuffle, *, carried: Collection[str] = ()
) -> Paper:
    """Lay out the questions: in the order of the quiz or, where it says so, by rank. `carried` names those not asked.

    A paper that would ask nothing asks everything instead: the new try is then a fresh one.
    """
    ranking = Ranking(seed)
    by_key = {candidate.key: candidate for candidate in candidates}
    blocks = list(dict.fromkeys(candidate.block for candidate in candidates))
    if shuffle.questions:
        blocks = list(ranking.order("questions", blocks))
    keys = [candidate.key for block in blocks for candidate in candidates if candidate.block == block]
    kept = set() if set(keys) <= set(carried) else set(carried)
    questions = tuple(
        PaperQuestion(
            key=key,
            edition=by_key[key].shown["edition"],
            shown=by_key[key].shown_hash,
            marking=by_key[key].marking_hash,
            order=_option_order(by_key[key], ranking if shuffle.options else None),
            carried=key in kept,
            case=by_key[key].case,
            stage=by_key[key].stage,
        )
        for key in keys
    )
    return Paper(seed=seed, quiz=quiz, questions=questions)


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
    broken = {candidate.block for candidate in candidates if candidate.key not in same}
    return frozenset(candidate.key for candidate in candidates if candidate.block not in broken)
