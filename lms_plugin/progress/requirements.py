"""Which requirements are not met yet. No I/O."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lms_plugin.curriculum.requirements import Kind, NeedSpec, RequirementSpec
from lms_plugin.progress.rules import COMPLETE

PPM_OF_PERCENT = 10_000


@dataclass(frozen=True)
class Standing:
    """How far a person is with something. `best_ppm` is the best score, in millionths, cut."""

    state: str = "not_started"
    best_ppm: int | None = None


Look = Callable[[Kind, str], Standing]


def is_met(need: NeedSpec, look: Look) -> bool:
    """Whether a lesson or module is done, a quiz passed, or so many percent scored. Exact: millionths are cut."""
    standing = look(*need.target)
    if need.percent is None:
        return standing.state in COMPLETE
    return standing.best_ppm is not None and standing.best_ppm >= need.percent * PPM_OF_PERCENT


def find_unmet(requires: Iterable[RequirementSpec], look: Look) -> tuple[tuple[NeedSpec, ...], ...]:
    """What is missing: each group is needed, and of a group one will do. Nothing: it is open."""
    return tuple(each.needs for each in requires if not any(is_met(need, look) for need in each.needs))
