"""What a step says, and what was sent and got meanwhile: plain data without secrets, stored and shown as it is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Verdict = Literal["pass", "fail", "not_offered", "your_turn", "not_checked"]

# The gravest first; a run is as good as its worst step.
ORDER: tuple[Verdict, ...] = ("fail", "your_turn", "not_checked", "not_offered", "pass")


# Words of a failed step that say, to people and to the next run, that the step passed before.
PASSED_BEFORE = "It was granted at the last check"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request of ours. `path` has no query, so that nobody's id is in it; `at` is a time of day in UTC.

    `answer` is the status, with the error code where the platform named one, or what went wrong on the way.
    """

    method: str
    host: str
    path: str
    answer: str
    milliseconds: int
    at: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one look found. `means` is for people, `fix` what to change and where; empty where all is well."""

    verdict: Verdict
    found: str
    means: str = ""
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """A finding of a run, numbered from 1, with the exchanges that led to it."""

    number: int
    key: str
    title: str
    verdict: Verdict
    found: str
    means: str
    fix: str
    exchanges: tuple[Exchange, ...]

    def as_json(self) -> dict[str, Any]:
        """For the database and for scripts."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` wrote."""
        return cls(**{**stored, "exchanges": tuple(Exchange(**each) for each in stored["exchanges"])})


def worst(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The gravest of them; `pass` for none."""
    return next((each for each in ORDER if each in verdicts), "pass")
