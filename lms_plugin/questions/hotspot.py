"""hotspot: one or more places in a picture, marked in it or chosen by name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Interval, Len

from lms_plugin.questions.answers import fields_of, known_key, quote
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.exact import Exact, parse_exact
from lms_plugin.questions.figures import alt_problems, picture_problems
from lms_plugin.questions.kernels import choose, parts
from lms_plugin.questions.marks import UNANSWERED, Mark, verdict
from lms_plugin.questions.options import keys_of
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import (
    RenderedFigure,
    RenderedOption,
    RenderedQuestion,
    RenderedRegion,
    basics,
    figure_of,
    media_of,
)
from lms_plugin.questions.specs import (
    Key,
    Line,
    Many,
    Problem,
    QuestionSpec,
    Response,
    Spec,
    Text,
    repeated,
)

Point = tuple[Fraction, Fraction]
_COORDINATE = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
_MOST = 20
_WRONG_POINT = "A mark in the picture has a shape that the question does not know."


class RegionSpec(Spec):
    """A place in the picture, in percent of its width and height: a rect's left, top, width and height; an ellipse's
    center and its two radii. Its edge belongs to it."""

    key: Key
    label: Line
    shape: Literal["rect", "ellipse"]
    at: Annotated[Many[Exact], Len(4, 4)]
    correct: bool = False
    feedback: Text | None = None

    def problems(self) -> Iterator[Problem]:
        x, y, width, height = self.at
        left, top = (x, y) if self.shape == "rect" else (x - width, y - height)
        right, bottom = x + width, y + height
        if min(width, height) <= 0 or min(left, top) < 0 or max(right, bottom) > 100:
            yield Problem(("at",), "this place is not inside the picture", "Write percentages from 0 to 100")


class HotspotSpec(QuestionSpec):
    """Response: `{"regions": ["board"], "points": [["41.5", "22.0"]], "missed": 0}`.

    `regions` are those named and those marked, sorted; `missed` counts the points in no region: wrong choices.
    """

    shown_fields: ClassVar[frozenset[str]] = frozenset({"image", "alt", "choose", "outlines", "scoring", "regions"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"regions", "choose", "scoring"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"regions": frozenset({"key", "label", "shape", "at"})}
    worded: ClassVar[Mapping[str, str]] = {"option": "regions"}

    type: Literal["hotspot"]
    image: Line
    alt: Line
    choose: Annotated[int, Interval(ge=1, le=10)] = 1
    outlines: bool = True
    scoring: Literal["plus_minus", "all_or_nothing"] = "plus_minus"
    regions: Annotated[Many[RegionSpec], Len(2, 20)]

    @property
    def right(self) -> frozenset[str]:
        """The keys of the correct regions."""
        return frozenset(region.key for region in self.regions if region.correct)

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from picture_problems("image", self.image)
        yield from alt_problems(self.alt)
        for index, key in repeated(region.key for region in self.regions):
            yield Problem(
                ("regions", index, "key"), f"region key '{key}' is used twice", "Give each region its own key"
            )
        for index, _ in repeated(" ".join(region.label.casefold().split()) for region in self.regions):
            yield Problem(("regions", index, "label"), "this label stands in another region too", "Change one of them")
        if not self.right:
            yield Problem(("regions",), "no region is correct", "Add correct: true to at least one")
        if len(self.right) > self.choose:
            fix = f"Write choose: {len(self.right)}"
            yield Problem(("regions",), f"{len(self.right)} regions are correct and {self.choose} may be chosen", fix)

    def pictures(self) -> Iterator[tuple[tuple[str, ...], str]]:
        yield from super().pictures()
        yield ("image",), self.image

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"regions", "points", "missed"})
        named, points = given.get("regions", []), given.get("points", [])
        if not isinstance(named, list) or not isinstance(points, list) or len(points) > _MOST:
            raise ResponseError("This answer must be a list of places in the picture.")
        chosen = {known_key(key, keys_of(shown, "regions")) for key in named}
        read = [_point(point) for point in points]
        hits = [_hit(shown["regions"], point) for point in read]
        found = chosen | {hit for hit in hits if hit is not None}
        count = len(chosen - set(hits)) + len(points)
        if count > shown["choose"]:
            raise ResponseError(f"You chose {count} places. Choose at most {shown['choose']}.")
        if "missed" in given and (type(given["missed"]) is not int or given["missed"] != hits.count(None)):
            raise ResponseError(_WRONG_POINT)
        if not found and not points:
            return {}
        kept = [[_text(x, 1), _text(y, 1)] for x, y in read]
        return {"regions": sorted(found), "points": kept, "missed": hits.count(None)}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        """Regions stay as they are written. Without `outlines` nothing says where they are."""
        return RenderedQuestion(
            **basics(shown),
            options=tuple(RenderedOption(region["key"], region["label"]) for region in shown["regions"]),
            select=shown["choose"],
            picture=_picture(shown),
            regions=tuple(_drawn(region) for region in shown["regions"]) if shown["outlines"] else (),
        )

    def drawn(self) -> tuple[RenderedRegion, ...]:
        """Where every region is, for after the answers are open."""
        return tuple(_drawn(region.to_json()) for region in self.regions)

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        named = frozenset(response["regions"])
        chosen = named | {f"missed:{number}" for number in range(response["missed"])}
        keys = frozenset(region.key for region in self.regions)
        credit = choose(self.scoring, chosen, self.right, keys)
        words = [f"option:{r.key}" for r in self.regions if r.key in named and r.feedback is not None]
        states = parts(named, self.right, keys)
        return Mark(credit=credit, answered=bool(chosen), parts=states, feedback=(verdict(credit), *words))

    def full_response(self) -> Response:
        return {"regions": sorted(self.right), "points": [], "missed": 0}


def named_regions(shown: Mapping[str, Any], response: Mapping[str, Any]) -> frozenset[str]:
    """The regions of an answer that were chosen by name: no mark in the picture stands for them."""
    points = response.get("points", ())
    hits = {_hit(shown["regions"], _point(point)) for point in points}
    return frozenset(response.get("regions", ())) - hits


def _point(value: object) -> Point:
    """A point in percent, rounded to tenths as it is stored."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ResponseError(_WRONG_POINT)
    x, y = (_coordinate(part) for part in value)
    return x, y


def _coordinate(value: object) -> Fraction:
    if not isinstance(value, str) or not _COORDINATE.fullmatch(value):
        raise ResponseError(_WRONG_POINT)
    number = Fraction(Decimal(value).quantize(Decimal("0.1")))
    if number > 100:
        raise ResponseError(f"{quote(value)} is outside the picture. Mark a place inside it.")
    return number


def _hit(regions: Sequence[Mapping[str, Any]], point: Point) -> str | None:
    """The first region in the list that the point is in."""
    return next((str(region["key"]) for region in regions if _is_in(region, point)), None)


def _is_in(region: Mapping[str, Any], point: Point) -> bool:
    x, y, width, height = (parse_exact(value) for value in region["at"])
    right, down = point[0] - x, point[1] - y
    if region["shape"] == "rect":
        return 0 <= right <= width and 0 <= down <= height
    return (right * height) ** 2 + (down * width) ** 2 <= (width * height) ** 2


def _text(value: Fraction, places: int) -> str:
    """As a decimal, cut after so many places."""
    whole, rest = divmod(int(value * 10**places), 10**places)
    return f"{whole}.{rest:0{places}d}"


def _drawn(region: Mapping[str, Any]) -> RenderedRegion:
    sides = (_text(parse_exact(value), 2) for value in region["at"])
    return RenderedRegion(region["key"], region["label"], region["shape"], *sides)


def _picture(shown: Mapping[str, Any]) -> RenderedFigure:
    return figure_of({"src": shown["image"], "alt": shown["alt"]}, media_of(shown).get(shown["image"]))
