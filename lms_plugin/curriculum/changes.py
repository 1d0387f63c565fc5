"""What a new publication does to questions that were published before: told apart by hashes and the edition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lms_plugin.curriculum.course import Course, WrittenQuestion
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.lint import Findings
from lms_plugin.questions.options import LISTS
from lms_plugin.questions.short_texts import distance
from lms_plugin.questions.specs import QuestionSpec

ChangeKind = Literal["new", "cosmetic", "substantive", "key"]
# Texts are compared up to here; what differs only later is no new question.
_COMPARED = 1_000


@dataclass(frozen=True)
class Published:
    """A question as the newest publication has it, and the path of the file that held it."""

    spec: QuestionSpec
    path: str


@dataclass(frozen=True)
class Change:
    """What happens to a question: its statistics go on, start again, or are kept apart for a new key."""

    key: str
    kind: ChangeKind


def change_kind(before: QuestionSpec, after: QuestionSpec) -> ChangeKind | None:
    """How two versions of a question differ; None where they are the same. Whether that is legal is not asked here."""
    if after.edition > before.edition:
        return "substantive"
    if after.marking_hash() != before.marking_hash():
        return "key"
    return None if after.content_hash() == before.content_hash() else "cosmetic"


def list_changes(before: Mapping[str, Published], course: Course) -> list[Change]:
    """What the course changes in questions, by key."""
    found = []
    for key, spec in sorted(course.find_questions().items()):
        kind: ChangeKind | None = change_kind(before[key].spec, spec) if key in before else "new"
        if kind is not None:
            found.append(Change(key, kind))
    return found


def check_changes(before: Mapping[str, Published], number: int, course: Course) -> Findings:
    """Changes that would break what learners did with publication `number`, and those that look like slips."""
    findings = Findings()
    written = {question.spec.key: question for question in course.questions()}
    for key, published in before.items():
        if key not in written:
            fix = "Put it back; with retired: true it is not asked any more"
            problem = f"it was published in publication {number} and is gone"
            path = str(course.root / published.path)
            findings.errors.append(ContentError(path, 1, f"question '{key}'", problem, fix))
        else:
            findings.errors.extend(_illegal(published.spec, written[key], number))
            findings.warnings.extend(_suspicious(published.spec, written[key]))
    return findings


def _illegal(before: QuestionSpec, now: WrittenQuestion, number: int) -> Iterator[ContentError]:
    after = now.spec
    if after.edition > before.edition:
        return

    def error(place: tuple[str | int, ...], problem: str, back: str) -> ContentError:
        fix = f"Raise edition to {before.edition + 1} (a different question) or {back}"
        return now.source.error((*now.at, *place), problem, fix, where=now.at)

    if after.edition < before.edition:
        problem = f"edition was {before.edition} in publication {number} and is {after.edition}"
        yield now.source.error((*now.at, "edition"), problem, f"Write {before.edition} or more", where=now.at)
    elif after.type != before.type:
        yield error(("type",), f"its type was {before.type} in publication {number}", "change it back")
    else:
        for name, noun in LISTS.items():
            old, new = _item_keys(before, name), _item_keys(after, name)
            for key in old:
                if key not in new:
                    problem = f"{noun} '{key}' was published in publication {number} and is gone"
                    yield error((name,), problem, "put it back")
            for index, key in enumerate(new):
                if key not in old:
                    problem = f"{noun} '{key}' was not there in publication {number}"
                    yield error((name, index), problem, "take it out")


def _item_keys(spec: QuestionSpec, name: str) -> list[str]:
    return [item.key for item in getattr(spec, name, ())]


def _suspicious(before: QuestionSpec, now: WrittenQuestion) -> Iterator[ContentError]:
    """Another text under the same edition."""
    if now.spec.edition != before.edition or now.spec.shown_hash() == before.shown_hash():
        return
    old, new = _words(before), _words(now.spec)
    if distance(old, new) * 10 > max(len(old), len(new)):
        fix = f"Raise edition to {before.edition + 1} if it is one; leave it for better words"
        yield now.source.error((*now.at, "stem"), "it looks like a new question", fix, where=now.at)


def _words(spec: QuestionSpec) -> str:
    shown = spec.shown()
    texts = [shown["stem"], *(shown[name] for name in ("text", "statement") if name in shown)]
    for name in LISTS:
        texts.extend(item.get("text", "") for item in sorted(shown.get(name, []), key=lambda item: str(item["key"])))
    return " ".join(texts)[:_COMPARED]
