"""The clock of an attempt: how long it may take and when it is over. Exact, and no I/O (content-format.md 3.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from lms_plugin.curriculum.policies import Allowance, Policy
from lms_plugin.questions.exact import exact_text, parse_exact
from lms_plugin.quizzes.allowances import effective

GRACE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a running attempt was given since its start. None and 0 are nothing; changes are only ever added."""

    multiplier: Fraction | None = None
    no_limit: bool = False
    minutes: int = 0

    def to_json(self) -> dict[str, Any]:
        """As JSON, for the row; what is nothing is left out."""
        said = {"multiplier": exact_text(self.multiplier)} if self.multiplier is not None else {}
        return said | {name: value for name, value in (("no_limit", self.no_limit), ("minutes", self.minutes)) if value}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Change":
        """The change that `to_json` wrote."""
        multiplier = parse_exact(value["multiplier"]) if "multiplier" in value else None
        return cls(multiplier=multiplier, no_limit=value.get("no_limit", False), minutes=value.get("minutes", 0))


def time_allowed(policy: Policy) -> timedelta | None:
    """How long an attempt may take: limit × multiplier, to the microsecond and never less. None: no limit."""
    allowance = policy.allowance or Allowance()
    if policy.time_limit is None or allowance.no_limit:
        return None
    exact = policy.time_limit * (allowance.multiplier or 1) * 1_000_000
    return timedelta(microseconds=-(-Fraction(exact).numerator // Fraction(exact).denominator))


def grace_of(policy: Policy) -> timedelta:
    """For how long after the deadline an answer that was on its way still counts."""
    return GRACE if policy.grace is None else timedelta(seconds=policy.grace)


def deadline(policy: Policy, started_at: datetime, changes: Iterable[Change] = ()) -> datetime | None:
    """The server's start + limit × multiplier + extensions; None where there is no limit.

    A further change never makes it earlier.
    """
    listed = list(changes)
    given = [Allowance(multiplier=each.multiplier, no_limit=each.no_limit or None) for each in listed]
    allowed = time_allowed(effective(policy, given))
    if allowed is None:
        return None
    return started_at + allowed + timedelta(minutes=sum(each.minutes for each in listed))


def clock_at(policy: Policy, closes_at: datetime | None) -> datetime | None:
    """When the clock hands in what is there; None where it never does: no limit, or overtime."""
    return None if closes_at is None or policy.on_time_up == "overtime" else closes_at + grace_of(policy)
