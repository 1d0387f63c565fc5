"""What pages send when an answer is saved: as JSON by script, as form fields without it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from lms_plugin.progress.answer_fields import read_answer
from lms_plugin.questions.certainty import CERTAINTIES, Certainty
from lms_plugin.quizzes.errors import BadSaveError
from lms_plugin.quizzes.saving import Save

_MOST_REVISIONS = 2**31 - 1
_SAVE = {"save_id", "base", "value", "draft", "flagged", "certainty"}


def read_save(sent: object) -> Save:
    """A save by script: `{"save_id", "base", "value", "draft"?, "flagged"?, "certainty"?}`. Raises BadSaveError."""
    if not isinstance(sent, dict) or (unknown := set(sent) - _SAVE):
        raise BadSaveError(
            f"Unknown: {', '.join(sorted(map(str, unknown)))}." if isinstance(sent, dict) else "Not JSON."
        )
    if "value" not in sent:
        raise BadSaveError("The answer is missing.")
    draft, flagged = sent.get("draft", False), sent.get("flagged")
    if not isinstance(draft, bool) or not isinstance(flagged, bool | None):
        raise BadSaveError("draft and flagged are true or false.")
    return Save(
        save_id=_save_id(sent.get("save_id")),
        base=_base(sent.get("base")),
        value=sent["value"],
        draft=draft,
        flagged=flagged,
        certainty=read_certainty(sent.get("certainty")),
    )


def read_step(form: MultiDict[str, str], shown: Mapping[str, Any], *, flagged: bool | None) -> Save:
    """The fields of the page's form. Sent twice it changes nothing the second time: the answer is the same."""
    return Save(
        save_id=uuid4(),
        base=read_round(form),
        value=read_answer(shown, form.getlist),
        flagged=flagged,
        certainty=read_certainty(form.get("certainty")),
    )


def read_round(form: MultiDict[str, str]) -> int:
    """The revision of an answer, or the round of a mark, that a form began from. Raises BadSaveError."""
    base = form.get("base", "0")
    return _base(int(base) if base.isascii() and base.isdecimal() and len(base) < 11 else None)


def read_certainty(value: object) -> Certainty | None:
    """How sure somebody is; None where nothing is said. Raises BadSaveError."""
    for word in CERTAINTIES:
        if value == word:
            return word
    if value is None:
        return None
    raise BadSaveError(f"certainty is one of: {', '.join(CERTAINTIES)}.")


def read_nth(value: str | None) -> int:
    """Which hint or which try a button asks for, from 1. Raises BadSaveError."""
    if value is None or not (value.isascii() and value.isdecimal() and len(value) < 4 and int(value) >= 1):
        raise BadSaveError("The button does not say which one it asks for.")
    return int(value)


def _save_id(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise BadSaveError("save_id is not a UUID.") from error


def _base(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_REVISIONS:
        raise BadSaveError("base is the revision that the page began from: a whole number from 0.")
    return value


def read_target(go: str, number: int, total: int) -> int | None:
    """Where a button leads: the number of a question, None for the check page."""
    if go == "back":
        return max(1, number - 1)
    if go in {"flag", "stay"}:
        return number
    if go.isascii() and go.isdecimal() and len(go) < 5 and 1 <= int(go) <= total:
        return int(go)
    return None if go == "check" or number >= total else number + 1
