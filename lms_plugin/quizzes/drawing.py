"""Which of the questions that may be drawn stand on a paper (content format 3.1). No I/O, and no library's generator.

What is drawn is a *unit*, named by a key: a question, or several that are shown and moved as one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms_plugin.curriculum.shown import DrawView, SectionView
from lms_plugin.questions.ranking import Ranking

# A draw of a quiz: the key of its section and its number there, from 0.
Place = tuple[str, int]


class ShortDrawError(Exception):
    """A draw has too few units left. Publishing refuses such quizzes; only what is kept can bring it about."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a draw gave, in the order of ranks."""

    place: Place
    units: tuple[str, ...]


def draw_units(
    sections: Sequence[SectionView], ranking: Ranking, seen: Mapping[str, int], kept: Mapping[str, Place]
) -> tuple[Drawn, ...]:
    """Fill the draws in file order; no unit twice, and none that a section names.

    `seen` counts how often the learner was shown a unit; `kept` units stay in the draw they came from. Raises
    ShortDrawError.
    """
    taken = {key for section in sections for key in section.questions} | set(kept)
    found = []
    for place, draw in list_draws(sections):
        stay = [key for key, at in kept.items() if at == place]
        free = [key for key in draw.keys if key not in taken]
        more = _preferred(draw, free, ranking, seen)[: draw.count - len(stay)]
        if len(stay) + len(more) < draw.count:
            raise ShortDrawError
        taken.update(more)
        found.append(Drawn(place=place, units=tuple(ranking.order("draw", (*stay, *more)))))
    return tuple(found)


def list_draws(sections: Sequence[SectionView]) -> Iterator[tuple[Place, DrawView]]:
    """Every draw with its place, in file order."""
    for section in sections:
        yield from (((section.key, number), draw) for number, draw in enumerate(section.draws))


def keep_units(
    sections: Sequence[SectionView], earlier: Mapping[str, Place], full: Collection[str]
) -> dict[str, Place]:
    """Of the units with full credit those that may stay where they were drawn: same draw, still fitting, not too many.

    `earlier` says where the last paper drew each unit.
    """
    kept: dict[str, Place] = {}
    named = {key for section in sections for key in section.questions}
    for place, draw in list_draws(sections):
        stay = [key for key in draw.keys if key in full and key not in named and earlier.get(key) == place]
        kept.update(dict.fromkeys(stay[: draw.count], place))
    return kept


def _preferred(draw: DrawView, keys: Sequence[str], ranking: Ranking, seen: Mapping[str, int]) -> list[str]:
    ranked = ranking.order("draw", keys)
    return ranked if draw.prefer == "random" else sorted(ranked, key=lambda key: seen.get(key, 0))
