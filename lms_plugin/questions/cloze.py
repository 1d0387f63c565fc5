"""cloze: a text with gaps to fill, by choosing or by typing."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len

from lms_plugin.questions.answers import fields_of, known_key
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.gaps import GAP, INNER, GapSpec
from lms_plugin.questions.links import LinkSpec, link_problems
from lms_plugin.questions.marks import ONE, UNANSWERED, ZERO, Mark, verdict
from lms_plugin.questions.options import keys_of
from lms_plugin.questions.part_kernel import linked
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedGap, RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Many, OptionSpec, Problem, QuestionSpec, Response, Text, repeated


class ClozeSpec(QuestionSpec):
    """Response: `{"gaps": {"who": {"choice": "privacy"}, "days": {"typed": "60", "value": "60"}}}`, without blank ones.

    In `parts` a gap is right, part (it earned some of its credit), wrong or missed.
    """

    shown_fields: ClassVar[frozenset[str]] = frozenset({"scoring", "text"})

    type: Literal["cloze"]
    scoring: Literal["per_part", "all_or_nothing", "linked"] = "per_part"
    links: Many[LinkSpec] = ()
    text: Text
    gaps: Annotated[Many[GapSpec], Len(1, 20)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        known = [gap.key for gap in self.gaps]
        for index, key in repeated(known):
            yield Problem(("gaps", index, "key"), f"gap key '{key}' is used twice", "Give each gap its own key")
        for index, gap in enumerate(self.gaps):
            if (times := self.places.count(gap.key)) != 1:
                problem = f"{{{gap.key}}} stands {times} times in the text"
                yield Problem(("gaps", index), problem, "Write it there once")
            if gap.weight is not None and self.scoring != "per_part":
                yield Problem(
                    ("gaps", index, "weight"), "weight has no meaning here", "It belongs to scoring: per_part"
                )
        for key in self.places:
            if key not in known:
                yield Problem(
                    ("text",), f"there is no gap '{key}'", f"Gaps: {', '.join(known)}. Write \\{{ for a brace"
                )
        if bool(self.links) is not (self.scoring == "linked"):
            yield Problem(("links",), "links and scoring: linked go together", "Write both, or neither")
        yield from link_problems(self.links, known, "gap")

    @property
    def choices(self) -> tuple[OptionSpec, ...]:
        """Everything that can be chosen in a gap, under the keys of both."""
        listed = ((gap.key, option) for gap in self.gaps for option in gap.choices or ())
        return tuple(option.model_copy(update={"key": f"{key}:{option.key}"}) for key, option in listed)

    @property
    def places(self) -> list[str]:
        """The keys of the gaps as the text has them."""
        return [found[0] for found in GAP.findall(self.text)]

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"gaps"}).get("gaps", {})
        if not isinstance(given, dict):
            raise ResponseError("This answer must say what stands in each gap.")
        numbers = {key: number for number, key in enumerate(_in_text(shown), 1)}
        parts = {part["key"]: part for part in shown["gaps"]}
        gaps = {}
        for key, answer in given.items():
            part = parts[known_key(key, keys_of(shown, "gaps"))]
            try:
                gaps[key] = INNER[part["type"]].check_shown(part, answer)
            except ResponseError as error:
                raise ResponseError(f"Gap {numbers[key]}: {error}") from error
        gaps = {key: answer for key, answer in sorted(gaps.items()) if answer}
        return {"gaps": gaps} if gaps else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        parts = {part["key"]: part for part in shown["gaps"]}
        keys = _in_text(shown)
        inner = [INNER[parts[key]["type"]].render_shown(_whole(parts[key], shown), ranking) for key in keys]
        gaps = tuple(
            RenderedGap(key, part.type, part.options, part.units, part.whole, part.max_length)
            for key, part in zip(keys, inner, strict=True)
        )
        return RenderedQuestion(**basics(shown), text=shown["text"], gaps=gaps)

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        given: Mapping[str, Response] = response["gaps"]
        earned = {gap.key: self._credit(gap, given) for gap in self.gaps}
        states = {key: "missed" if key not in given else _state(credit) for key, credit in earned.items()}
        credit = self._total(earned, states)
        return Mark(credit=credit, answered=True, parts=states, feedback=(verdict(credit),))

    @staticmethod
    def _credit(gap: GapSpec, given: Mapping[str, Response]) -> Fraction:
        return gap.question.mark(given.get(gap.key)).credit or ZERO

    def _total(self, earned: Mapping[str, Fraction], states: Mapping[str, str]) -> Fraction:
        if self.scoring == "linked":
            return linked(states, {link.anchor: link.parts for link in self.links})
        if self.scoring == "all_or_nothing":
            return ONE if all(credit == ONE for credit in earned.values()) else ZERO
        points = sum((gap.share * earned[gap.key] for gap in self.gaps), ZERO)
        return Fraction(points, sum((gap.share for gap in self.gaps), ZERO))

    def full_response(self) -> Response:
        return {"gaps": {gap.key: gap.question.full_response() for gap in sorted(self.gaps, key=lambda gap: gap.key)}}

    def gap(self, key: str) -> QuestionSpec:
        """One gap as a question, by key."""
        return next(gap.question for gap in self.gaps if gap.key == key)

    def shown(self) -> Json:
        parts = {gap.key: gap.shown() for gap in self.gaps}
        return super().shown() | {"gaps": [parts[key] for key in self.places]}

    def key_part(self) -> Json:
        part = super().key_part()
        return part | {"fills": part.pop("gaps")}

    @classmethod
    def join(cls, shown: Mapping[str, Any], key: Mapping[str, Any]) -> Json:
        whole = super().join(shown, key)
        return whole | {"gaps": whole.pop("fills")}

    def deciding(self) -> Json:
        gaps = {gap.key: [gap.question.deciding(), str(gap.share)] for gap in self.gaps}
        links = sorted([link.anchor, *sorted(link.parts)] for link in self.links)
        return super().deciding() | {"scoring": self.scoring, "gaps": gaps, "links": links}


def _in_text(shown: Mapping[str, Any]) -> list[str]:
    return [found[0] for found in GAP.findall(shown["text"])]


def _whole(part: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """A gap's shown part as a question that can be rendered; its options are shuffled apart from other gaps'."""
    return {
        **part,
        **{name: shown[name] for name in ("edition", "points", "stem")},
        "key": f"{shown['key']}:{part['key']}",
    }


def _state(credit: Fraction) -> str:
    return "right" if credit == ONE else "part" if credit > ZERO else "wrong"
