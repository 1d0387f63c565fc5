"""The check of a registration for administrators: the last run step by step, the ones before, run again, share."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app, flash, make_response, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.core.web.administrators import get_admin
from lms_plugin.core.web.forgery import AdminForm
from lms_plugin.lti.families.known import guess_family
from lms_plugin.platforms.models import Registration
from lms_plugin.platforms.visibility import get_visible
from lms_plugin.preflight.errors import CheckNotFoundError, PersonNotInCourseError
from lms_plugin.preflight.forms import RunForm
from lms_plugin.preflight.gathering import Wanted
from lms_plugin.preflight.models import PreflightRun
from lms_plugin.preflight.people import list_test_users
from lms_plugin.preflight.services import list_runs, read_results, share_run
from lms_plugin.preflight.setup import make_checker
from lms_plugin.preflight.summary import summarize

blueprint = AdminBlueprint("preflight", __name__, prefix="/platforms", section="Platforms", start=None)


@blueprint.get("/<uuid:registration_id>/check")
def show(registration_id: UUID) -> FlaskResponse:
    """The last run, or the one that the address names, and the form that runs it again."""
    return _page(get_visible(registration_id, get_admin().tenant_id), RunForm())


@blueprint.post("/<uuid:registration_id>/check")
def run(registration_id: UUID) -> Response:
    """Run all steps now; their time is capped, so the answer comes within half a minute at the worst."""
    row = get_visible(registration_id, get_admin().tenant_id)
    form = RunForm(request.form)
    if not form.validate():
        return _page(row, form, status=400)
    wanted = Wanted(registration_id=row.id, tenant_id=get_admin().tenant_id, person=form.chosen)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself
    try:
        make_checker(app).check(wanted, actor=Actor.administrator(get_admin().id))
    except PersonNotInCourseError as error:
        db.session.rollback()
        form.sub.errors = [f"{error} {error.remedy}"]
        return _page(row, form, status=400)
    return redirect(url_for("preflight.show", registration_id=registration_id), 303)


@blueprint.post("/<uuid:registration_id>/check/<uuid:run_id>/share")
def share(registration_id: UUID, run_id: UUID) -> Response:
    """Make a link that shows this run to anybody for 14 days, or make it good for as long again."""
    get_visible(registration_id, get_admin().tenant_id)
    AdminForm(request.form).validate()
    share_run(_choose(_runs(registration_id), run_id), now=datetime.now(UTC))
    db.session.commit()
    flash("The link below shows this check to anybody who has it, for 14 days.")
    return redirect(url_for("preflight.show", registration_id=registration_id, run=run_id), 303)


def _runs(registration_id: UUID) -> list[PreflightRun]:
    return list_runs(registration_id, tenant_id=get_admin().tenant_id)


def _choose(runs: list[PreflightRun], run_id: UUID) -> PreflightRun:
    found = next((each for each in runs if each.id == run_id), None)
    if found is None:
        raise CheckNotFoundError("There is no such check of this platform.", remedy="Go back to its last check.")
    return found


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CheckNotFoundError("There is no such check of this platform.") from error


def _page(row: Registration, form: RunForm, *, status: int = 200) -> FlaskResponse:
    runs, asked = _runs(row.id), request.args.get("run")
    shown = _choose(runs, _read_id(asked)) if asked else next(iter(runs), None)
    page = render_template(
        "preflight/check.html",
        row=row,
        form=form,
        runs=runs,
        run=shown,
        shared=_shared_address(shown),
        test_users=list_test_users(row.id, get_admin().tenant_id),
        **describe(row, shown),
    )
    return make_response(page, status)


def describe(row: Registration, run: PreflightRun | None) -> dict[str, Any]:
    """What both pages show of a run."""
    steps = read_results(run) if run else ()
    return {
        "family": guess_family(row.family, row.auth_token_url),
        "steps": steps,
        "summary": summarize(steps) if run else None,
    }


def _shared_address(run: PreflightRun | None) -> str | None:
    if run is None or run.shared_until is None or run.shared_until <= datetime.now(UTC):
        return None
    public_url: str = current_app.extensions["settings"].public_url
    return public_url + url_for("shared_check.show", share_id=run.share_id)
