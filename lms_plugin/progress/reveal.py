"""What may be said about a marked answer: verdicts, reasons and the key, each only where it is released. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lms_plugin.progress.answer_fields import chosen_keys, typed_answer
from lms_plugin.questions.marks import ONE, ZERO, Mark
from lms_plugin.questions.rendered import RenderedOption, RenderedQuestion
from lms_plugin.questions.specs import QuestionSpec

Verdict = Literal["right", "part", "missed", "no_answer", ""]
Look = Literal["right", "wrong", ""]


@dataclass(frozen=True)
class Opened:
    """What is released of a marked question."""

    right_wrong: bool
    feedback: bool
    answers: bool


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
class Revealed:
    """A marked question for a page. Empty fields are held back, or there is nothing to say."""

    verdict: Verdict
    options: tuple[RevealedOption, ...]
    typed: str
    feedback: tuple[str, ...] = ()
    rationale: str | None = None
    answer: str = ""


def reveal(
    spec: QuestionSpec, rendered: RenderedQuestion, response: Mapping[str, Any] | None, mark: Mark, opened: Opened
) -> Revealed:
    """Say what `opened` lets be said. Before the answers open, only the person's own choices get a word."""
    chosen = chosen_keys(response)
    return Revealed(
        verdict=_verdict(mark) if opened.right_wrong else "",
        options=tuple(_option(spec, option, option.key in chosen, mark, opened) for option in rendered.options),
        typed=typed_answer(response),
        feedback=_feedback(spec, mark, opened),
        rationale=spec.rationale if opened.answers else None,
        answer=typed_answer(spec.full_response()) if opened.answers and mark.credit != ONE else "",
    )


def _verdict(mark: Mark) -> Verdict:
    if not mark.answered:
        return "no_answer"
    if mark.credit is None:
        return ""
    return "right" if mark.credit == ONE else "part" if mark.credit > ZERO else "missed"


def _feedback(spec: QuestionSpec, mark: Mark, opened: Opened) -> tuple[str, ...]:
    """Words about the whole answer. Without an answer they could tell the key, so they wait for it."""
    if not opened.feedback or not (mark.answered or opened.answers):
        return ()
    texts = (spec.feedback_text(name) for name in mark.feedback if not name.startswith("option:"))
    return tuple(text for text in texts if text)


def _option(spec: QuestionSpec, option: RenderedOption, is_chosen: bool, mark: Mark, opened: Opened) -> RevealedOption:
    look: Look = ""
    word = ""
    if opened.answers or (is_chosen and opened.right_wrong):
        look, word = _look(spec, option.key, is_chosen, mark)
    why = spec.feedback_text(f"option:{option.key}") if opened.feedback and (is_chosen or opened.answers) else None
    return RevealedOption(key=option.key, text=option.text, chosen=is_chosen, look=look, word=word, why=why)


def _look(spec: QuestionSpec, key: str, is_chosen: bool, mark: Mark) -> tuple[Look, str]:
    is_right = key in chosen_keys(spec.full_response())
    if is_chosen and is_right:
        return "right", "Right."
    if is_chosen:
        part = len(mark.parts) > 0 and spec.type == "single_choice" and mark.credit not in (None, ZERO)
        return "wrong", "Part right." if part else "Not this one."
    if not is_right:
        return "", ""
    several = spec.type == "multiple_response"
    return ("wrong", "You left this out.") if several else ("right", "Right.")
