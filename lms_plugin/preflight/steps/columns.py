"""A grade column made, a score sent for a chosen person and read back, and the column taken away again.

Only what this check made is ever removed: by the address that the platform gave it, and only where that address was
not there before and what stands at it carries our mark.
"""

from datetime import UTC, datetime

from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.ags import RESULT_SCOPE, SCORE_SCOPE, GradeService, Score
from lms_plugin.lti.line_items import (
    LINE_ITEM_SCOPE,
    LineItem,
    OddLineItemError,
    create_line_item,
    list_line_items,
    new_line_item,
)
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.preflight.kit import Kit
from lms_plugin.preflight.leftovers import label_of, remove_column
from lms_plugin.preflight.trouble import say_what_happened, say_what_to_do
from lms_plugin.preflight.verdicts import Finding

TEST_PPM = 875_000  # 87.5 of 100: no figure that an LMS would show by itself
NO_COLUMN = "Grades can still go to the column that the LMS made for a link."
NO_GRADE = "People can open lessons. Their grades wait here, and nothing is lost."
CLEAN_SECONDS = 5.0


def make_column(kit: Kit) -> Finding:
    """Make a temporary column in the course that was opened last; remembered before it is made."""
    facts = kit.facts
    if LINE_ITEM_SCOPE in kit.refused_scopes:
        return Finding(verdict="not_offered", found="Not tried, as it is not granted", means=NO_COLUMN)
    if LINE_ITEM_SCOPE not in kit.tokens_for:
        return Finding(verdict="not_checked", found="Not tried, as there is no token for it")
    if not facts.may_make_columns:
        return Finding(verdict="not_checked", found="Made only when somebody runs the check, never by itself")
    if facts.course is None or facts.course.line_items_url is None:
        return Finding(
            verdict="your_turn",
            found="No launch has named a course's grade columns yet",
            means=NO_COLUMN,
            fix=f"Open a graded link of this tool once, then run this check again. {facts.remedy('columns')}",
        )
    if facts.family.keeps_columns:
        return Finding(
            verdict="not_offered",
            found="Not tried, as this LMS lets no tool remove a column that it made",
            means=NO_COLUMN,
        )
    url = facts.course.line_items_url
    try:
        _remove_leftovers(kit)
        # Whatever was there before is none of ours, also if the platform should answer with it.
        before = {item.get_id() for item in list_line_items(kit.connector, url)}
        kit.mark = kit.memory.intend(url)
        item = _create(kit, url, kit.mark)
    except OddLineItemError as error:
        return Finding(verdict="fail", found=f"We cannot read it: {error}", means=NO_COLUMN, fix=_fix(kit))
    except (ServiceRefusedError, OutboundError) as error:
        return Finding(
            verdict="fail", found=say_what_happened(error), means=NO_COLUMN, fix=say_what_to_do(error, _fix(kit))
        )
    column_url = item.get_id() or ""
    if column_url in before or kit.mark not in (item.get_resource_id(), item.get_tag()):
        kit.memory.forget(kit.mark)
        kit.mark = None
        return Finding(
            verdict="fail",
            found="They answered with a column that is not the one that we asked for; we left it alone",
            means=NO_COLUMN,
            fix="Show this to the maker of the LMS.",
        )
    kit.column_url = column_url
    kit.memory.made(kit.mark, column_url)
    return Finding(verdict="pass", found="A temporary column was made")


def _remove_leftovers(kit: Kit) -> None:
    """Before a new one is made: where an old one cannot be removed, there shall be no second."""
    for mark, line_items_url, url in kit.memory.leftovers():
        kit.removed += remove_column(kit.connector, kit.memory, mark, line_items_url, url)


def _create(kit: Kit, url: str, mark: str) -> LineItem:
    wanted = new_line_item(label=label_of(mark), maximum=100, resource_id=mark, tag=mark)
    return create_line_item(kit.connector, url, wanted)


def _fix(kit: Kit) -> str:
    return kit.facts.remedy("columns")


def send_test_score(kit: Kit) -> Finding:
    """Only for the person who was chosen, and only into the temporary column."""
    if SCORE_SCOPE in kit.refused_scopes:
        return Finding(verdict="not_offered", found="Not tried, as grades are not granted")
    if kit.column_url is None:
        return Finding(verdict="not_checked", found="Not tried, as there is no temporary column")
    if kit.facts.person is None:
        return Finding(
            verdict="your_turn",
            found="No test person was chosen",
            means="We never touch anybody's gradebook without being told so, not even for a moment.",
            fix="Choose a test user of the course, or yourself as a learner in it, and run this check again.",
        )
    score = Score(user=kit.facts.person, score_ppm=TEST_PPM, stamp=datetime.now(UTC))
    try:
        _grades(kit).send_score(kit.column_url, score)
    except (ServiceRefusedError, OutboundError) as error:
        return Finding(
            verdict="fail",
            found=say_what_happened(error),
            means=NO_GRADE,
            fix=say_what_to_do(error, _why_not(kit)),
        )
    kit.score_sent = True
    return Finding(verdict="pass", found="87.5 of 100 was sent and taken")


def _why_not(kit: Kit) -> str:
    return (
        "The person chosen may not be graded in this course: choose somebody who takes it as a learner. "
        f"{kit.facts.remedy('grades')}"
    )


def _grades(kit: Kit) -> GradeService:
    facts = kit.facts
    return GradeService(facts.registration, outbound=kit.wire, tokens=kit.tokens, key=facts.key)


def read_test_score(kit: Kit) -> Finding:
    """A success is only an answer; the grade counts once it is read back."""
    if RESULT_SCOPE in kit.refused_scopes:
        return Finding(verdict="not_offered", found="Not tried, as reading back is not granted")
    if not kit.score_sent or kit.column_url is None or kit.facts.person is None:
        return Finding(verdict="not_checked", found="Not tried, as no score was sent")
    try:
        held = _grades(kit).read_result(kit.column_url, kit.facts.person)
    except (ServiceRefusedError, OutboundError) as error:
        return Finding(
            verdict="fail",
            found=say_what_happened(error),
            means="Grades are sent, but we cannot look whether they arrived.",
            fix=say_what_to_do(error, kit.facts.remedy("grades")),
        )
    if held is None or abs(held - TEST_PPM) > 1000:
        return Finding(
            verdict="fail",
            found="They took the score, but no such grade is there" if held is None else "Another grade is there",
            means="Grades may be taken and lost by the LMS.",
            fix="Look into the LMS's own log at this time, and show it to those who run it.",
        )
    return Finding(verdict="pass", found="The same grade was read back")


def clean_up(kit: Kit) -> Finding:
    """Take away the temporary column, and those of earlier runs that were cut off. There is always time for this."""
    mine = [(kit.mark, kit.facts.course.line_items_url or "", kit.column_url)] if kit.mark and kit.facts.course else []
    left = [each for each in kit.memory.leftovers() if each[0] != kit.mark]
    if not mine and not left and not kit.removed:
        return Finding(verdict="not_checked", found="Nothing was made, so nothing had to be removed")
    if LINE_ITEM_SCOPE not in kit.tokens_for:
        return _stays("there is no token for it", kit)
    kit.wire.spare(CLEAN_SECONDS)
    for mark, line_items_url, url in [*mine, *left]:
        try:
            kit.removed += remove_column(kit.connector, kit.memory, mark, line_items_url, url)
        except OddLineItemError as error:
            return _stays(str(error), kit)
        except (ServiceRefusedError, OutboundError) as error:
            return _stays(say_what_happened(error), kit)
    were = "column was" if kit.removed == 1 else "columns were"
    return Finding(verdict="pass", found=f"{kit.removed} temporary {were} removed")


def _stays(why: str, kit: Kit) -> Finding:
    label = label_of(kit.mark) if kit.mark else "Connection check"
    return Finding(
        verdict="fail",
        found=f"A temporary column could not be removed: {why}",
        means=f"Teachers may see a column “{label}” in the gradebook. It is empty of real grades.",
        fix="We try again by ourselves, and at the next check. Until then it can be deleted by hand in the gradebook.",
    )
