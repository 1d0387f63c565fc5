"""Draws as a form: what it is filled from comes back as it was, and what is typed becomes sections."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.authoring.draws_form import DRAWS, as_rows, faults_of, into_sections, layout
from lms_plugin.authoring.question_forms.filling import Filled, FilledField, fill
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.curriculum.sections import SectionSpec

KEYS = st.sampled_from(["a", "b", "c-1"])
WORDS = st.lists(
    st.sampled_from(["hands", "basic facts", 'with "marks", and more']), min_size=1, max_size=3, unique=True
)
LEVELS = st.sampled_from(["remember", "apply", "create"])
FILTERS = st.fixed_dictionaries(
    {"bank": KEYS},
    optional={
        "module": KEYS,
        "objective": KEYS,
        "bloom": st.one_of(LEVELS, st.lists(LEVELS, min_size=1, max_size=3, unique=True)),
        "tags": st.one_of(st.just("hands"), WORDS),
        "not_tags": WORDS,
        "form": st.sampled_from(["a", "b"]),
    },
)
DRAWS_OF = st.fixed_dictionaries(
    {"count": st.integers(1, 200), "from": FILTERS}, optional={"prefer": st.sampled_from(["least_seen", "random"])}
)
SECTION = st.one_of(
    st.fixed_dictionaries({"questions": st.lists(KEYS, min_size=1, max_size=3, unique=True)}),
    st.fixed_dictionaries({"title": st.just("Words"), "draws": st.lists(DRAWS_OF, min_size=1, max_size=3)}),
)


def keyed(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"key": f"s{number}", **section} for number, section in enumerate(sections)]


def posted(parts: tuple[Filled, ...]) -> dict[str, str]:
    """The form as a browser sends it."""
    form: dict[str, str] = {}
    for part in parts:
        if isinstance(part, FilledField):
            form[part.id] = part.text
            continue
        for row in part.rows:
            form |= posted(row.parts)
    return form


@given(sections=st.lists(SECTION, max_size=4).map(keyed))
@settings(max_examples=60, deadline=None)
def test_what_is_not_touched_comes_back_as_it_was(sections: list[dict[str, Any]]) -> None:
    data = as_rows(sections)
    form = posted(fill(layout([("a", "Bank A")]), data, more={DRAWS: 1}))
    rows = read_form(layout(()), form, data).get(DRAWS) or []
    assert faults_of(rows) == ()
    assert into_sections(rows, sections, ["a", "q"]) == sections
    for section in sections:
        SectionSpec.model_validate(section)


def saved(sections: list[dict[str, Any]], own: list[str], **typed: str) -> list[dict[str, Any]]:
    form = {f"draws.{name}": value for name, value in typed.items()}
    return into_sections(read_form(layout(()), form, as_rows(sections)).get(DRAWS) or [], sections, own)


FIRST = {"0.count": "3", "0.from.bank": "words", "0.from.tags": "hands, basic facts"}
DRAW = {"count": 3, "from": {"bank": "words", "tags": ["hands", "basic facts"]}}


def test_a_first_draw_comes_behind_the_questions_of_the_quiz() -> None:
    assert saved([], ["one", "two"], **FIRST) == [
        {"key": "questions", "questions": ["one", "two"]},
        {"key": "drawn", "draws": [DRAW]},
    ]
    assert saved([], [], **FIRST) == [{"key": "drawn", "draws": [DRAW]}]


def test_without_its_last_draw_a_quiz_needs_no_sections() -> None:
    sections = saved([], ["one", "two"], **FIRST)
    assert into_sections([], sections, ["one", "two"]) == []
    assert into_sections([], sections, ["one", "two", "three"]) == sections[:1]  # three is not asked


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"0.count": "many", "0.from.bank": "words"}, "draws.0.count"),
        ({"0.count": "3"}, "draws.0.from"),
        ({"0.from.bank": "words"}, "draws.0.count"),
        ({"0.count": "0", "0.from.bank": "words"}, "draws.0.count"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(typed: dict[str, str], field: str) -> None:
    form = {f"draws.{name}": value for name, value in typed.items()}
    rows = read_form(layout(()), form, {}).get(DRAWS) or []
    assert [fault.field for fault in faults_of(rows)] == [field]
