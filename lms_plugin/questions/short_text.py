"""short_text: a word or phrase, compared in a normal form with accepted and rejected texts and patterns."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len
from pydantic import StringConstraints

from lms_plugin.questions.answers import fields_of, typed_text
from lms_plugin.questions.exact import Exact
from lms_plugin.questions.marks import ONE, UNANSWERED, ZERO, Mark, verdict
from lms_plugin.questions.patterns import PatternError, compile_pattern
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.short_texts import Rules, allowed_distance, distance, normalise
from lms_plugin.questions.specs import Line, Many, Problem, QuestionSpec, Response, Spec, Text

LONGEST = 200
Setting = Literal["ignore", "match"]
Phrase = Annotated[Line, StringConstraints(max_length=LONGEST)]


class TextAcceptSpec(Spec):
    """A text or a pattern for the whole answer, and what it earns."""

    text: Phrase | None = None
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)] | None = None
    credit: Exact = ONE
    feedback: Text | None = None

    def problems(self) -> Iterator[Problem]:
        if (self.text is None) is (self.pattern is None):
            yield Problem((), "neither a text nor a pattern, or both", "Write text: or pattern:")
        if not 0 < self.credit <= 1:
            yield Problem(("credit",), "credit must be above 0 and at most 1", "Write a fraction such as 1/2")


class TextRejectSpec(Spec):
    """A text that earns nothing, however near it is to an accepted one."""

    text: Phrase
    feedback: Text | None = None


class ShortTextSpec(QuestionSpec):
    """Response: `{"text": "hypoglycemia"}`, at most 200 characters."""

    deciding_fields: ClassVar[frozenset[str]] = frozenset(
        {"accept", "reject", "spelling", "close_credit", "case", "diacritics", "punctuation"}
    )

    type: Literal["short_text"]
    accept: Annotated[Many[TextAcceptSpec], Len(1, 50)]
    reject: Annotated[Many[TextRejectSpec], Len(0, 50)] = ()
    spelling: Literal["exact", "close"] = "exact"
    close_credit: Exact = ONE
    case: Setting = "ignore"
    diacritics: Setting = "ignore"
    punctuation: Setting = "ignore"

    @property
    def rules(self) -> Rules:
        """What of a text counts besides its letters."""
        return Rules(self.case == "match", self.diacritics == "match", self.punctuation == "match")

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if not 0 < self.close_credit <= 1:
            yield Problem(("close_credit",), "close_credit must be above 0 and at most 1", "Write 1/2, or leave it out")
        if not any(item.text is not None and item.credit == 1 for item in self.accept):
            yield Problem(("accept",), "no text earns full credit", "Add one accepted text")
        rejected = {normalise(item.text, self.rules) for item in self.reject}
        for place, index, text in self._texts():
            if not text:
                yield Problem((place, index), "nothing is left of this text to compare", "Use letters or digits")
            elif place == "accept" and text in rejected:
                yield Problem((place, index), "this text is rejected too", "Remove it from accept or from reject")
        yield from self._pattern_problems()

    def _texts(self) -> Iterator[tuple[str, int, str]]:
        for index, item in enumerate(self.accept):
            if item.text is not None:
                yield "accept", index, normalise(item.text, self.rules)
        for index, rejected in enumerate(self.reject):
            yield "reject", index, normalise(rejected.text, self.rules)

    def _pattern_problems(self) -> Iterator[Problem]:
        for index, item in enumerate(self.accept):
            if item.pattern is not None:
                try:
                    _compiled(item.pattern, self.rules)
                except PatternError as error:
                    yield Problem(("accept", index, "pattern"), f"this pattern cannot be used: {error}", "Simplify it")

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        text = typed_text(fields_of(value, {"text"}).get("text", ""), LONGEST)
        return {"text": text} if text else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        return RenderedQuestion(**basics(shown), max_length=LONGEST)

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        typed = normalise(response["text"], self.rules)
        for index, item in enumerate(self.reject):
            if normalise(item.text, self.rules) == typed:
                words = [f"reject:{index}"] if item.feedback is not None else []
                return Mark(credit=ZERO, answered=True, feedback=("wrong", *words))
        credit, best = max(self._earned(typed), default=(ZERO, None), key=lambda found: found[0])
        words = [f"accept:{best}"] if best is not None and self.accept[best].feedback is not None else []
        return Mark(credit=credit, answered=True, feedback=(verdict(credit), *words))

    def _earned(self, typed: str) -> list[tuple[Fraction, int | None]]:
        """Credit and place of the accepted items that the answer meets: equal texts, else patterns, else near ones."""
        items = list(enumerate(self.accept))
        texts = [(i, item.credit, normalise(item.text, self.rules)) for i, item in items if item.text is not None]
        equal = [(credit, i) for i, credit, text in texts if text == typed]
        matched = equal or [
            (item.credit, i) for i, item in items if item.pattern and _compiled(item.pattern, self.rules)(typed)
        ]
        if matched or self.spelling == "exact":
            return list(matched)
        rejected = min((distance(normalise(r.text, self.rules), typed) for r in self.reject), default=LONGEST + 1)
        off = [(i, credit, distance(text, typed), allowed_distance(text)) for i, credit, text in texts]
        return [(credit * self.close_credit, i) for i, credit, far, most in off if far <= most and far < rejected]

    def full_response(self) -> Response:
        text = next(item.text for item in self.accept if item.text is not None and item.credit == 1)
        return {"text": " ".join(text.split())}

    def part_feedback(self, kind: str, place: str) -> str | None:
        known: Mapping[str, tuple[TextAcceptSpec | TextRejectSpec, ...]]
        known = {"accept": self.accept, "reject": self.reject}
        found = known.get(kind, ())
        return found[int(place)].feedback if int(place) < len(found) else None


@lru_cache(maxsize=512)
def _compiled(pattern: str, rules: Rules) -> Callable[[str], bool]:
    def literal(sign: str) -> str:
        return " " if sign.isspace() else normalise(sign, rules)

    return compile_pattern(pattern, literal=literal, ignore_case=not rules.case)
