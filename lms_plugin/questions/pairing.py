"""What matching and categorise share: every row takes one target out of a common list, marked by a parts rule."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal, Protocol

from annotated_types import Len
from pydantic import BeforeValidator

from lms_plugin.questions.answers import fields_of, known_key, quote
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import UNANSWERED, Mark, verdict
from lms_plugin.questions.options import keys_of
from lms_plugin.questions.part_kernel import PartRule, credit_parts, part_state
from lms_plugin.questions.specs import Key, Many, Problem, Response, Spec, Text, repeated


def as_list(value: object) -> object:
    """One key as a list of one."""
    return (value,) if isinstance(value, str) else value


# Written as one key or as a list of them.
RightKeys = Annotated[Many[Key], BeforeValidator(as_list), Len(1, 12)]
ROW_SHOWN = frozenset({"key", "text"})


class TargetSpec(Spec):
    """What a row may be given."""

    key: Key
    text: Text
    pin: Literal["first", "last"] | None = None


class Row(Protocol):
    """A row with the targets that are right for it."""

    @property
    def key(self) -> str: ...
    @property
    def right(self) -> frozenset[str]: ...
    @property
    def weight(self) -> Fraction | None: ...
    @property
    def feedback(self) -> str | None: ...


def target_problems(
    rows: Sequence[Row],
    targets: Sequence[TargetSpec],
    *,
    at: tuple[str, str],
    nouns: tuple[str, str],
    scoring: PartRule,
) -> Iterator[Problem]:
    """Targets that there are not, and weights that decide nothing. `at`: the list of rows, and a row's field;
    `nouns`: what a target is called, and how a list of them begins."""
    known = [target.key for target in targets]
    (listed, field), (noun, heading) = at, nouns
    for index, row in enumerate(rows):
        for key in sorted(row.right - set(known)):
            yield Problem((listed, index, field), f"no {noun} '{key}'", f"{heading}: {', '.join(known)}")
        if row.weight is not None and scoring != "per_part":
            yield Problem((listed, index, "weight"), "weight has no meaning here", "It belongs to scoring: per_part")
        elif row.weight is not None and row.weight <= 0:
            yield Problem((listed, index, "weight"), "weight must be above 0", "Write a number such as 2")


def check_pairs(shown: Mapping[str, Any], value: object, *, field: str, rows: str, targets: str) -> Response:
    """The canonical response `{field: {row: target}}`, `{}` where nothing is chosen."""
    given = fields_of(value, {field}).get(field, {})
    if not isinstance(given, dict):
        raise ResponseError("This answer must say what belongs to what.")
    known_rows, known_targets = keys_of(shown, rows), keys_of(shown, targets)
    pairs = {known_key(row, known_rows): known_key(target, known_targets) for row, target in given.items()}
    return {field: dict(sorted(pairs.items()))} if pairs else {}


def refuse_reuse(shown: Mapping[str, Any], pairs: Mapping[str, str]) -> None:
    """A target may stand once. Raises ResponseError."""
    texts = {target["key"]: target["text"] for target in shown["targets"]}
    for _, key in repeated(pairs.values()):
        raise ResponseError(f"{quote(texts[key])} is chosen more than once. Each can be used once, or not at all.")


def mark_pairs(rule: PartRule, rows: Sequence[Row], response: Response | None, field: str) -> Mark:
    """The verdict over all rows. A row's own words go with its mark where it was answered."""
    if not response:
        return UNANSWERED
    given = response[field]
    states = {row.key: part_state(given.get(row.key), row.right) for row in rows}
    credit = credit_parts(rule, states, {row.key: row.weight for row in rows if row.weight is not None})
    words = [f"part:{row.key}" for row in rows if row.key in given and row.feedback is not None]
    return Mark(credit=credit, answered=True, parts=states, feedback=(verdict(credit), *words))


def assign(rows: Sequence[Row]) -> dict[str, str] | None:
    """A right target for every row, none of them twice; None where that cannot be."""
    taken: dict[str, Row] = {}

    def place(row: Row, tried: set[str]) -> bool:
        for target in sorted(row.right - tried):
            tried.add(target)
            if target not in taken or place(taken[target], tried):
                taken[target] = row
                return True
        return False

    if not all(place(row, set()) for row in rows):
        return None
    return {row.key: target for target, row in taken.items()}


def deciding_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """Of the rows what decides credit, by key."""
    return {row.key: [sorted(row.right), str(row.weight or 1)] for row in rows}
