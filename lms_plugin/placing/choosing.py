"""Pages inside a link: what it opens, where nobody placed it through the picker; and what came with a copied course."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.services import get_activity
from lms_plugin.errors import InvalidInputError, NotFoundError
from lms_plugin.placing.browsing import KINDS, look, read_search
from lms_plugin.placing.catalogue import Item, list_catalogue
from lms_plugin.placing.errors import ResultsThereError
from lms_plugin.placing.forms import PickerForm
from lms_plugin.placing.links import (
    ChosenLink,
    CopiedLink,
    choose_activity,
    list_copied_links,
    read_link,
    undo_copies,
)
from lms_plugin.progress.asking import find_asked_place
from lms_plugin.roster.links import copied_course

blueprint = LaunchBlueprint("choosing", __name__)


def _link() -> ChosenLink:
    """The launched link. Raises NotFoundError in a launch without one."""
    viewer = get_viewer()
    if viewer.resource_link_id is None:
        raise NotFoundError("This launch came without a link.")
    return read_link(viewer.context_id, viewer.resource_link_id)


@blueprint.get("/choose")
@placers_only
def choose() -> str:
    """What this link opens now, and what else it could."""
    return _page(_link(), chosen=None)


@blueprint.post("/choose")
@placers_only
def set_choice() -> Response | str | tuple[str, int]:
    """Let the link open what was chosen; or look around first (`go`)."""
    PickerForm(request.form).validate()
    viewer, link, chosen = get_viewer(), _link(), request.form.get("item")
    item = _offered(chosen)
    if request.form.get("go", "set") != "set":
        return _page(link, chosen)
    if item is None:
        return _page(link, chosen, problem="Choose one."), 400
    try:
        choose_activity(
            tenant_id=viewer.tenant_id,
            context_id=viewer.context_id,
            link_id=link.id,
            item=item,
            anyway="anyway" in request.form,
            by=Person.of(get_viewer()),
            now=datetime.now(UTC),
        )
    except ResultsThereError as error:
        return _page(link, chosen, problem="Tick that you want to change it all the same, or leave it."), error.status
    db.session.commit()
    return redirect(url_for("progress.resume"), 303)


def _offered(chosen: str | None) -> Item | None:
    """The chosen item. Raises NotFoundError where this hospital is not offered it."""
    items = [item for shelf in list_catalogue(get_viewer().tenant_id) for item in shelf.items]
    found = next((item for item in items if item.id == chosen), None)
    if chosen and found is None:
        raise NotFoundError("What was chosen is not offered to your hospital.")
    return found


def _page(link: ChosenLink, chosen: str | None, problem: str = "") -> str:
    viewer = get_viewer()
    shelves = list_catalogue(viewer.tenant_id)
    shown = look(shelves, read_search(request.values))
    pairs = [(item, shelf.version) for shelf in shelves for item in shelf.items]
    now = _find_item((item for item, _ in pairs), link.activity_id) if link.activity_id is not None else None
    chosen = chosen or (now.id if now is not None else None)
    apart = [(item, version) for item, version in pairs if item.id == chosen and item.id not in shown.ids]
    return render_template(
        "placing/choose.html",
        link=link,
        now_opens=now,
        works=find_asked_place(viewer) is not None,
        shown=shown,
        chosen=chosen,
        apart=apart,
        kinds=KINDS,
        problem=problem,
    )


def _find_item(items: Iterable[Item], activity_id: UUID) -> Item | None:
    """What of the catalogue an activity is; None where the hospital is not offered it any more."""
    activity = get_activity(activity_id)
    wanted = (activity.course_key, activity.kind, activity.key)
    return next((item for item in items if (item.course, item.kind, item.key) == wanted), None)


@blueprint.get("/copied")
@placers_only
def copied() -> str:
    """The links that were set up from the course that this one was copied from."""
    viewer = get_viewer()
    items = [item for shelf in list_catalogue(viewer.tenant_id) for item in shelf.items]
    links = [_line(link, items) for link in list_copied_links(viewer.context_id)]
    return render_template("placing/copied.html", course=copied_course(viewer.context_id), links=links)


def _line(link: CopiedLink, items: Iterable[Item]) -> dict[str, Any]:
    """A link for reading: the name of what it opens, as the hospital is offered it."""
    opens = None
    if link.opens is not None:
        item = _find_item(items, link.opens)
        opens = item.title if item is not None else get_activity(link.opens).key
    return {"id": link.id, "title": link.title or "A link without a name", "opens": opens}


@blueprint.post("/copied")
@placers_only
def undo() -> Response:
    """Take back one link's copy, or all of them."""
    PickerForm(request.form).validate()
    viewer = get_viewer()
    links = [link.id for link in list_copied_links(viewer.context_id)]
    wanted = request.form.get("link", "")
    if wanted != "all":
        links = [link_id for link_id in links if str(link_id) == wanted]
    if not links:
        raise InvalidInputError("No link was named.")
    undo_copies(viewer.context_id, links, by=Person.of(get_viewer()), now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("choosing.copied"), 303)
