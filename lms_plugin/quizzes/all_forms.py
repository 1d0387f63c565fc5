"""What the page with all questions sends: the fields of each question under its number, `q3.choice`, `q3.base`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from werkzeug.datastructures import MultiDict

from lms_plugin.curriculum.shown import ShownQuiz
from lms_plugin.progress.answer_fields import read_answer
from lms_plugin.quizzes.errors import BadSaveError
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.saving import Save

_MOST_REVISIONS = 2**31 - 1


@dataclass(frozen=True)
class Button:
    """Which one was pressed: `do` is save, check, keep or theirs; `number` is that of the question that it stands at,
    0 for the buttons of the whole page."""

    do: str = "save"
    number: int = 0


def prefix(number: int) -> str:
    """What the fields of a question begin with."""
    return f"q{number}."


def read_button(form: MultiDict[str, str]) -> Button:
    """The button of the page; anything unknown saves, which loses nothing."""
    do, _, number = form.get("go", "save").partition(":")
    if do in {"keep", "theirs"}:
        return Button(do, _number(number))
    moved = (found for name in form if (found := re.fullmatch(r"q(\d{1,4})\.move", name)))
    return Button(do if do == "check" else "save", next((int(found[1]) for found in moved), 0))


def read_saves(form: MultiDict[str, str], quiz: ShownQuiz, paper: Paper, button: Button) -> Mapping[str, Save]:
    """The answers by question key, of those questions alone that the form has.

    One `save_id` stands for the whole post: each question's own follows from it, so that the same post sent again is
    known again. Raises BadSaveError.
    """
    whole = _save_id(form.get("save_id"))
    return {
        question.key: Save(
            save_id=uuid5(whole, question.key),
            base=_base(form, number, button),
            value=_answer(form, number, quiz.question(question.key)),
        )
        for number, question in enumerate(paper.asked, 1)
        if f"{prefix(number)}base" in form and button != Button("theirs", number)
    }


def _answer(form: MultiDict[str, str], number: int, shown: Mapping[str, Any]) -> dict[str, Any] | None:
    return read_answer(shown, lambda name: form.getlist(prefix(number) + name))


def _base(form: MultiDict[str, str], number: int, button: Button) -> int:
    """The revision that the page began from; keeping one's own answer begins from the other device's."""
    name = "newer" if button == Button("keep", number) else "base"
    return _number(form.get(prefix(number) + name, "0"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= _MOST_REVISIONS):
        raise BadSaveError("base is the revision that the page began from: a whole number from 0.")
    return int(text)


def _save_id(text: str | None) -> UUID:
    """A page without script has none, and needs none: the same answer sent again changes nothing."""
    try:
        return UUID(text) if text else uuid4()
    except ValueError as error:
        raise BadSaveError("save_id is not a UUID.") from error
