"""What people's own launches show: that they arrive, by which clock, from a picker, with cookies."""

from datetime import datetime

from lms_plugin.lti.wording import find_fix
from lms_plugin.preflight.facts import Facts, Seen
from lms_plugin.preflight.kit import Kit
from lms_plugin.preflight.verdicts import Finding

LEEWAY = 60.0  # seconds; what the launch allows (lti.tokens)
WAITS = "People are shown a page that says to wait. Nothing is lost."


def look_at_launches(kit: Kit) -> Finding:
    """The last launch, or why there is none."""
    facts = kit.facts
    held = _find_held(facts)
    if held is not None:
        return held
    refused, seen = facts.last_refusal, facts.last_launch
    if refused is not None and (seen is None or refused.at > seen.at):
        return Finding(
            verdict="fail",
            found=f"The last launch, {_ago(facts, refused.at)}, was refused: {refused.reason}, reference "
            f"{refused.reference}",
            means="Whoever opened it saw a page with this reference, and did not come in.",
            fix=find_fix(refused.reason),
        )
    if seen is None:
        return Finding(
            verdict="your_turn",
            found="Nobody has opened this tool from there yet",
            means="Launches, cookies and the services of a course are known only once somebody has.",
            fix=f"Open a course as a teacher, add this tool, and open it once. {facts.remedy('launch')}",
        )
    return Finding(verdict="pass", found=f"Last launch {_ago(facts, seen.at)}, by {_who(seen)}{_where(seen)}")


def _find_held(facts: Facts) -> Finding | None:
    if facts.status == "pending":
        return Finding(
            verdict="fail",
            found="The registration waits for your approval",
            means=WAITS,
            fix="Look at what is unusual about it, then approve it: lms-plugin platforms approve.",
        )
    if facts.status == "disabled":
        return Finding(
            verdict="fail",
            found="The registration is switched off here",
            means="Nobody comes in from there.",
            fix="Switch it on again, if it is still needed.",
        )
    if not facts.deployments_active and facts.last_launch is None:
        return Finding(
            verdict="your_turn",
            found="No deployment is active yet",
            means=WAITS,
            fix="Open the tool in the LMS once. Its deployment then waits for your approval: lms-plugin platforms "
            "approve.",
        )
    return None


def _who(seen: Seen) -> str:
    return "an instructor" if seen.role == "instructor" else "a learner"


def _where(seen: Seen) -> str:
    if seen.framed is None:
        return ""
    return ", in a frame" if seen.framed else ", in a window of its own"


def _ago(facts: Facts, moment: datetime) -> str:
    """Such as `12 minutes ago`."""
    seconds = max(0, int((facts.now - moment).total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count != 1 else ''} ago"
    return "less than a minute ago"


def look_at_clocks(kit: Kit) -> Finding:
    """By the Date headers of this run: the smallest gap, as each answer took some time to come."""
    gaps = kit.wire.clock_gaps
    if not gaps:
        return Finding(verdict="not_checked", found="No answer of theirs told the time")
    gap = min(gaps, key=abs)
    found = f"{abs(gap):.0f} s apart; {LEEWAY:.0f} s are allowed"
    if abs(gap) > LEEWAY:
        ahead = "ahead of" if gap > 0 else "behind"
        return Finding(
            verdict="fail",
            found=f"Their clock is {abs(gap):.0f} s {ahead} ours; {LEEWAY:.0f} s are allowed",
            means="Launches are refused as too old or from the future, and grades may be.",
            fix="Let both servers set their clocks by the network (NTP). Compare this server's first: date -u.",
        )
    return Finding(verdict="pass", found=found)


def look_at_deep_linking(kit: Kit) -> Finding:
    """Only a teacher can start it, so all we know is whether one did."""
    facts = kit.facts
    if facts.deep_linked_at is None:
        return Finding(
            verdict="your_turn",
            found="Not seen in the last 30 days",
            means="Teachers may have to set up each link by hand.",
            fix="Open a course as a teacher, add this tool, choose one item, then come back. If there is nothing to "
            f"choose: {facts.remedy('deep_linking')}",
        )
    return Finding(verdict="pass", found=f"A teacher chose content {_ago(facts, facts.deep_linked_at)}")


def look_at_cookies(kit: Kit) -> Finding:
    """A launch that arrived inside a frame kept its cookie there."""
    facts = kit.facts
    if facts.framed_launches:
        return Finding(verdict="pass", found="Kept; the way by a window of its own is there too")
    if facts.cookie_refusals:
        return Finding(
            verdict="fail",
            found="Cookies of logins did not come back with the launch",
            means="People can use Open in a new window. In a frame they do not come in.",
            fix="Let the LMS open this tool in a new window, or let the hospital's browsers keep partitioned cookies "
            "(Chrome 114, Firefox 141, Safari 26.2, or later).",
        )
    if facts.last_launch is None:
        return Finding(
            verdict="your_turn", found="No launch yet", fix="Open the tool once as your people do, on one of their PCs."
        )
    return Finding(verdict="not_offered", found="Nobody opened it in a frame lately; in windows there is no question")
