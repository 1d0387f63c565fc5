"""The form of a question and its data: each field has a place, and what nobody touches comes back as it was."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given

from lms_plugin.authoring.question_forms.fields import Field, Part
from lms_plugin.authoring.question_forms.filling import Filled, FilledField, fill
from lms_plugin.authoring.question_forms.layouts import KINDS, layout_of
from lms_plugin.authoring.question_forms.own_fields import OWN
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.curriculum.blocks.data import question_data
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.questions.registry import TYPES, read_question
from lms_plugin.questions.specs import QuestionSpec
from tests.unit.questions.strategies import questions

GALLERY = Path("courses/question-gallery/modules")
# What the form leaves to the text: a key is made once, a type is chosen once.
BY_TEXT = {"key", "type"}


def as_posted(parts: Iterable[Filled]) -> dict[str, str]:
    """The names and values that a browser sends for a form that nobody touched."""
    sent: dict[str, str] = {}
    for part in parts:
        if isinstance(part, FilledField):
            if part.field.kind == "one":
                rows, _, index = part.id.rpartition(".")[0].rpartition(".")
                sent |= {f"{rows}.one": index} if part.on else {}
            elif part.field.kind == "flag":
                sent |= {part.id: "true"} if part.on else {}
            else:
                sent[part.id] = part.text.replace("\n", "\r\n")  # as forms are sent
        else:
            for row in part.rows:
                sent |= as_posted(row.parts)
    return sent


def posted(layout: Sequence[Part], data: Mapping[str, Any]) -> dict[str, str]:
    return as_posted(fill(layout, data))


@given(questions)
def test_an_untouched_form_changes_nothing(spec: QuestionSpec) -> None:
    data = question_data(spec)
    layout = layout_of(spec.type)
    assert read_form(layout, posted(layout, data), data) == data


@given(questions)
def test_a_question_typed_anew_is_the_same_question(spec: QuestionSpec) -> None:
    """Every field through the form alone, on top of nothing but its key and type and the keys of its rows."""
    data = question_data(spec)
    layout = layout_of(spec.type)
    assume(data.get("feedback") != {})
    bare = _keys_alone(data)
    again = read_form(layout, posted(layout, data), bare)
    assert read_question(again) == spec


def _keys_alone(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data without anything that a form has a field for: keys of rows are made, not typed."""
    rows = {
        name: [_keys_alone(each) for each in value]
        for name, value in data.items()
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
    }
    return {name: value for name, value in data.items() if name in BY_TEXT} | rows


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*/quizzes/*.yaml")), ids=lambda path: path.stem)
def test_the_gallery_comes_through_its_forms(path: Path) -> None:
    for block in split_file(path.read_text()).blocks:
        layout = layout_of(str(block.data["type"]))
        assert read_form(layout, posted(layout, block.data), block.data) == block.data


def _names(parts: Iterable[Part]) -> set[str]:
    return {part.name.partition(".")[0] for part in parts}


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_of_a_type_has_a_place_in_its_form(kind: str) -> None:
    fields = {info.alias or name for name, info in TYPES[kind].model_fields.items()}
    assert fields - BY_TEXT == _names(layout_of(kind)) & fields
    assert kind in OWN
    assert kind in KINDS


def test_a_blank_form_says_nothing() -> None:
    for kind in OWN:
        layout = layout_of(kind)
        assert read_form(layout, posted(layout, {"type": kind}), {"type": kind}) == {"type": kind}


def test_what_does_not_fit_stays_as_it_was_typed() -> None:
    layout = layout_of("single_choice")
    assert read_form(layout, {"points": "two"}, {"type": "single_choice"})["points"] == "two"


def test_letters_stand_for_rows_written_in_the_same_form() -> None:
    form = {
        "targets.0.text": "Privacy office",
        "targets.1.text": "Help desk",
        "prompts.0.text": "A leak",
        "prompts.0.match": "b",
    }
    data = read_form(layout_of("matching"), form, {"type": "matching"})
    assert data["prompts"] == [{"key": "a-leak", "text": "A leak", "match": "help-desk"}]


@pytest.mark.parametrize("field", [f for f in layout_of("numeric") if isinstance(f, Field) and f.kind == "number"])
def test_numbers_are_exact(field: Field) -> None:
    data = read_form(layout_of("numeric"), {field.name: "0.1"}, {"type": "numeric"})
    assert str(data[field.name]) == "0.1"
    assert not isinstance(data[field.name], float)
