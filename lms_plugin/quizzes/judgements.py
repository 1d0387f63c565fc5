"""What a person decides about an answer: read from a form, checked against the rubric, and in words. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms_plugin.questions.answers import written_text
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.free_text import CriterionSpec, FreeTextSpec
from lms_plugin.quizzes.errors import UnfinishedMarkError

LONGEST = 2_000


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """`base` is the round of the mark that the marker saw; `chosen` has the place of a level, from 0, by criterion."""

    base: int
    chosen: Mapping[str, int]
    comment: str = ""
    reason: str = ""


def read_levels(spec: FreeTextSpec, typed: Mapping[str, str]) -> dict[str, int]:
    """The levels in the fields `level:<criterion>` of a form; what is no level of the rubric is left out."""
    found = {}
    for criterion in spec.rubric:
        value = typed.get(f"level:{criterion.key}", "")
        if value.isdecimal() and len(value) < 3 and int(value) < len(criterion.levels):
            found[criterion.key] = int(value)
    return found


def check_judgement(spec: FreeTextSpec, judgement: Judgement, *, is_change: bool) -> Judgement:
    """The judgement with its texts as they are stored. Raises UnfinishedMarkError, which names every field at once."""
    places = {
        criterion.key: f"Choose a level for “{criterion.title}”."
        for criterion in spec.rubric
        if criterion.key not in judgement.chosen
    }
    texts = {}
    for name in ("comment", "reason"):
        try:
            texts[name] = written_text(getattr(judgement, name), LONGEST)
        except ResponseError as error:
            places[name] = str(error)
    if is_change and not texts.get("reason", "-"):
        places["reason"] = "Say why the mark changes. The reason is kept in the audit trail."
    if places:
        raise UnfinishedMarkError(places)
    return Judgement(base=judgement.base, chosen=dict(judgement.chosen), **texts)


@dataclass(frozen=True, kw_only=True)
class ChosenLevel:
    """One criterion as it was judged; `points` and `most` are exact."""

    title: str
    text: str
    points: Fraction
    most: Fraction


def chosen_levels(spec: FreeTextSpec, chosen: Mapping[str, int] | None) -> tuple[ChosenLevel, ...]:
    """The levels that were chosen, in the order of the rubric."""
    return tuple(
        _level(criterion, (chosen or {})[criterion.key]) for criterion in spec.rubric if criterion.key in (chosen or {})
    )


def _level(criterion: CriterionSpec, place: int) -> ChosenLevel:
    level = criterion.levels[place]
    return ChosenLevel(title=criterion.title, text=level.text, points=level.points, most=criterion.levels[-1].points)
