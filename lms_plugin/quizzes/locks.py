"""Which questions of a running try take answers: none that was left for good, none whose stage is not open yet. No I/O.

One list of locked questions holds both rules. With `navigation: forward` a question is locked as it is left, and only
the first that is not locked is open. In a case the questions of a stage are locked together when they are confirmed,
and the next stage is open once all before it are locked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from lms_plugin.quizzes.papers import Paper, PaperQuestion

Standing = Literal["open", "locked", "later"]


@dataclass(frozen=True)
class Locks:
    """The standing of each asked question. `forward`: one question is open at a time."""

    paper: Paper
    locked: Collection[str]
    forward: bool

    def standing(self, question: PaperQuestion) -> Standing:
        """Whether a question takes answers; of one that is `later` nothing may be shown."""
        if question.key in self.locked:
            return "locked"
        if self.forward:
            return "open" if question == self._first else "later"
        return "later" if any(self._before(question, other) for other in self.paper.asked) else "open"

    def is_open(self, number: int) -> bool:
        """Whether the question under this number takes answers."""
        return self.standing(self.paper.asked[number - 1]) == "open"

    @property
    def _first(self) -> PaperQuestion | None:
        return next((question for question in self.paper.asked if question.key not in self.locked), None)

    def _before(self, question: PaperQuestion, other: PaperQuestion) -> bool:
        """Whether another question of the same case has to be confirmed first."""
        same = question.case is not None and question.case == other.case
        return same and (other.stage or 0) < (question.stage or 0) and other.key not in self.locked

    def nearest(self, number: int) -> int | None:
        """The question to go to instead of one that is not open: the next open one, else the first; None: no one is."""
        found = [n for n in range(1, len(self.paper.asked) + 1) if self.is_open(n)]
        return next((n for n in found if n >= number), found[0] if found else None)

    def leaving(self, number: int) -> tuple[int, ...]:
        """The numbers that going on from here locks: in a case the whole stage, from its last question on."""
        question = self.paper.asked[number - 1]
        if self.standing(question) != "open":
            return ()
        if self.forward:
            return (number,)
        rest = self.paper.asked[number:]
        following = rest[0] if rest else None
        if question.case is None or following is None or following.case != question.case:
            return ()
        if following.stage == question.stage:
            return ()
        place = (question.case, question.stage)
        return tuple(n for n, other in enumerate(self.paper.asked, 1) if (other.case, other.stage) == place)
