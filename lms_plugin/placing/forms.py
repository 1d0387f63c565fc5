"""The picker's form: what was ticked and typed, and what of it holds. Its fields follow from what is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from werkzeug.datastructures import MultiDict

from lms_plugin.core.web.forgery import LaunchForm
from lms_plugin.errors import NotFoundError
from lms_plugin.lti.placing_habits import CAREFUL, Habits
from lms_plugin.placing.catalogue import Item

LEAST_POINTS, USUAL_POINTS = 1, "100"


class PickerForm(LaunchForm):
    """The token alone; the rest is read by `read_picks`."""


@dataclass(frozen=True)
class Choice:
    """An item to be placed; `points` is None where it gets no grade column, a date where none was chosen."""

    item: Item
    points: int | None
    opens: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What this LMS takes at this place: `several` links at once, `grades`, and its habits; `timezone` is of dates."""

    several: bool = True
    grades: bool = True
    habits: Habits = CAREFUL
    timezone: tzinfo = UTC


@dataclass(frozen=True)
class Picks:
    """The form as typed, and what came of it: `choices`, or a `problem` of the whole and what is `wrong` by item."""

    chosen: frozenset[str] = frozenset()
    graded: frozenset[str] = frozenset()
    points: Mapping[str, str] = field(default_factory=dict)
    opens: Mapping[str, str] = field(default_factory=dict)
    due: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    problem: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def sending(self) -> int:
        """How many of the chosen send a grade."""
        return len(self.chosen & self.graded)

    def without_problem(self) -> "Picks":
        """As typed, while somebody is still looking around."""
        return replace(self, choices=(), problem="", wrong={})


def empty_picks(items: Sequence[Item], earlier: Mapping[str, str] | None = None) -> Picks:
    """What has a result would send it. Nothing is chosen yet, but the `earlier` choice that is being replaced."""
    chosen = frozenset(item.id for item in items if earlier and item.custom == earlier)
    return Picks(chosen=chosen, graded=frozenset(item.id for item in items if item.sends_grade))


def read_picks(form: "MultiDict[str, str]", items: Sequence[Item], rules: Rules) -> Picks:
    """Read a posted form. `seen` names the items whose switch was on the page: of all others it stands as it began.

    Raises NotFoundError for what is not offered to this hospital.
    """
    known = {item.id for item in items}
    chosen, seen = frozenset(form.getlist("item")), frozenset(form.getlist("seen"))
    if chosen - known:
        raise NotFoundError("One of the things chosen is not offered to your hospital.")
    unseen = {item.id for item in items if item.sends_grade and item.id not in seen}
    typed = {
        name: {item.id: form.get(f"{name}:{item.id}", usual).strip() for item in items}
        for name, usual in (("points", USUAL_POINTS), ("opens", ""), ("due", ""))
    }
    graded = (frozenset(form.getlist("graded")) & known) | unseen
    picks = Picks(chosen, graded, typed["points"], typed["opens"], typed["due"])
    wrong: dict[str, str] = {}
    choices = [_choose(item, picks, rules, wrong) for item in items if item.id in chosen]
    problem = _problem(choices, wrong, rules)
    return replace(picks, choices=() if problem else tuple(choices), problem=problem, wrong=wrong)


def _choose(item: Item, picks: Picks, rules: Rules, wrong: dict[str, str]) -> Choice:
    sends = rules.grades and item.sends_grade and item.id in picks.graded
    points = _points(picks.points[item.id], rules.habits.most_points) if sends else None
    if sends and points is None:
        wrong[item.id] = f"Write a whole number from {LEAST_POINTS} to {rules.habits.most_points}."
    if not rules.habits.windows:
        return Choice(item, points)
    opens, due = (_moment(typed[item.id], rules, item, wrong) for typed in (picks.opens, picks.due))
    if opens and due and due <= opens:
        wrong[item.id] = "The due date must be after the day it opens."
    return Choice(item, points, opens, due)


def _points(text: str, most: int) -> int | None:
    """The number typed, None where it is none that this LMS takes."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return None
    return int(text) if LEAST_POINTS <= int(text) <= most else None


def _moment(text: str, rules: Rules, item: Item, wrong: dict[str, str]) -> datetime | None:
    """A date and time of the hospital's clock, as browsers send it; None where nothing was typed."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=rules.timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        wrong[item.id] = "Write the date and time like 2027-01-31T08:00."
        return None


def _problem(choices: Sequence[Choice], wrong: Mapping[str, str], rules: Rules) -> str:
    if not choices:
        return "Choose at least one." if rules.several else "Choose one."
    if len(choices) > 1 and not rules.several:
        return "Your LMS takes one at a time. Choose one."
    names = [f"“{choice.item.title}”" for choice in choices if choice.item.id in wrong]
    what = "points or dates" if rules.habits.windows else "points"
    return f"The {what} of {' and '.join(names)} do not fit." if names else ""
