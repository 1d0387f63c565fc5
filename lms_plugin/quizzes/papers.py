"""The paper of an attempt: which questions in which order, their versions, the order of options. No I/O.

The stored paper is the truth; its seed only explains it. `carried` questions were answered with full credit in an
earlier try of the same version: the answer came along, and the question is not asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.quizzes.drawing import Place
from lms_plugin.quizzes.parallel_forms import TakenForm


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """One question of a paper. `shown` and `marking` are the hashes of what is shown and of what decides credit.

    `section` is the key of the section it stands in; `draw` the number of the draw there that gave it, from 0; `unit`
    what it was drawn or moved with, where that is not the question alone: the case, whose `stage` (from 0) it is in.
    """

    key: str
    edition: int
    shown: str
    marking: str
    order: tuple[str, ...]
    carried: bool = False
    section: str | None = None
    draw: int | None = None
    unit: str | None = None
    stage: int | None = None

    @property
    def drawn_as(self) -> str:
        """The key of the unit that it is, or is part of."""
        return self.unit or self.key

    @property
    def case(self) -> str | None:
        """The case that it belongs to."""
        return self.unit if self.stage is not None else None

    def to_json(self) -> dict[str, Any]:
        """As JSON; what does not apply is left out."""
        said = {
            "key": self.key,
            "edition": self.edition,
            "shown": self.shown,
            "marking": self.marking,
            "order": list(self.order),
            "carried": self.carried,
        }
        places = {"section": self.section, "draw": self.draw, "unit": self.unit, "stage": self.stage}
        return said | {name: value for name, value in places.items() if value is not None}


@dataclass(frozen=True)
class PaperSection:
    """A part of a paper, with what it was called."""

    key: str
    title: str | None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The questions of one attempt, in order, out of one stored version of the quiz."""

    seed: str
    quiz: str
    questions: tuple[PaperQuestion, ...]
    sections: tuple[PaperSection, ...] = ()
    form: TakenForm | None = None

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

    def section_title(self, question: PaperQuestion) -> str | None:
        """What the part is called in which a question stands."""
        return next((section.title for section in self.sections if section.key == question.section), None)

    def drawn(self) -> dict[str, Place]:
        """Where each unit was drawn."""
        return {q.drawn_as: (q.section or "", q.draw) for q in self.questions if q.draw is not None}

    def to_json(self) -> dict[str, Any]:
        """As JSON, for the attempt's row; what does not apply is left out."""
        said: dict[str, Any] = {
            "seed": self.seed,
            "quiz": self.quiz,
            "questions": [question.to_json() for question in self.questions],
        }
        if self.sections:
            said["sections"] = [{"key": section.key, "title": section.title} for section in self.sections]
        return said if self.form is None else said | {"form": self.form.to_json()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Paper":
        """The paper that `to_json` wrote."""
        questions = (PaperQuestion(**item | {"order": tuple(item["order"])}) for item in value["questions"])
        return cls(
            seed=value["seed"],
            quiz=value["quiz"],
            questions=tuple(questions),
            sections=tuple(PaperSection(**section) for section in value.get("sections", ())),
            form=TakenForm(**value["form"]) if "form" in value else None,
        )
