"""The picker: an educator, sent by the LMS, chooses what goes into the course, and the choice goes back signed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, current_app, make_response, render_template, request

from lms_plugin.config import Settings
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.headers import answering_policy
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.errors import NotAllowedError
from lms_plugin.launches.deep_linking import PlacingRequest, get_placing_request
from lms_plugin.lti.login import LAUNCH_PATH
from lms_plugin.lti.placing_habits import habits_of
from lms_plugin.placing.browsing import KINDS, Search, look, read_search
from lms_plugin.placing.catalogue import Item, Shelf, list_catalogue
from lms_plugin.placing.forms import Choice, PickerForm, Picks, Rules, empty_picks, read_picks
from lms_plugin.placing.services import answer_request
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.keys import get_signing_key

blueprint = LaunchBlueprint("placing", __name__)


@blueprint.get("/picker")
@placers_only
def picker() -> str:
    """What is offered to this hospital, to choose from."""
    asked = get_placing_request(get_viewer().launch_id)
    shelves = list_catalogue(get_viewer().tenant_id)
    return _page(asked, shelves, empty_picks(_items(shelves), asked.earlier), read_search(request.args))


@blueprint.post("/picker")
@placers_only
def place() -> Response | str | tuple[str, int]:
    """Sign what was chosen; the page that carries it back to the LMS. Nothing is stored, so twice is harmless.

    Whoever looks around meanwhile (`go`) keeps what was chosen: it travels in the form.
    """
    PickerForm(request.form).validate()
    asked = get_placing_request(get_viewer().launch_id)
    if "cancel" in request.form:
        return _answer(asked, ())
    shelves = list_catalogue(get_viewer().tenant_id)
    picks, search = read_picks(request.form, _items(shelves), _rules(asked)), read_search(request.form)
    if request.form.get("go", "add") != "add":
        return _page(asked, shelves, picks.without_problem(), search)
    if not picks.choices or not asked.settings.accepts_links:
        return _page(asked, shelves, picks, search), 400
    return _answer(asked, picks.choices)


def _items(shelves: Sequence[Shelf]) -> list[Item]:
    return [item for shelf in shelves for item in shelf.items]


def _rules(asked: PlacingRequest) -> Rules:
    """What the LMS takes. Where it says nothing of line items, it is taken to make columns (Moodle)."""
    registration = _registrations().get(asked.registration_id)
    return Rules(
        several=asked.settings.accept_multiple,
        grades=asked.settings.accept_line_item is not False,
        habits=habits_of(asked.family or (registration.family if registration else None)),
        timezone=get_viewer().timezone,
    )


def _page(asked: PlacingRequest, shelves: Sequence[Shelf], picks: Picks, search: Search) -> str:
    """A page of the list; or why there is none, where the LMS wants something else than links."""
    if not asked.settings.accepts_links:
        return render_template("placing/not_accepted.html", asked=asked.settings)
    shown = look(shelves, search)
    apart = [
        (item, shelf.version)
        for shelf in shelves
        for item in shelf.items
        if item.id in picks.chosen and item.id not in shown.ids
    ]
    return render_template(
        "placing/picker.html", rules=_rules(asked), shown=shown, picks=picks, apart=apart, kinds=KINDS
    )


def _registrations() -> RegistrationCache:
    registrations: RegistrationCache = current_app.extensions["registrations"]
    return registrations


def _answer(asked: PlacingRequest, choices: Sequence[Choice]) -> Response:
    """A form for the LMS's own address."""
    settings: Settings = current_app.extensions["settings"]
    registration = _registrations().get(asked.registration_id)
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
    response = make_response(render_template("placing/return.html", address=address, token=token, choices=choices))
    response.headers["Content-Security-Policy"] = answering_policy(address)
    return response
