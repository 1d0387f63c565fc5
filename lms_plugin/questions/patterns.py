"""Patterns for short answers: a small part of regular expressions, matched without backtracking.

Letters, `.`, classes such as `[a-c]`, groups with `|`, and `? * + {2} {2,4}` after one of these. A repeat never holds
another repeat. Every step keeps the set of places reached, so the work grows with pattern × text², whatever is typed.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Step = Callable[[str, frozenset[int]], frozenset[int]]
LONGEST = 200
MOST_UNBOUNDED = 3
MOST_REPEATS = 200


class PatternError(ValueError):
    """The pattern is not one of the small language; the message says where it leaves it."""


@dataclass
class _Reader:
    source: str
    literal: Callable[[str], str]
    ignore_case: bool
    place: int = 0
    unbounded: int = 0

    def peek(self) -> str:
        return self.source[self.place : self.place + 1]

    def take(self) -> str:
        sign = self.peek()
        if not sign:
            raise PatternError("it ends too early")
        self.place += 1
        return sign

    def either(self, repeated: bool, depth: int = 0) -> tuple[Step, bool]:
        """Alternatives up to a closing bracket or the end, and whether a repeat stands in them."""
        if depth > 10:
            raise PatternError("groups stand too deep in one another")
        found = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            found.append(self.sequence(depth))
        steps = [step for step, _ in found]
        return (lambda text, at: frozenset().union(*(step(text, at) for step in steps))), any(r for _, r in found)

    def sequence(self, depth: int) -> tuple[Step, bool]:
        steps: list[Step] = []
        repeats = False
        while self.peek() not in ("", "|", ")"):
            step, inner = self.atom(depth)
            bounds = self.repeat()
            if bounds is not None:
                if inner:
                    raise PatternError("a repeat stands inside another repeat")
                step, inner = _repeated(step, *bounds), True
            steps.append(step)
            repeats = repeats or inner
        return _all(steps), repeats

    def atom(self, depth: int) -> tuple[Step, bool]:
        sign = self.take()
        if sign == "(":
            if self.peek() == "?":
                raise PatternError("look-around and special groups (? are not allowed")
            step, inner = self.either(False, depth + 1)
            if self.peek() != ")":
                raise PatternError("a bracket ( is not closed")
            self.take()
            return step, inner
        if sign == "[":
            return _one(self.bracket()), False
        if sign in "?*+{":
            raise PatternError(f"there is nothing to repeat before {sign}")
        if sign in "^$":
            raise PatternError(f"{sign} is not needed: the whole answer is compared")
        if sign == ".":
            return _one(re.compile(".", re.DOTALL)), False
        return (self.escape() if sign == "\\" else _text(self.literal(sign))), False

    def escape(self) -> Step:
        sign = self.take()
        if sign in "dws":
            return _one(re.compile(f"\\{sign}"))
        if sign.isalnum():
            raise PatternError(f"\\{sign} is not allowed")
        return _text(self.literal(sign))

    def bracket(self) -> re.Pattern[str]:
        end = re.compile(r"\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL).match(self.source, self.place)
        if end is None:
            raise PatternError("a bracket [ is not closed")
        inside, self.place = end.group()[:-1], end.end()
        if re.search(r"\\[^\W_]", re.sub(r"\\[dws]", "", inside)) or "[" in inside:
            raise PatternError(f"[{inside}] holds a sign that is not allowed in a class")
        try:
            return re.compile(f"[{inside}]", re.IGNORECASE if self.ignore_case else 0)
        except re.error as error:
            raise PatternError(f"[{inside}] cannot be read") from error

    def repeat(self) -> tuple[int, int | None] | None:
        """The least and the greatest number of times of a repeat that stands here, if any."""
        if self.peek() not in ("?", "*", "+", "{"):
            return None
        sign = self.take()
        bounds: tuple[int, int | None] = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign, (0, 0))
        if sign == "{":
            found = re.compile(r"(\d{1,3})(?:(,)(\d{0,3}))?\}", re.ASCII).match(self.source, self.place)
            if found is None:
                raise PatternError("a repeat in braces is written {2}, {2,} or {2,4}")
            self.place = found.end()
            least = int(found[1])
            bounds = (least, least if not found[2] else int(found[3]) if found[3] else None)
        if self.peek() in ("?", "*", "+", "{"):
            raise PatternError("two repeats stand side by side")
        if bounds[1] is None:
            self.unbounded += 1
        elif bounds[1] < bounds[0] or bounds[1] > MOST_REPEATS:
            raise PatternError("a repeat ends below its start or above 200")
        return bounds


def _text(literal: str) -> Step:
    def step(text: str, places: frozenset[int]) -> frozenset[int]:
        return frozenset(place + len(literal) for place in places if text.startswith(literal, place))

    return step


def _one(sign: re.Pattern[str]) -> Step:
    def step(text: str, places: frozenset[int]) -> frozenset[int]:
        return frozenset(place + 1 for place in places if place < len(text) and sign.fullmatch(text, place, place + 1))

    return step


def _all(steps: Iterable[Step]) -> Step:
    chain = tuple(steps)

    def step(text: str, places: frozenset[int]) -> frozenset[int]:
        for each in chain:
            places = each(text, places)
        return places

    return step


def _repeated(inner: Step, least: int, most: int | None) -> Step:
    def step(text: str, places: frozenset[int]) -> frozenset[int]:
        for _ in range(least):
            places = inner(text, places)
        reached, count = places, least
        while places and (most is None or count < most):
            places = inner(text, places) - reached
            reached |= places
            count += 1
        return reached

    return step


def compile_pattern(source: str, *, literal: Callable[[str], str], ignore_case: bool) -> Callable[[str], bool]:
    """A test for a whole text. `literal` brings a letter of the pattern into the form of the texts compared."""
    if len(source) > LONGEST:
        raise PatternError(f"it has {len(source)} characters; at most {LONGEST} are allowed")
    reader = _Reader(source, literal, ignore_case)
    step, _ = reader.either(False)
    if reader.place < len(source):
        raise PatternError("a bracket ) has no beginning")
    if reader.unbounded > MOST_UNBOUNDED:
        raise PatternError(f"it has {reader.unbounded} unbounded repeats; at most {MOST_UNBOUNDED} are allowed")
    return lambda text: len(text) in step(text, frozenset({0}))
