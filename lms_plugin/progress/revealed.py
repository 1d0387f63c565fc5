"""A marked answer as a page shows it: the shapes, with nothing in them that is not released. No I/O."""

from dataclasses import dataclass
from typing import Literal

from lms_plugin.questions.rendered import RenderedFigure, RenderedRegion

Verdict = Literal["right", "part", "missed", "no_answer", ""]
Look = Literal["right", "wrong", ""]


@dataclass(frozen=True)
class Opened:
    """What is released of a marked question."""

    right_wrong: bool
    feedback: bool
    answers: bool


NOTHING = Opened(right_wrong=False, feedback=False, answers=False)
EVERYTHING = Opened(right_wrong=True, feedback=True, answers=True)


@dataclass(frozen=True, kw_only=True)
class RevealedOption:
    """An option as the person left it, with what may be said of it. `why` is Markdown."""

    key: str
    text: str
    chosen: bool
    look: Look = ""
    word: str = ""
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class RevealedRow:
    """A row with what the person chose in it and, where the answers are open, what was right."""

    text: str
    picks: tuple[RevealedOption, ...]
    look: Look = ""
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """A marked question for a page. Empty fields are held back, or there is nothing to say. `kind` names the template,
    `several` says whether more than one option may be chosen. `points` are the person's
    marks in a picture, `missed` how many of them are in no region."""

    kind: str
    several: bool
    verdict: Verdict
    options: tuple[RevealedOption, ...]
    rows: tuple[RevealedRow, ...]
    typed: str
    agreed: bool = False
    feedback: tuple[str, ...] = ()
    rationale: str | None = None
    answer: str = ""
    right_order: tuple[str, ...] = ()
    picture: RenderedFigure | None = None
    regions: tuple[RenderedRegion, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    missed: int = 0
