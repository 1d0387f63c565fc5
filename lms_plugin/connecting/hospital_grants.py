"""The administrators' page of extra time: more time, tries or days for one person in every quiz of a hospital."""

from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from lms_plugin.connecting.forms import HospitalGrantForm
from lms_plugin.connecting.web import begin_act, check_button, choose_tenant_id, finish, get_tenant_id, list_choices
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.quizzes.accommodation_forms import match_of
from lms_plugin.quizzes.adjusting import Giver
from lms_plugin.quizzes.allowances import given_words
from lms_plugin.quizzes.hospital_grants import get_everywhere, give_everywhere, list_everywhere, revoke_everywhere

blueprint = AdminBlueprint("hospital_grants", __name__, prefix="/extra-time", section="Extra time")


def _render(form: HospitalGrantForm, status: int = 200) -> Response:
    page = render_template(
        "connecting/hospital_grants.html",
        form=form,
        rows=list_everywhere(get_tenant_id()),
        hospitals=list_choices(),
        words=given_words,
    )
    return make_response(page, status)


def _form(form: HospitalGrantForm) -> HospitalGrantForm:
    form.tenant.offer(list_choices())
    return form


@blueprint.get("")
def index() -> Response:
    """Who has what, and the form."""
    return _render(_form(HospitalGrantForm()))


@blueprint.post("")
def add() -> Response:
    """Give it."""
    form = _form(HospitalGrantForm(request.form))
    fits = form.validate()
    tenant_id = choose_tenant_id(form.tenant, known=None)
    if tenant_id is None:
        form.tenant.errors = ["Choose a hospital."]
    if not fits or tenant_id is None:
        return _render(form, 400)
    act = begin_act()
    give_everywhere(Giver(tenant_id, act.actor), match_of(form.named.data or ""), form.allowance(), now=act.now)
    return finish("That is given. A try that runs now has it already.", "hospital_grants.index")


@blueprint.post("/<uuid:accommodation_id>/revoke")
def revoke(accommodation_id: UUID) -> Response:
    """Give it no more."""
    act = check_button()
    row = get_everywhere(accommodation_id, get_tenant_id())
    revoke_everywhere(Giver(row.tenant_id, act.actor), row, now=act.now)
    return finish(
        "That is taken back for tries that begin from now on. A try that runs keeps its time.", "hospital_grants.index"
    )
