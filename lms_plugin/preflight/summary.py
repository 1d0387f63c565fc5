"""A run in one sentence: what fails first, and where to read how to fix it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms_plugin.preflight.verdicts import StepResult

ALL_WELL = "Nothing fails"


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
        names = ", ".join(f"{each.title[:1].lower()}{each.title[1:]}" for each in failed)
        head = f"{len(failed)} of {len(steps)} steps {verb}: {names}."
        return Summary("bad", head, f"{means}Step {first.number} {where} how to fix it.")
    if waiting:
        steps_wait = "1 step waits" if len(waiting) == 1 else f"{len(waiting)} steps wait"
        return Summary("going", f"{ALL_WELL}.", f"{steps_wait} for you: see “Your turn”.")
    return Summary("done", f"{ALL_WELL}.", "People can come in, and what this LMS offers works.")
