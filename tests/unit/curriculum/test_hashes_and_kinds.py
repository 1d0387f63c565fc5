"""What an edit of a question is: its hashes, and the kind of the change (content-format 8: 17 and 18), every type."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lms_plugin.curriculum.blocks.data import question_data
from lms_plugin.curriculum.cases import AnyItemSpec
from lms_plugin.curriculum.changes import Published, check_changes, list_changes
from lms_plugin.curriculum.course import Course, Quiz
from lms_plugin.curriculum.lint import Findings
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.specs import CourseSpec, QuizSpec
from lms_plugin.curriculum.yaml_files import YamlText, read_yaml
from lms_plugin.questions.digests import digest
from lms_plugin.questions.specs import QuestionSpec

from .question_edits import Edit, edits
from .yaml_layouts import BY_TYPE, blocks

ITEM: TypeAdapter[Any] = TypeAdapter(AnyItemSpec)
kinds = pytest.mark.parametrize("kind", BY_TYPE)


def content_hash(spec: Any) -> str:
    return digest(spec.to_json())


def sound(spec: Any) -> Iterator[tuple[Edit, Any]]:
    """The edits that make another question of it, each with it."""
    for edit in edits(spec.to_json()):
        try:
            yield edit, ITEM.validate_python(edit.data)
        except ValidationError:
            continue


def with_defaults(draw: Callable[..., Any], said: Any, full: Any) -> Any:
    """What is said, with some of what holds anyway written out beside it."""
    if isinstance(said, dict) and isinstance(full, dict):
        names = [*said, *(name for name in full if name not in said and draw(st.booleans()))]
        return {name: with_defaults(draw, said.get(name, full.get(name)), full.get(name)) for name in names}
    if isinstance(said, list) and isinstance(full, list) and len(said) == len(full):
        return [with_defaults(draw, *pair) for pair in zip(said, full, strict=True)]
    return said


@kinds
@given(data=st.data())
@settings(max_examples=3)
def test_the_way_it_is_written_changes_no_hash(kind: str, data: st.DataObject) -> None:
    spec = data.draw(BY_TYPE[kind])
    written = with_defaults(data.draw, question_data(spec), spec.to_json())
    text = data.draw(blocks(written))
    assert content_hash(ITEM.validate_python(read_yaml(text).data[0])) == content_hash(spec)


@given(data=st.data())
@settings(max_examples=3)
def test_every_edit_of_a_case_changes_the_hash(data: st.DataObject) -> None:
    spec = data.draw(BY_TYPE["case"])
    for edit, other in sound(spec):
        assert (content_hash(other) == content_hash(spec)) is (other == spec), edit.at


# What decides credit, by the field's name wherever it stands. A list's order does not, but that of items to order.
DECIDING = {
    "points",
    "hint_cost",
    "scoring",
    "answer",
    "reuse",
    "floor",
    "choose",
    "links",
    "anchor",
    "with",
    "ties",
    "credit",
    "weight",
    "exclusive",
    "correct",
    "match",
    "in",
    "value",
    "tolerance",
    "from",
    "to",
    "unit",
    "base",
    "also",
    "missing",
    "g",
    "mcg",
    "spelling",
    "close_credit",
    "case",
    "diacritics",
    "punctuation",
    "statement",
    "typed_name",
    "marking",
    "at",
    "shape",
    "pattern",
    "reject",
    "accept",
    "labels",
    "levels",
}
PARTS = {
    "options",
    "targets",
    "prompts",
    "categories",
    "items",
    "columns",
    "rows",
    "gaps",
    "choices",
    "rubric",
    "regions",
}


def expected(kind: str, edit: Edit) -> str:
    """The kind of change that an edit is, told by its place alone; "refused" where a published part is not any more."""
    names = [step for step in edit.at if isinstance(step, str)]
    last = names[-1]
    if last == "edition":
        return "substantive" if edit.data["edition"] > 1 else "refused"
    if "feedback" in names:
        return "cosmetic"
    if last == "key" or (edit.what == "removed" and last in PARTS):
        return "refused"
    if edit.what == "moved":
        return "key" if (kind, last) == ("ordering", "items") else "cosmetic"
    if last == "text":
        return "key" if names[-2:-1] in (["accept"], ["reject"]) else "cosmetic"
    return "key" if last in DECIDING else "cosmetic"


def course_of(spec: QuestionSpec) -> Course:
    """A course whose only quiz asks this question, as it is when read from files."""
    source = Source("quizzes/q.yaml", YamlText({"questions": [spec.to_json()]}, {(): 1}))
    nowhere = Source("", YamlText({}, {}))
    quiz = QuizSpec.model_construct(title="Q", purpose="practice", questions=(cast("Any", spec),))
    course = CourseSpec(format=1, title="C", language="en-US", licence="-", timezone="UTC", modules=())
    return Course(
        key="c",
        root=Path(),
        spec=course,
        source=nowhere,
        references=(),
        reference_source=nowhere,
        glossary=(),
        glossary_source=nowhere,
        modules=(),
        quizzes=(Quiz(key="q", spec=quiz, source=source, findings=Findings()),),
        is_complete=True,
    )


def said_of(before: QuestionSpec, after: QuestionSpec) -> str:
    """What publishing says of the question: the kind of its change, or that it is refused."""
    published, course = {before.key: Published(before, "quizzes/q.yaml")}, course_of(after)
    found = check_changes(published, 3, course)
    if found.errors:
        return "refused"
    [change] = list_changes(published, course)
    return change.kind


asked = pytest.mark.parametrize("kind", sorted(set(BY_TYPE) - {"case"}))


@asked
@given(data=st.data())
@settings(max_examples=2)
def test_every_edit_changes_the_hash_and_is_told_apart(kind: str, data: st.DataObject) -> None:
    spec = data.draw(BY_TYPE[kind]).model_copy(update={"edition": 1})
    seen = set()
    for edit, other in sound(spec):
        assert (content_hash(other) == content_hash(spec)) is (other == spec), edit.at
        if other == spec:
            continue
        seen.add(said := said_of(spec, other))
        assert said == expected(kind, edit), edit.at
    assert seen >= {"cosmetic", "substantive", "refused"} | ({"key"} if kind != "attestation" else set())


@asked
@given(data=st.data())
@settings(max_examples=3)
def test_another_type_needs_another_edition(kind: str, data: st.DataObject) -> None:
    spec = data.draw(BY_TYPE[kind])
    other_kind = data.draw(st.sampled_from(sorted(set(BY_TYPE) - {"case", kind})))
    other = data.draw(BY_TYPE[other_kind]).model_copy(update={"key": spec.key, "edition": spec.edition})
    assert said_of(spec, other) == "refused"
    assert said_of(spec, other.model_copy(update={"edition": spec.edition + 1})) == "substantive"
