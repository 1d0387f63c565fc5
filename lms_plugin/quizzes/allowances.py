"""What one person gets beyond a quiz's rules: of everything that was granted the widest. No I/O.

content-format.md 3.2: by hospital, course or quiz; the effective policy is frozen in the attempt.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from lms_plugin.curriculum.policies import Allowance, Policy
from lms_plugin.questions.exact import exact_text


def effective(policy: Policy, grants: Iterable[Allowance]) -> Policy:
    """The policy as it holds for a person with these grants; what it was widened by before stays.

    `attempts` then holds the further tries, `quizzes.time_limits` reads the time, `extra_time` the days. Doing it again
    with the same grants changes nothing, so a frozen policy may be widened by what was granted since.
    """
    given = [*grants, *([policy.allowance] if policy.allowance is not None else [])]
    allowance = widest(given)
    if allowance is None:
        return policy
    base = stated(policy)
    attempts = base.attempts if base.attempts == "unlimited" else base.attempts + (allowance.extra_attempts or 0)
    return base.model_copy(update={"attempts": attempts, "allowance": allowance})


def stated(policy: Policy) -> Policy:
    """The policy as its quiz states it, for everybody."""
    if policy.allowance is None:
        return policy
    extra = policy.allowance.extra_attempts or 0
    attempts = policy.attempts if policy.attempts == "unlimited" else policy.attempts - extra
    return policy.model_copy(update={"attempts": attempts, "allowance": None})


def widest(grants: Iterable[Allowance]) -> Allowance | None:
    """Of each thing the most that any grant gives; None where nothing is given."""
    listed = list(grants)
    multiplier = max((grant.multiplier for grant in listed if grant.multiplier is not None), default=Fraction(1))
    found = Allowance(
        multiplier=multiplier if multiplier > 1 else None,
        no_limit=any(grant.no_limit for grant in listed) or None,
        extra_attempts=max((grant.extra_attempts or 0 for grant in listed), default=0) or None,
        extra_days=max((grant.extra_days or 0 for grant in listed), default=0) or None,
    )
    return found if found != Allowance() else None


def extra_time(policy: Policy) -> timedelta:
    """By how much due and closing dates are later for this person."""
    return timedelta(days=policy.allowance.extra_days or 0) if policy.allowance is not None else timedelta(0)


def given_words(grant: Mapping[str, Any]) -> str:
    """A grant for reading: `1.5 times the time, 1 more try`."""
    given = Allowance.model_validate(grant)
    tries, days = given.extra_attempts, given.extra_days
    said = [
        "no time limit" if given.no_limit else "",
        f"{exact_text(given.multiplier)} times the time" if given.multiplier else "",
        f"{tries} more {'try' if tries == 1 else 'tries'}" if tries else "",
        f"{days} more day{'' if days == 1 else 's'}" if days else "",
    ]
    text = ", ".join(each for each in said if each)
    return text[:1].upper() + text[1:]
