"""How a registration stands, in words: what needs somebody first. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lms_plugin.connecting.checks import LastCheck
from lms_plugin.connecting.figures import Figures
from lms_plugin.lti.registration_services import find_not_granted
from lms_plugin.platforms.models import Deployment, Registration

UNUSED_DAYS = 90


@dataclass(frozen=True)
class Finding:
    """One thing to say: `chip` is a look of core/ui.html, `more` what it means and what to do."""

    chip: str
    words: str
    more: str = ""


def judge(
    row: Registration, deployments: Sequence[Deployment], figures: Figures, check: LastCheck | None, *, today: date
) -> list[Finding]:
    """All there is to say, the gravest first; never nothing."""
    found = list(_troubles(row, deployments, figures, check, today))
    if found:
        return found
    if figures.last_day is None:
        return [Finding("not_started", "Not used yet", "Nobody has opened this tool from there.")]
    return [Finding("done", "All checks pass" if check else "In use")]


def _troubles(
    row: Registration, deployments: Sequence[Deployment], figures: Figures, check: LastCheck | None, today: date
) -> Iterator[Finding]:
    if row.status == "disabled":
        yield Finding("locked", "Switched off", "Nobody comes in from there. What was saved is safe.")
        return
    if row.status == "pending":
        yield Finding(
            "waiting", "Held for you", "Something about it is unusual. Look at it, then approve or reject it."
        )
    if figures.keys_fail:
        yield Finding(
            "problem",
            "Its keys cannot be had",
            "The public keyset URL gave no usable key set at the last launch, so people are turned away.",
        )
    for words in check.failed if check else ():
        yield Finding("problem", words)
    if figures.refused:
        yield Finding("problem", "Refuses grades", "We keep them, and try again when the person opens the link again.")
    yield from _about_deployments(deployments)
    if figures.last_day is not None and (today - figures.last_day).days >= UNUSED_DAYS:
        yield Finding("waiting", f"Unused for {UNUSED_DAYS} days", "Switch it off if it is no longer needed.")
    granted = None if row.scopes_granted is None else tuple(row.scopes_granted)
    for lost in find_not_granted(tuple(row.scopes_asked or ()), granted):
        yield Finding("waiting", f"Not granted: {lost.title[0].lower()}{lost.title[1:]}", f"Without it, {lost.lost}")


def _about_deployments(deployments: Sequence[Deployment]) -> Iterator[Finding]:
    waiting = sum(each.status == "pending" for each in deployments)
    if waiting:
        words = "1 deployment waits" if waiting == 1 else f"{waiting} deployments wait"
        yield Finding("waiting", words, "Somebody opened this tool from there and was asked to wait for your approval.")
    elif not any(each.status == "active" for each in deployments):
        yield Finding(
            "in_progress",
            "Waiting for a deployment",
            "Add its deployment id below, or let somebody open the tool there: it then waits here for approval.",
        )
