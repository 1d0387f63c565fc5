"""What a quiz's policy lets happen: how many tries, when the next, and what may be shown when. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms_plugin.curriculum.policies import Policy, When

# When each thing that `show` names is open on a results page.
_SUBMITTED = frozenset({"per_question", "after_submit"})


def freeze(policy: Policy) -> dict[str, Any]:
    """The policy as JSON for the attempt's row, None left out: what the quiz says later changes no running try."""
    return policy.to_json()


def thaw(stored: Mapping[str, Any]) -> Policy:
    """The policy that `freeze` wrote."""
    return Policy.model_validate(dict(stored))


def attempts_left(policy: Policy, used: int) -> int | None:
    """How many more tries after `used` submitted ones; None: no end."""
    return None if policy.attempts == "unlimited" else max(0, policy.attempts - used)


def opens_again(policy: Policy, submitted_at: datetime | None) -> datetime | None:
    """When the next try may begin after the last one; None: at once."""
    if submitted_at is None or not policy.cool_down:
        return None
    return submitted_at + timedelta(seconds=policy.cool_down)


@dataclass(frozen=True)
class Release:
    """What of a submitted attempt may stand on a page. Anything False must be in no byte of the answer."""

    score: bool
    right_wrong: bool
    feedback: bool
    answers: bool


def release(policy: Policy, *, passed: bool, used: int, is_due: bool = False) -> Release:
    """Decide what is open after `used` submitted tries, of which one passed or none did; `is_due`: the date is over.

    `after_pass` also opens when no try is left. Answers never open before right and wrong do.
    """
    finished = passed or attempts_left(policy, used) == 0

    def is_open(moment: str) -> bool:
        reached = {"after_pass": finished, "after_due": is_due}
        return moment in _SUBMITTED or reached.get(moment, False)

    right_wrong = is_open(policy.show.right_wrong)
    return Release(
        score=is_open(policy.show.score),
        right_wrong=right_wrong,
        feedback=is_open(policy.show.feedback),
        answers=right_wrong and is_open(policy.show.answers),
    )


def checks_answers(policy: Policy) -> bool:
    """Whether an answer can be checked before handing in: something of it is then told at once."""
    return "per_question" in (policy.show.right_wrong, policy.show.feedback, policy.show.answers)


def tries_given(policy: Policy) -> int:
    """How often one question can be checked."""
    return policy.tries or 1


def released_at_check(policy: Policy, *, closed: bool) -> Release:
    """What is open of one checked answer before handing in; the answers only once nothing can be changed any more."""
    show = policy.show
    right_wrong = show.right_wrong == "per_question"
    return Release(
        score=False,
        right_wrong=right_wrong,
        feedback=show.feedback == "per_question",
        answers=closed and right_wrong and show.answers == "per_question",
    )


def is_sent_now(when: When, policy: Policy, *, passed: bool, used: int, is_due: bool) -> bool:
    """Whether the moment of the grade has come: with the score on our page (`released`), with the due date, or else."""
    if when == "after_due":
        return is_due
    return when != "released" or release(policy, passed=passed, used=used, is_due=is_due).score
