"""What may be said about each gap of a marked cloze. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

from lms_plugin.progress.answer_fields import typed_in_gaps
from lms_plugin.progress.gaps import gap_names, gap_words
from lms_plugin.progress.revealed import Look, Opened, RevealedOption, RevealedRow
from lms_plugin.questions.cloze import ClozeSpec
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.rendered import RenderedGap, RenderedQuestion
from lms_plugin.questions.specs import Response

_WORDS: Mapping[str, tuple[Look, str]] = {
    "right": ("right", "Right."),
    "part": ("wrong", "Part right."),
    "wrong": ("wrong", "Not this one."),
}


def gap_rows(
    spec: ClozeSpec, rendered: RenderedQuestion, response: Mapping[str, Any] | None, mark: Mark, opened: Opened
) -> tuple[RevealedRow, ...]:
    """One row a gap: the person's words with their verdict, the right ones where the answers are open, and reasons."""
    given: Mapping[str, Response] = (response or {}).get("gaps", {})
    names = gap_names(rendered)
    return tuple(_row(spec, gap, names[gap.key], given.get(gap.key), mark, opened) for gap in rendered.gaps)


def _row(
    spec: ClozeSpec, gap: RenderedGap, name: str, given: Response | None, mark: Mark, opened: Opened
) -> RevealedRow:
    picks = tuple(_picks(spec, gap, given, mark, opened))
    looks = [pick.look for pick in picks if pick.chosen]
    return RevealedRow(text=name, picks=picks, look=looks[0] if looks else "", why=_why(spec, gap, given, opened))


def _picks(
    spec: ClozeSpec, gap: RenderedGap, given: Response | None, mark: Mark, opened: Opened
) -> Iterator[RevealedOption]:
    state = mark.parts.get(gap.key, "missed")
    if given is not None:
        says = opened.right_wrong or opened.answers
        look, word = _WORDS[state] if says else ("", "")
        yield RevealedOption(key=gap.key, text=_words(gap, given), chosen=True, look=look, word=word)
    if opened.answers and state != "right":
        text = _words(gap, spec.gap(gap.key).full_response())
        yield RevealedOption(key=gap.key, text=text, chosen=False, look="right", word="This is right.")


def _words(gap: RenderedGap, answer: Response) -> str:
    return gap_words(gap, typed_in_gaps({"gaps": {gap.key: answer}})[gap.key])


def _why(spec: ClozeSpec, gap: RenderedGap, given: Response | None, opened: Opened) -> str | None:
    """What is said to the answer in this gap."""
    if given is None or not opened.feedback:
        return None
    question = spec.gap(gap.key)
    chosen = [f"option:{given['choice']}"] if "choice" in given else []
    texts = (question.feedback_text(name) for name in [*chosen, *question.mark(given).feedback])
    return next((text for text in texts if text), None)
