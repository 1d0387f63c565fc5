"""The first page of a course's roster. The people on it are counted, and forgotten."""

from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.nrps import ROSTER_SCOPE, OddRosterError, read_members
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.preflight.kit import Kit
from lms_plugin.preflight.trouble import say_what_happened, say_what_to_do
from lms_plugin.preflight.verdicts import Finding

MISSED = "“Not started” shows only people who have opened the tool, and leavers stay in lists."


def look_at_roster(kit: Kit) -> Finding:
    """One page of one course: the one that was opened last."""
    facts = kit.facts
    if ROSTER_SCOPE in kit.refused_scopes:
        return Finding(verdict="not_offered", found="Not asked, as it is not granted", means=MISSED)
    if ROSTER_SCOPE not in kit.tokens_for:
        return Finding(verdict="not_checked", found="Not asked, as there is no token for it")
    if facts.course is None:
        return Finding(
            verdict="your_turn",
            found="No course is known yet",
            means=MISSED,
            fix="Open this tool once in a course, then run this check again.",
        )
    if facts.course.members_url is None:
        return Finding(
            verdict="not_offered",
            found="The last launch named no roster, although it is granted",
            means=MISSED,
            fix=facts.remedy("roster"),
        )
    return _read_page(kit, facts.course.members_url)


def _read_page(kit: Kit, url: str) -> Finding:
    fix = kit.facts.remedy("roster")
    try:
        page = next(read_members(kit.connector, url))
    except OddRosterError as error:
        return Finding(verdict="fail", found=f"We cannot read it: {error}", means=MISSED, fix=fix)
    except (ServiceRefusedError, OutboundError) as error:
        return Finding(verdict="fail", found=say_what_happened(error), means=MISSED, fix=say_what_to_do(error, fix))
    count = len(page.members)
    people = f"{count} {'person' if count == 1 else 'people'} on its first page"
    if count and not any(each.name for each in page.members):
        return Finding(
            verdict="pass",
            found=f"{people}, without names",
            means="Lists show “Learner” and a number where a name would stand.",
            fix=kit.facts.remedy("names"),
        )
    return Finding(verdict="pass", found=people)
