"""The picker: an educator, sent by the LMS, chooses what goes into the course, and the choice goes back signed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, current_app, make_response, render_template, request

from lms_plugin.authoring.catalogue import Shelf, list_catalogue
from lms_plugin.authoring.forms import Choice, PickerForm, Picks, empty_picks, read_picks
from lms_plugin.authoring.services import answer_request
from lms_plugin.config import Settings
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.headers import answering_policy
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.errors import NotAllowedError
from lms_plugin.launches.deep_linking import PlacingRequest, get_placing_request
from lms_plugin.lti.login import LAUNCH_PATH
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.keys import get_signing_key

blueprint = LaunchBlueprint("authoring", __name__)


@blueprint.get("/picker")
@teachers_only
def picker() -> str:
    """What is offered to this hospital, to choose from."""
    asked = get_placing_request(get_viewer().launch_id)
    shelves = list_catalogue(get_viewer().tenant_id)
    return _page(asked, shelves, empty_picks([item for shelf in shelves for item in shelf.items]))


@blueprint.post("/picker")
@teachers_only
def place() -> Response | tuple[str, int]:
    """Sign what was chosen; the page that carries it back to the LMS. Nothing is stored, so twice is harmless."""
    PickerForm(request.form).validate()
    asked = get_placing_request(get_viewer().launch_id)
    if "cancel" in request.form:
        return _answer(asked, ())
    shelves = list_catalogue(get_viewer().tenant_id)
    picks = read_picks(
        request.form,
        [item for shelf in shelves for item in shelf.items],
        several=asked.settings.accept_multiple,
        grades=asked.settings.accept_line_item is not False,
    )
    if not picks.choices or not asked.settings.accepts_links:
        return _page(asked, shelves, picks), 400
    return _answer(asked, picks.choices)


def _page(asked: PlacingRequest, shelves: Sequence[Shelf], picks: Picks) -> str:
    """The list; or why there is none, where the LMS wants something else than links."""
    name = "picker" if asked.settings.accepts_links else "not_accepted"
    return render_template(f"authoring/{name}.html", asked=asked.settings, shelves=shelves, picks=picks)


def _answer(asked: PlacingRequest, choices: Sequence[Choice]) -> Response:
    """A form for the LMS's own address."""
    settings: Settings = current_app.extensions["settings"]
    registrations: RegistrationCache = current_app.extensions["registrations"]
    registration = registrations.get(asked.registration_id)
    if registration is None or not registration.active:
        raise NotAllowedError("This LMS was switched off for this tool.")
    token = answer_request(
        asked,
        choices,
        registration=registration,
        launch_url=settings.public_url + LAUNCH_PATH,
        key=get_signing_key(settings.key_secret, now=datetime.now(UTC)),
    )
    address = asked.settings.return_url
    response = make_response(render_template("authoring/return.html", address=address, token=token, choices=choices))
    response.headers["Content-Security-Policy"] = answering_policy(address)
    return response
