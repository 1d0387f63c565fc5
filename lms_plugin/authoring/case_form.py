"""What the page of a case shows beside its fields: each stage with what it asks, and the case as learners see it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms_plugin.authoring.checking import Fault, check_question
from lms_plugin.authoring.editing import Line, QuestionForm, as_learners_see, list_line, question_form, title_of
from lms_plugin.authoring.surroundings import Surroundings
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.insides import find_question, members, name_of
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.drafts.places import is_question_file
from lms_plugin.progress.asked import Asked

_MEMBER = re.compile(r"(stages\.(\d+)\.questions\.(\d+))(?:\..+)?")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A question that a stage asks. `home` is the path and the title of the file that one stands in which is used; ""
    where it is nowhere in the course."""

    id: str
    name: str
    line: Line | None
    is_used: bool = False
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
        return Entry(id=at, name=name_of(entry), line=_line(entry, number))
    found = _find_used(str(entry["use"]), around)
    if found is None:
        return Entry(id=at, name=name_of(entry), line=None, is_used=True)
    path, title, block = found
    line = replace(list_line(block), number=number)
    return Entry(id=at, name=name_of(entry), line=line, is_used=True, home=(path, title))


def _line(entry: dict[str, Any], number: int) -> Line | None:
    try:
        return replace(list_line(Block(write_block(entry), name_of(entry))), number=number)
    except UnwritableError:
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


def form_of(data: Mapping[str, Any], around: Surroundings, **rest: Any) -> QuestionForm:
    """The form of a question, or of a case, beside which one fault is said for each of its questions that has some."""
    form = question_form(data, around, **rest)
    if form.kind != "case":
        return form
    flaws = tuple(flaw for flaw in form.flaws if "questions" not in flaw.at)
    return replace(form, faults=tuple(_gathered(list(form.faults))), flaws=flaws)


def _gathered(faults: list[Fault]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for fault in faults:
        if found := _MEMBER.fullmatch(fault.field):
            seen[found[1]] = seen.get(found[1], 0) + 1
    for fault in faults:
        found = _MEMBER.fullmatch(fault.field)
        if found is None:
            yield fault
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
