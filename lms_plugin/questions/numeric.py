"""numeric: a number, with a unit where the question has one, within stated ranges."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from lms_plugin.questions.answers import fields_of, quote, typed_text
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.exact import MAX_DIGITS, Exact, exact_text, is_decimal, parse_exact
from lms_plugin.questions.marks import ONE, UNANSWERED, ZERO, Mark, verdict
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Many, Problem, QuestionSpec, Response, Spec, Text
from lms_plugin.questions.typed_numbers import missing_unit, parse_number, plainly_typed, split_unit

LONGEST = 60


def _as_tolerance(value: object) -> str:
    percent = isinstance(value, str) and value.endswith("%")
    number = parse_exact(value[:-1].rstrip() if isinstance(value, str) and percent else value)
    if number < 0:
        raise PydanticCustomError("tolerance", "is below 0")
    return exact_text(number) + ("%" if percent else "")


Tolerance = Annotated[str, BeforeValidator(_as_tolerance)]
UnitName = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^\S*[^\W\d]\S*$|^[%°]$")]


class NumericAcceptSpec(Spec):
    """A value with a tolerance (absolute or `4%`), or a range; both ends are in."""

    value: Exact | None = None
    tolerance: Tolerance | None = None
    start: Exact | None = Field(default=None, alias="from")
    end: Exact | None = Field(default=None, alias="to")
    credit: Exact = ONE
    feedback: Text | None = None

    def problems(self) -> Iterator[Problem]:
        ranged = self.start is not None and self.end is not None
        if (self.value is None) is not ranged or (self.start is None) is not (self.end is None):
            yield Problem((), "neither a value nor a range", "Write value: 2.5, or from: 2 and to: 3")
        elif ranged and self.tolerance is not None:
            yield Problem(("tolerance",), "a range has no tolerance", "Widen the range")
        elif self.bounds[0] > self.bounds[1]:
            yield Problem(("from",), "the range ends before it starts", "Exchange from and to")
        if not 0 <= self.credit <= 1:
            yield Problem(("credit",), "credit must be from 0 to 1", "Write a fraction such as 1/2")

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest number that fits."""
        if self.start is not None and self.end is not None:
            return self.start, self.end
        value, text = self.value or ZERO, self.tolerance or "0"
        wide = abs(value) * Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        return value - wide, value + wide

    def plain_number(self) -> Fraction | None:
        """A number in the range that can be typed in decimals: the stated value if it can, else the shortest."""
        low, high = self.bounds
        if self.value is not None and is_decimal(self.value):
            return self.value
        for places in range(MAX_DIGITS // 2):
            scale = 10**places
            number = Fraction(-(-low.numerator * scale // low.denominator), scale)
            if number <= high:
                return number
        return None


class UnitSpec(Spec):
    """`also` maps each further unit to how many base units one of it is."""

    base: UnitName
    also: dict[UnitName, Exact] = Field(default_factory=dict)
    missing: Literal["wrong", "ask", "ignore"] = "wrong"

    def problems(self) -> Iterator[Problem]:
        for name, factor in self.also.items():
            if factor <= 0 or name == self.base:
                yield Problem(("also", name), "a further unit has a name of its own and a factor above 0", "Correct it")

    @property
    def factors(self) -> dict[str, Fraction]:
        """Base units in one of each unit, the base first."""
        return {self.base: ONE, **self.also}


class NumericSpec(QuestionSpec):
    """Response: `{"value": "2.45", "unit": "mg", "typed": "2,45 mg"}`; only `typed` need be sent."""

    deciding_fields: ClassVar[frozenset[str]] = frozenset({"accept", "unit"})

    type: Literal["numeric"]
    accept: Annotated[Many[NumericAcceptSpec], Len(1, 20)]
    unit: UnitSpec | None = None

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if not any(item.credit == 1 and item.plain_number() is not None for item in self.accept):
            yield Problem(
                ("accept",), "no number that can be typed in decimals earns full credit", "Add one, or a tolerance"
            )
        for (first, a), (second, b) in combinations(enumerate(self.accept), 2):
            low, high = max(a.bounds[0], b.bounds[0]), min(a.bounds[1], b.bounds[1])
            if a.credit == b.credit and low <= high:
                yield Problem(
                    ("accept", second),
                    f"this range overlaps number {first + 1}, which has the same credit",
                    "Join them, or give them different credit",
                )

    def derived(self) -> Json:
        ends = [end for item in self.accept for end in item.bounds]
        whole = all(end.denominator == 1 for end in ends) and not (self.unit and self.unit.also)
        if self.unit is None:
            return {"whole": whole}
        return {"whole": whole, "units": list(self.unit.factors), "unit_missing": self.unit.missing}

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"value", "unit", "typed"})
        typed = typed_text(given.get("typed", given.get("value", "")), LONGEST)
        units = shown["derived"].get("units", [])
        sent = _sent_unit(given.get("unit"), units)
        if not typed:
            return {}
        text, typed_unit = split_unit(typed, units)
        number = parse_number(text, typed=typed, units=units, whole=shown["derived"]["whole"])
        response = {"value": exact_text(number), "typed": typed}
        if "value" in given and given["value"] not in (typed, response["value"]):
            raise ResponseError(f"{quote(given['value'])} is not the number in {quote(typed)}.")
        if sent and typed_unit and sent != typed_unit:
            raise ResponseError(f"{quote(typed_unit)} was typed, and {quote(sent)} was chosen. Keep one unit.")
        if unit := sent or typed_unit:
            response["unit"] = unit
        elif shown["derived"].get("unit_missing") == "ask":
            raise ResponseError(missing_unit(units))
        return response

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        known = shown["derived"]
        return RenderedQuestion(
            **basics(shown),
            whole=known["whole"],
            units=tuple(known.get("units", ())),
            unit_needed=known.get("unit_missing") == "ask",
            max_length=LONGEST,
        )

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        found = self._matching(response)
        credit = ZERO if found is None else self.accept[found].credit
        words = [f"accept:{found}"] if found is not None and self.accept[found].feedback is not None else []
        return Mark(credit=credit, answered=True, feedback=(verdict(credit), *words))

    def _matching(self, response: Response) -> int | None:
        """The accepted range with the highest credit that the answer lies in."""
        amount = Fraction(response["value"])
        if self.unit is not None:
            name = response.get("unit", None if self.unit.missing == "wrong" else self.unit.base)
            factor = self.unit.factors.get(name) if name is not None else None
            if factor is None:
                return None
            amount *= factor
        inside = [i for i, item in enumerate(self.accept) if item.bounds[0] <= amount <= item.bounds[1]]
        return max(inside, key=lambda i: self.accept[i].credit, default=None)

    def full_response(self) -> Response:
        numbers = (item.plain_number() for item in self.accept if item.credit == 1)
        number = next(number for number in numbers if number is not None)
        response = {"value": exact_text(number), "typed": plainly_typed(number)}
        return response | {"unit": self.unit.base} if self.unit else response

    def part_feedback(self, kind: str, place: str) -> str | None:
        return self.accept[int(place)].feedback if kind == "accept" and int(place) < len(self.accept) else None


def _sent_unit(sent: object, units: list[str]) -> str | None:
    """A unit that was chosen beside the number."""
    if sent is None or sent == "":
        return None
    if not isinstance(sent, str) or sent not in units:
        raise ResponseError(f"{quote(sent)} is not a unit of this question.")
    return sent
