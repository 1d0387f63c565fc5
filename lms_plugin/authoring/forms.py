"""The picker's form: what was ticked and typed, and what of it holds. Its fields follow from what is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from lms_plugin.authoring.catalogue import Item
from lms_plugin.core.web.forgery import LaunchForm
from lms_plugin.errors import NotFoundError

LEAST_POINTS, MOST_POINTS = 1, 100  # whole numbers in between are what every LMS takes (Moodle refuses others)


class PickerForm(LaunchForm):
    """The token alone; the rest is read by `read_picks`."""


@dataclass(frozen=True)
class Choice:
    """An item to be placed; `points` is None where it gets no grade column."""

    item: Item
    points: int | None


@dataclass(frozen=True)
class Picks:
    """The form as typed, and what came of it: `choices`, or a `problem` of the whole and what is `wrong` by item."""

    chosen: frozenset[str] = frozenset()
    graded: frozenset[str] = frozenset()
    points: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    problem: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def sending(self) -> int:
        """How many of the chosen send a grade."""
        return len(self.chosen & self.graded)


def empty_picks(items: Sequence[Item]) -> Picks:
    """Nothing chosen yet; what has a result would send it."""
    return Picks(graded=frozenset(item.id for item in items if item.sends_grade))


def read_picks(form: "MultiDict[str, str]", items: Sequence[Item], *, several: bool, grades: bool) -> Picks:
    """Read a posted form; `several`, `grades`: what the LMS takes. Raises NotFoundError for what is not offered."""
    chosen, graded = frozenset(form.getlist("item")), frozenset(form.getlist("graded"))
    if chosen - {item.id for item in items}:
        raise NotFoundError("One of the things chosen is not offered to your hospital.")
    typed = {item.id: form.get(f"points:{item.id}", "").strip() for item in items}
    choices, wrong = [], {}
    for item in items:
        if item.id in chosen:
            sends = grades and item.sends_grade and item.id in graded
            points = _points(typed[item.id]) if sends else None
            if sends and points is None:
                wrong[item.id] = f"Write a whole number from {LEAST_POINTS} to {MOST_POINTS}."
            choices.append(Choice(item, points))
    problem = _problem(choices, wrong, several=several)
    return Picks(chosen, graded, typed, () if problem else tuple(choices), problem, wrong)


def _points(text: str) -> int | None:
    """The number typed, None where it is none that an LMS takes."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    return int(text) if LEAST_POINTS <= int(text) <= MOST_POINTS else None


def _problem(choices: Sequence[Choice], wrong: Mapping[str, str], *, several: bool) -> str:
    if not choices:
        return "Choose at least one." if several else "Choose one."
    if len(choices) > 1 and not several:
        return "Your LMS takes one at a time. Choose one."
    names = [f"“{choice.item.title}”" for choice in choices if choice.item.id in wrong]
    return f"The points of {' and '.join(names)} do not fit." if names else ""
