"""What the Questions pages show of one quiz: every question in a row, or one question with its answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any
from uuid import UUID

from lms_plugin.analytics.chosen import TYPED, WITH_OPTIONS, option_labels
from lms_plugin.analytics.figures import figures_of
from lms_plugin.analytics.flags import Choice, Flag, flags_of
from lms_plugin.analytics.sittings import Taken, list_taken_quizzes, read_taken
from lms_plugin.analytics.statistics import Figures, Version
from lms_plugin.analytics.whole_quiz import Whole, whole_of
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.services import get_course_view, get_quiz
from lms_plugin.curriculum.shown import CourseView
from lms_plugin.errors import NotFoundError
from lms_plugin.questions.scores import cut_percent

TYPED_FROM = 5  # fewer people than these are not quoted
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, kw_only=True)
class QuizLine:
    """A quiz that somebody handed in, in this course. `path` is of its file within its course."""

    activity_id: UUID
    title: str
    course: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One version of a question. `shown` is its shown part, `choices` its answers to choose where it has such.

    `earlier` counts the people who answered other versions at their first try.
    """

    number: int
    version: Version
    figures: Figures
    shown: Mapping[str, Any]
    choices: tuple[Choice, ...]
    flags: tuple[Flag, ...]
    last: datetime
    earlier: int = 0

    @property
    def is_flagged(self) -> bool:
        """It needs a look."""
        return any(flag.tone != "plain" for flag in self.flags)

    @property
    def right(self) -> Fraction | None:
        """Full credit at the first try, as a part of those who answered; none where nothing decides credit."""
        figures = self.figures
        return Fraction(figures.right, figures.answered) if figures.mean is not None and figures.answered else None


@dataclass(frozen=True, kw_only=True)
class QuizItems:
    """A quiz's questions, each in its newest version, in the order of the newest quiz; `versions` has them all."""

    items: tuple[Item, ...]
    versions: tuple[Item, ...]
    people: int
    tries: int
    whole: Whole | None

    @property
    def flagged(self) -> int:
        """How many need a look."""
        return sum(item.is_flagged for item in self.items)


def list_quizzes(context_id: UUID) -> list[QuizLine]:
    """The quizzes that were handed in, in a course, by title as the newest publication that was taken has it."""
    newest: dict[UUID, tuple[int, QuizLine]] = {}
    for activity_id, publication_id in list_taken_quizzes(context_id):
        course = get_course_view(publication_id)
        if activity_id not in newest or newest[activity_id][0] < course.number:
            newest[activity_id] = course.number, _line(course, activity_id)
    return sorted((line for _, line in newest.values()), key=lambda line: (line.title.casefold(), line.activity_id))


def _line(course: CourseView, activity_id: UUID) -> QuizLine:
    folders = {step.activity_id: f"modules/{one.key}/" for one in course.modules for step in one.contents + one.retired}
    steps = (*course.steps(), *course.retired_steps())
    step = next(step for step in steps if step.activity_id == activity_id)
    path = f"{folders.get(activity_id, '')}quizzes/{step.key}.yaml"
    return QuizLine(activity_id=activity_id, title=step.title, course=course.key, path=path)


def get_quiz_line(lines: Sequence[QuizLine], activity_id: UUID) -> QuizLine:
    """One of them. Raises NotFoundError: of other courses nothing is told."""
    found = next((line for line in lines if line.activity_id == activity_id), None)
    if found is None:
        raise NotFoundError("Nobody handed in such a quiz in this course.")
    return found


def read_items(context_id: UUID, activity_id: UUID, key: str | None = None) -> QuizItems:
    """A quiz's questions with their figures; with a `key`, that question alone, and its parts too."""
    taken = read_taken(context_id, activity_id, key)
    figures = figures_of(taken.sittings, key)
    order = _order(taken)
    newest_first = sorted(figures, key=lambda version: (taken.quizzes[version][0], version), reverse=True)
    ranked = sorted(newest_first, key=lambda version: order[version.key])
    versions = tuple(_item(order[version.key] + 1, version, figures, taken) for version in ranked)
    newest = {item.version.key: item for item in reversed(versions)}
    return QuizItems(
        items=tuple(newest[name] for name in dict.fromkeys(version.key for version in ranked)),
        versions=versions,
        people=taken.people,
        tries=len(taken.sittings),
        whole=whole_of(taken.sittings) if key is None else None,
    )


def _order(taken: Taken) -> dict[str, int]:
    """The places of the questions: as the newest quiz has them, then those that it has no more."""
    asked = [question["key"] for question in get_quiz(taken.newest).questions] if taken.newest is not None else []
    kept = {version.key for version in taken.quizzes}
    return {
        key: place for place, key in enumerate(dict.fromkeys([*(key for key in asked if key in kept), *sorted(kept)]))
    }


def _item(number: int, version: Version, figures: Mapping[Version, Figures], taken: Taken) -> Item:
    last, quiz = taken.quizzes[version]
    shown = get_quiz(quiz).question(version.key)
    choices = choices_of(shown, get_quiz_questions(quiz)[version.key].full_response())
    others = (other for other in figures if other.key == version.key and other != version)
    return Item(
        number=number,
        version=version,
        figures=figures[version],
        shown=shown,
        choices=choices,
        flags=flags_of(figures[version], choices),
        last=last,
        earlier=sum(figures[other].answered for other in others),
    )


def choices_of(shown: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The answers to choose from, lettered in the order of the file, with what is right; none of other types."""
    if shown["type"] not in WITH_OPTIONS:
        return ()
    keys = {right.get("choice"), *right.get("choices", ()), str(right.get("answer")).lower()}
    labels = option_labels(shown)
    return tuple(Choice(label.key, LETTERS[place], label.key in keys) for place, label in enumerate(labels))


def often_typed(figures: Figures, shown: Mapping[str, Any]) -> list[tuple[str, int]]:
    """What at least five people typed, the commonest first; spellings that differ in capitals alone are one."""
    if shown["type"] not in TYPED:
        return []
    spellings: dict[str, Counter[str]] = {}
    for text, count in figures.choices["all"].items():
        spellings.setdefault(text.casefold(), Counter())[text] += count
    found = [(min(counts, key=lambda text: (-counts[text], text)), counts.total()) for counts in spellings.values()]
    return sorted((one for one in found if one[1] >= TYPED_FROM), key=lambda one: (-one[1], one[0]))


def written(figures: Figures, shown: Mapping[str, Any]) -> list[str]:
    """What people wrote in their own words, from five answers on, in an order that tells nothing about them."""
    texts = list(figures.choices["all"].elements()) if shown["type"] == "free_text" else []
    return sorted(texts, key=lambda text: sha256(text.encode()).digest()) if len(texts) >= TYPED_FROM else []


def as_percent(part: Fraction | None) -> str:
    """For reading, cut to a whole percentage; a dash where there is none."""
    return "–" if part is None else f"{cut_percent(part, 0)}%"


def as_hundredths(number: int | None) -> str:
    """Hundredths for reading, with a real minus: −0.12."""
    if number is None:
        return "–"
    return f"{'−' if number < 0 else ''}{abs(number) // 100}.{abs(number) % 100:02}"
