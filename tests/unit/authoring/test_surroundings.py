"""What a question may choose from its course, and what is said where it names something that is not there."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from lms_plugin.authoring.editing import question_form
from lms_plugin.authoring.question_forms.layouts import layout_of
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.authoring.regions import draw
from lms_plugin.authoring.surroundings import Surroundings
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.models import Draft, DraftMedia

FILE = """questions:
  - key: a
    tags: [hands, "two words", 'masks']
  - {key: b, type: true_false, tags: [hands, gowns]}
  - key: c
    tags:
      - gloves
      - masks
    stem: tags are no list here
"""
PICTURE = DraftMedia(
    course_key="own", path="media/desk.png", digest="d" * 64, mime="image/png", size=3, width=40, height=30
)
BEGUN = {"key": "q", "type": "true_false", "stem": "Is it a desk?", "answer": True}


def around(**more: object) -> Surroundings:
    return Surroundings(pictures={PICTURE.src: PICTURE}, references=(("who", "WHO (2009)."),), **more)  # type: ignore[arg-type]


def test_tags_in_use_are_those_of_all_questions() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    drafts = tuple(
        Draft(id=uuid4(), tenant_id=uuid4(), course_key="own", path=path, text=FILE, edited_at=now)
        for path in ("quizzes/a.yaml", "glossary.yaml")
    )
    assert around(drafts=drafts).tags == ("gloves", "gowns", "hands", "masks", "two words")
    assert around(drafts=drafts[1:]).tags == ()


def test_alternative_text_is_missed_at_its_own_field_in_words_of_the_form() -> None:
    form = question_form(BEGUN | {"figure": {"src": "media/desk.png"}}, around())
    assert form.fault_of("figure.alt").startswith("No alternative text. Say what the picture shows")
    assert form.asked is None
    described = question_form(BEGUN | {"figure": {"src": "media/desk.png", "alt": "A desk"}}, around())
    assert described.faults == ()
    assert described.asked is not None
    assert described.asked.question.figure is not None
    assert described.asked.question.figure.digest == PICTURE.digest


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("figure.src", {"figure": {"src": "media/other.png", "alt": "A desk"}}),
        ("references", {"references": ["who", "cdc"]}),
        ("objective", {"objective": "goal"}),
    ],
)
def test_what_the_course_does_not_have_is_said_at_its_field(field: str, data: dict[str, object]) -> None:
    form = question_form(BEGUN | data, around())
    assert [fault.field for fault in form.faults] == [field]
    assert question_form(BEGUN | {"references": ["who"]}, around()).faults == ()


def test_ticked_references_keep_their_order_and_untouched_ones_their_value() -> None:
    layout, before = layout_of("true_false"), {"type": "true_false", "references": ["b", "a"]}
    seen = {"references.seen": "1"}
    assert read_form(layout, {**seen, "references:a": "true", "references:b": "true"}, before) == before
    more = read_form(layout, {**seen, "references:c": "true", "references:a": "true", "references:b": "true"}, before)
    assert more["references"] == ["b", "a", "c"]
    assert read_form(layout, {**seen, "references:a": "true"}, before)["references"] == ["a"]
    assert "references" not in read_form(layout, seen, before)
    assert read_form(layout, {}, before) == before  # a form without the list leaves it alone


def test_places_are_drawn_as_far_as_they_can_be() -> None:
    regions = "[{shape: ellipse, at: [1, 2.50, 3, 4]}, {at: [1, 2, 3]}, {at: [1, 2, x, 4]}, x, {at: [true, 2, 3, 4]}]"
    data = read_yaml(f"regions: {regions}").data
    assert [(each.shape, each.x, each.y) for each in draw(data)] == [("ellipse", "1", "2.50")]
    assert list(draw({"regions": 3})) == []
