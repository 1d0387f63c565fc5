"""Regrading a question inside a launch, for those who answer for the course: a rule, what it changes, apply, undo."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only, teachers_only
from lms_plugin.regrading import services
from lms_plugin.regrading.errors import ChangedMeanwhileError, NoReasonError, NothingToRegradeError
from lms_plugin.regrading.forms import Asked, read_asked
from lms_plugin.regrading.previews import Preview
from lms_plugin.regrading.proposals import Proposal

blueprint = LaunchBlueprint("regrading", __name__)

RULE_WORDS = {
    "remark": "Mark by the key as it is now",
    "either_key": "Accept the old and the new key",
    "credit_all": "Give everyone the mark",
    "drop": "Leave the question out",
}
SHOWN = 200  # lines of a preview on a page; the totals are of all

Page = Response | str | tuple[str, int]


@blueprint.get("/regrade/<course>/<question>")
@teachers_only
@placers_only
def choose(course: str, question: str) -> str:
    """The rules, and what was regraded in this course before."""
    proposal = services.propose(get_viewer().tenant_id, course, question, rule="remark")
    return _choose_page(proposal)


@blueprint.get("/regrade/<course>/<question>/preview")
@teachers_only
@placers_only
def preview(course: str, question: str) -> Page:
    """What would change. Nothing is written."""
    asked = read_asked(request.args)
    if asked is None:
        proposal = services.propose(get_viewer().tenant_id, course, question, rule="remark")
        return _choose_page(proposal, problem="Choose what to do, and write days as in 2026-11-30."), 400
    found = services.preview(_proposal(course, question, asked), now=datetime.now(UTC))
    return _preview_page(found, asked)


@blueprint.post("/regrade/<course>/<question>/apply")
@teachers_only
@placers_only
def apply(course: str, question: str) -> Page:
    """Apply what was previewed, or show the preview again where it does not hold any more."""
    check_token()
    asked, now = read_asked(request.form), datetime.now(UTC)
    if asked is None:
        return redirect(url_for("regrading.choose", course=course, question=question), 303)
    proposal = _proposal(course, question, asked)
    digest, reason = request.form.get("digest", ""), request.form.get("reason", "")
    try:
        regrade = services.apply(proposal, digest, reason, Person.of(get_viewer()), now=now)
    except (ChangedMeanwhileError, NothingToRegradeError, NoReasonError) as error:
        db.session.rollback()
        found = services.preview(proposal, now=now)
        return _preview_page(found, asked, reason=reason, problem=error), error.status
    db.session.commit()
    return redirect(url_for("regrading.done", regrade_id=regrade.id), 303)


@blueprint.get("/regrades/<uuid:regrade_id>")
@teachers_only
@placers_only
def done(regrade_id: UUID) -> str:
    """What was done, with the way back."""
    regrade = services.get_regrade(get_viewer().tenant_id, regrade_id)
    words = services.question_words(regrade.course_key)
    return render_template("regrading/done.html", regrade=regrade, rules=RULE_WORDS, words=words)


@blueprint.post("/regrades/<uuid:regrade_id>/undo")
@teachers_only
@placers_only
def undo(regrade_id: UUID) -> Response:
    """Put back what the regrade replaced."""
    check_token()
    services.undo(regrade_id, Person.of(get_viewer()), now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("regrading.done", regrade_id=regrade_id), 303)


def _proposal(course: str, question: str, asked: Asked) -> Proposal:
    viewer = get_viewer()
    since, until = asked.bounds(viewer.timezone)
    return services.propose(
        viewer.tenant_id,
        course,
        question,
        rule=asked.rule,
        never_lower=asked.never_lower,
        since=since,
        until=until,
    )


def _choose_page(proposal: Proposal, problem: str = "") -> str:
    past = services.list_regrades(proposal.tenant_id, proposal.course_key)
    return render_template(
        "regrading/choose.html",
        proposal=proposal,
        past=past,
        words=services.question_words(proposal.course_key) if past else {},
        rules=RULE_WORDS,
        problem=problem,
        given=request.args,
    )


def _preview_page(found: Preview, asked: Asked, reason: str = "", problem: Any = None) -> str:
    return render_template(
        "regrading/preview.html",
        proposal=found.proposal,
        figures=found.figures,
        lines=found.lines[:SHOWN],
        left_out=len(found.lines[SHOWN:]),
        digest=found.digest,
        asked=asked,
        rules=RULE_WORDS,
        reason=reason,
        problem=problem,
    )
