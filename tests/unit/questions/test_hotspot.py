"""hotspot: which region a mark is in, what it earns, and what the page may know before release."""

from typing import Any

import pytest

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.hotspot import named_regions
from lms_plugin.questions.registry import AnyQuestionSpec, read_question

REGIONS: list[dict[str, Any]] = [
    {"key": "board", "label": "Upper left", "shape": "rect", "at": [4, 6, 38, 40], "correct": True},
    {"key": "mug", "label": "Middle", "shape": "ellipse", "at": [40, 46, 10, 8], "feedback": "A mug."},
    {"key": "lamp", "label": "Right", "shape": "rect", "at": [80, 80, 20, 20]},
]


def desk(**changes: Any) -> AnyQuestionSpec:
    plain = {"key": "q", "type": "hotspot", "stem": "Where?", "image": "media/desk.png", "alt": "A desk"}
    return read_question(plain | {"regions": REGIONS} | changes)


def at(x: str, y: str) -> dict[str, Any]:
    return {"points": [[x, y]]}


@pytest.mark.parametrize(
    ("point", "region"),
    [
        (("4", "6"), "board"),
        (("42", "46"), "board"),  # both edges of it, and in the mug: the first listed wins
        (("3.9", "6"), None),
        (("42.1", "46"), "mug"),
        (("50", "46"), "mug"),
        (("50.1", "46"), None),
        (("40", "54"), "mug"),
        (("47.1", "51.7"), None),
        (("100", "100"), "lamp"),
        (("0", "0"), None),
    ],
)
def test_where_a_mark_is(point: tuple[str, str], region: str | None) -> None:
    response = desk().check_response(at(*point))
    assert response["regions"] == ([region] if region else [])
    assert response["missed"] == (region is None)
    assert desk().check_response(response) == response


@pytest.mark.parametrize(
    ("rule", "given", "credit"),
    [
        ("plus_minus", {"regions": ["board", "lamp"]}, "1"),
        ("plus_minus", {"regions": ["board"]}, "1/2"),
        ("plus_minus", {"regions": ["board"]} | at("70", "1"), "0"),
        ("plus_minus", {"regions": ["mug"]}, "0"),
        ("plus_minus", {"regions": ["board"]} | at("90", "90"), "1"),
        ("all_or_nothing", {"regions": ["board"]} | at("90", "90"), "1"),
        ("all_or_nothing", {"regions": ["board"]}, "0"),
    ],
)
def test_credit(rule: str, given: dict[str, Any], credit: str) -> None:
    regions = [region | {"correct": region["key"] != "mug"} for region in REGIONS]
    spec = desk(scoring=rule, choose=2, regions=regions)
    assert str(spec.mark(spec.check_response(given)).credit) == credit


def test_a_mark_beside_everything_is_a_wrong_answer() -> None:
    mark = desk().mark(desk().check_response(at("70", "1")))
    assert mark.credit == 0
    assert (mark.answered, mark.feedback) == (True, ("wrong",))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"regions": ["board", "mug"]}, "You chose 2 places. Choose at most 1."),
        ({"regions": ["mug"]} | at("5", "7"), "You chose 2 places"),
        ({"points": [["5", "7"], ["5", "8"]]}, "You chose 2 places"),
        ({"regions": ["desk"]}, "is not one of this question"),
        ({"regions": "board"}, "must be a list of places"),
        (at("100.1", "5"), "is outside the picture"),
        (at("-1", "5"), "has a shape that the question does not know"),
        (at("nan", "5"), "has a shape"),
        (at("1e2", "5"), "has a shape"),
        ({"points": [[1.5, 2.0]]}, "has a shape"),
        ({"points": [["5"]]}, "has a shape"),
        ({"choice": "board"}, "no answer field"),
    ],
)
def test_answers_that_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ResponseError, match=said):
        desk().check_response(given)


@pytest.mark.parametrize("outlines", [True, False])
def test_the_page_knows_no_key(outlines: bool) -> None:
    spec = desk(outlines=outlines)
    rendered = spec.render(None)
    assert [region.key for region in rendered.regions] == (["board", "mug", "lamp"] if outlines else [])
    assert [option.text for option in rendered.options] == ["Upper left", "Middle", "Right"]
    assert "correct" not in str(rendered.to_json())
    other = desk(outlines=outlines, regions=[region | {"correct": region["key"] == "lamp"} for region in REGIONS])
    assert other.render(None) == rendered


def test_a_mark_does_not_tick_the_name_of_its_region() -> None:
    spec = desk(choose=2)
    response = spec.check_response({"regions": ["lamp"]} | at("5", "7"))
    assert response["regions"] == ["board", "lamp"]
    assert named_regions(spec.shown(), response) == {"lamp"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"regions": [region | {"correct": False} for region in REGIONS]}, "no region is correct"),
        ({"regions": [region | {"correct": True} for region in REGIONS]}, "3 regions are correct and 1 may be chosen"),
        ({"regions": [REGIONS[0], REGIONS[1] | {"key": "board"}]}, "region key 'board' is used twice"),
        ({"regions": [REGIONS[0], REGIONS[1] | {"label": "upper  LEFT"}]}, "this label stands in another region"),
        ({"regions": [REGIONS[0], REGIONS[1] | {"at": [95, 50, 10, 10]}]}, "not inside the picture"),
        ({"regions": [REGIONS[0], REGIONS[1] | {"at": [50, 50, 0, 10]}]}, "not inside the picture"),
        ({"image": "https://example.org/x.png"}, "image names no file of this course"),
        ({"alt": "Image of a desk"}, "alt starts"),
    ],
)
def test_hotspots_that_cannot_be(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        desk(**changes)
