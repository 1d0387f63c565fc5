"""What the page of a case shows beside its fields: each stage with what it asks, and the case as learners see it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms_plugin.authoring.checking import Fault, check_question
from lms_plugin.authoring.editing import Line, QuestionForm, as_learners_see, list_line, question_form, title_of
from lms_plugin.authoring.insides import has_page
from lms_plugin.authoring.surroundings import Surroundings
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.insides import find_question, members, name_of
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.shapes import ITEM
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import mapping_text
from lms_plugin.curriculum.yaml_files import UnreadableError
from lms_plugin.drafts.places import is_question_file
from lms_plugin.progress.asked import Asked

# Faults of the case itself, in words of its form.
_IN_FORM = {
    "stimulus": ("There is no story yet", "Write what all the questions are about"),
    "stages": ("There is no stage yet", "Add one, with a question in it"),
    "stages.0.reveal": ("The first stage opens with the story", "Put this into the story, or move the stage down"),
}
_SPEC_WORDS = re.compile(r".* is (?:missing|empty|too short)|The first stage reveals something")
_EMPTY = re.compile(r"stages\.(\d+)\.questions")
_MEMBER = re.compile(r"(stages\.(\d+)\.questions\.(\d+))(?:\..+)?")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A question that a stage asks. `home` is the path and the title of the quiz or bank that one stands in which is
    used; "" where it is in none, and then it `is_gone` unless the course says its key elsewhere."""

    id: str
    name: str
    number: int
    line: Line | None
    is_used: bool = False
    has_page: bool = False
    is_gone: bool = False
    home: tuple[str, str] = ("", "")
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage with what it asks."""

    key: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What opens with a stage, for a look: its text, and its questions, None for one that cannot be shown yet."""

    reveal: str
    asked: tuple[Asked | None, ...]


@dataclass(frozen=True, kw_only=True)
class CaseAsSeen:
    """A case as far as it can be shown. The texts are Markdown."""

    title: str
    stimulus: str
    exhibits: tuple[Mapping[str, str], ...]
    parts: tuple[Part, ...]
    reveals = ()
    numbers = ()


def stages_of(data: Mapping[str, Any], around: Surroundings) -> tuple[Stage, ...]:
    """The stages of a case in whatever state, each question with its place in all of the case."""
    listed = data.get("stages")
    stages = [each if isinstance(each, dict) else {} for each in (listed if isinstance(listed, list) else ())]
    every = list(members(data))
    rows: list[list[Entry]] = [[] for _ in stages]
    for number, ((i, j), entry) in enumerate(every, 1):
        shown = _entry(f"stages.{i}.questions.{j}", entry, number, around)
        is_first, is_last = (i, j) == (0, 0), i == len(stages) - 1 and number == len(every)
        rows[i].append(replace(shown, is_first=is_first, is_last=is_last))
    return tuple(
        Stage(key=str(stage.get("key", "")), entries=tuple(row)) for stage, row in zip(stages, rows, strict=True)
    )


def _entry(at: str, entry: dict[str, Any], number: int, around: Surroundings) -> Entry:
    if "use" not in entry:
        return Entry(id=at, name=name_of(entry), number=number, line=_line(entry), has_page=has_page(entry))
    found, used = _find_used(str(entry["use"]), around), Entry(id=at, name=name_of(entry), number=number, line=None)
    if found is None:
        return replace(used, is_used=True, is_gone=_is_gone(entry, around))
    path, title, block = found
    return replace(used, is_used=True, line=list_line(block), home=(path, title))


def _line(entry: dict[str, Any]) -> Line | None:
    try:
        # Never saved: only a name under which its line is remembered.
        return list_line(Block(f"- {mapping_text(entry, 2, ITEM)}\n", name_of(entry)))
    except (UnwritableError, UnreadableError):
        return None


def _find_used(key: str, around: Surroundings) -> tuple[str, str, Block] | None:
    """A question of the course, with the path and the title of its file."""
    for draft in around.drafts:
        if is_question_file(draft.path) and key in draft.text:
            file = split_file(draft.text)
            block = find_question(file, key)
            if block is not None:
                return draft.path, title_of(file, draft.path), block
    return None


def _is_gone(entry: Mapping[str, Any], around: Surroundings) -> bool:
    """Whether a question that is used is in no text of the course; a lesson may have it, too."""
    says = re.compile(rf"\bkey: *[\"']?{re.escape(str(entry['use']))}(?![a-z0-9-])")
    return not any(says.search(draft.text) for draft in around.drafts)


def form_of(data: Mapping[str, Any], around: Surroundings, **rest: Any) -> QuestionForm:
    """The form of a question, or of a case, beside which one fault is said for each of its questions that has some."""
    form = question_form(data, around, **rest)
    if form.kind != "case":
        return form
    flaws = tuple(flaw for flaw in form.flaws if "questions" not in flaw.at)
    gone = [
        Fault(f"stages.{i}.questions.{j}", f"There is no question “{entry['use']}” in this course", "Take it out")
        for (i, j), entry in members(data)
        if form.is_begun and "use" in entry and _is_gone(entry, around)
    ]
    return replace(form, faults=(*_gathered(list(form.faults)), *gone), flaws=flaws)


def _gathered(faults: list[Fault]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for fault in faults:
        if found := _MEMBER.fullmatch(fault.field):
            seen[found[1]] = seen.get(found[1], 0) + 1
    for fault in faults:
        found = _MEMBER.fullmatch(fault.field)
        if empty := _EMPTY.fullmatch(fault.field):
            yield Fault(
                fault.field, f"Stage {int(empty[1]) + 1} asks nothing yet", "Add a question, or remove the stage"
            )
        elif found is None:
            is_known = fault.field in _IN_FORM and _SPEC_WORDS.fullmatch(fault.problem)
            yield Fault(fault.field, *_IN_FORM[fault.field]) if is_known else fault
        elif count := seen.pop(found[1], 0):
            things = "one thing" if count == 1 else f"{count} things"
            problem = f"Stage {int(found[2]) + 1}, question {int(found[3]) + 1}: {things} to mend"
            yield Fault(found[1], problem, "Its own page says what")


def case_as_seen(data: Mapping[str, Any], around: Surroundings) -> CaseAsSeen | None:
    """A case as its learners get it, all stages open; None where nothing is told yet."""
    exhibits = data.get("exhibits")
    shown = CaseAsSeen(
        title=str(data.get("title") or ""),
        stimulus=str(data.get("stimulus") or ""),
        exhibits=tuple(
            {"title": str(each.get("title") or "…"), "text": str(each.get("text") or "")}
            for each in (exhibits if isinstance(exhibits, list) else ())
            if isinstance(each, dict)
        ),
        parts=tuple(_parts(data, around)),
    )
    return shown if shown.stimulus or any(part.asked for part in shown.parts) else None


def _parts(data: Mapping[str, Any], around: Surroundings) -> Iterator[Part]:
    every = list(members(data))
    listed = data.get("stages")
    for number, stage in enumerate(listed if isinstance(listed, list) else ()):
        reveal = str(stage.get("reveal") or "") if isinstance(stage, dict) else ""
        yield Part(reveal=reveal, asked=tuple(_asked(entry, around) for (i, _), entry in every if i == number))


def _asked(entry: dict[str, Any], around: Surroundings) -> Asked | None:
    if "use" in entry:
        found = _find_used(str(entry["use"]), around)
        return as_learners_see(check_question(found[2].data), around.media) if found else None
    return as_learners_see(check_question(entry), around.media)
