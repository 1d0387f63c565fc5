"""The mark that a rule gives in place of the one that counts. No I/O.

Points and costs stay those that the person was told when the attempt began: a key says what is right, and no more.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect

from lms_plugin.core.db.base import Base
from lms_plugin.questions.specs import QuestionSpec
from lms_plugin.quizzes.models import MarkRow
from lms_plugin.regrading.proposals import BY_KEY, RuleName

LASTING = ("credit_all", "drop")
# How a mark came about, not what it says.
_HISTORY = frozenset({"round", "marker_id", "reason", "marked_at", "regrade_id", "ruling"})
_FULL = {"credit_num": 1, "credit_den": 1, "factor_num": 1, "factor_den": 1, "certainty": None, "feedback": ["right"]}


def rule_mark(rule: RuleName, rounds: Sequence[MarkRow], spec: QuestionSpec, value: Any) -> MarkRow | None:
    """The next round by the rule, not yet stored; None where the mark stays. `rounds` are all there are, in order.

    `value` is the answer that counts. What a person marks has no key: only the lasting rules change it.
    """
    ruled = _by_key(rule, rounds, spec, value) if rule in BY_KEY else _lasting(rule, rounds, spec)
    if ruled is None or _says(ruled) == _says(rounds[-1]):
        return None
    ruled.ruling = rule
    return ruled


def standing(rounds: Sequence[MarkRow]) -> MarkRow:
    """The newest mark that no lasting rule gave: what the answer is worth without it."""
    return next(row for row in reversed(rounds) if row.ruling not in LASTING)


def copy_of(row: Base, **changes: Any) -> Any:
    """A row like this one that no session knows."""
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
    return type(row)(**values | changes)


def _lasting(rule: RuleName, rounds: Sequence[MarkRow], spec: QuestionSpec) -> MarkRow | None:
    current, base = rounds[-1], standing(rounds)
    if current.ruling == rule or base.points_num == 0:
        return None
    following: MarkRow
    if rule == "drop":
        following = copy_of(current, round=current.round + 1, points_num=0, points_den=1)
        return following
    if current is base and base.credit is not None and base.earned == base.points and not spec.by_person:
        return None
    following = copy_of(base, round=current.round + 1, **_FULL)
    return following


def _by_key(rule: RuleName, rounds: Sequence[MarkRow], spec: QuestionSpec, value: Any) -> MarkRow | None:
    current, base = rounds[-1], standing(rounds)
    mark = spec.mark(value)
    if spec.by_person or mark.credit is None or base.credit is None:
        return None
    following: MarkRow = copy_of(base, round=current.round + 1)
    if rule == "either_key":
        if current.ruling == "credit_all":
            return None
        if mark.credit <= base.credit:
            return following
    following.credit_num, following.credit_den = mark.credit.as_integer_ratio()
    following.answered, following.parts, following.feedback = mark.answered, dict(mark.parts), list(mark.feedback)
    return following


def _says(row: MarkRow) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in inspect(MarkRow).columns if c.key not in _HISTORY}
