"""A run in one sentence, and what fails in a few words each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms_plugin.preflight.verdicts import StepResult

ALL_WELL = "Nothing fails"
WITHOUT_ANY = "Cannot get a token"
# By the key of a step, what it is when it fails.
FAILURES = {
    "address": "Our address is not public",
    "key_set": "Its keys cannot be had",
    "login": "Login does not answer",
    "launch": "Launch refused",
    "token_grades": "Grades not granted",
    "token_results": "Grades cannot be read back",
    "token_columns": "Grade columns not granted",
    "token_roster": "Roster not granted",
    "our_keys": "Our keys are not taken",
    "clocks": "Clocks differ",
    "roster": "Roster cannot be read",
    "column": "No grade column can be made",
    "score": "Test score refused",
    "result": "Test score not read back",
    "clean_up": "Test column left behind",
    "cookies": "Cookies lost in frames",
}


@dataclass(frozen=True)
class Failure:
    """`words` fit in a chip; `means` is a sentence for people, or empty."""

    words: str
    means: str


def list_failures(steps: Sequence[StepResult]) -> tuple[Failure, ...]:
    """What fails, in the order of the steps."""
    tokenless = any(each.key.startswith("token_") and each.verdict == "not_checked" for each in steps)
    return tuple(Failure(_name(each, tokenless), each.means) for each in steps if each.verdict == "fail")


def _name(step: StepResult, tokenless: bool) -> str:
    """Where one token cannot be had for a reason that holds for all, the others are not asked for."""
    if tokenless and step.key.startswith("token_"):
        return WITHOUT_ANY
    return FAILURES.get(step.key, f"{step.title} fails")


@dataclass(frozen=True)
class Summary:
    """`kind` is the look of the note (core/ui.html), `head` the bold sentence, `text` what follows it."""

    kind: str
    head: str
    text: str


def summarize(steps: Sequence[StepResult]) -> Summary:
    """The gravest first: what fails, then what waits for somebody."""
    failed = [each for each in steps if each.verdict == "fail"]
    waiting = [each for each in steps if each.verdict == "your_turn"]
    if failed:
        first = failed[0]
        verb = "fails" if len(failed) == 1 else "fail"
        where = "says" if len(failed) == 1 else "comes first and says"
        means = f"{first.means} " if first.means else ""
        names = ", ".join(f"{each.words[:1].lower()}{each.words[1:]}" for each in list_failures(steps))
        head = f"{len(failed)} of {len(steps)} steps {verb}: {names}."
        return Summary("bad", head, f"{means}Step {first.number} {where} how to fix it.")
    if waiting:
        steps_wait = "1 step waits" if len(waiting) == 1 else f"{len(waiting)} steps wait"
        return Summary("going", f"{ALL_WELL}.", f"{steps_wait} for you: see “Your turn”.")
    return Summary("done", f"{ALL_WELL}.", "People can come in, and what this LMS offers works.")
