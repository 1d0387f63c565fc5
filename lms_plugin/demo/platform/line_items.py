"""The line item service (AGS 2.0, section 3.2)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from lms_plugin.demo.platform import columns
from lms_plugin.demo.platform.columns import Column, NewColumn
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.payload import number, read_object
from lms_plugin.demo.platform.scopes import LINEITEM, LINEITEM_READONLY
from lms_plugin.demo.platform.services import (
    LINE_ITEM,
    LINE_ITEMS,
    admit,
    answer_json,
    answer_page,
    as_number,
    get_column,
)

ECHOED = ("startDateTime", "endDateTime", "gradesReleased")  # Moodle sends these back once and keeps none

blueprint = Blueprint("line_items", __name__, url_prefix="/ags/<context_id>/lineitems")


@blueprint.get("")
def list_all(context_id: str) -> Response:
    platform = admit(current_platform(), context_id, LINE_ITEMS, LINEITEM, LINEITEM_READONLY)
    wanted = {name: request.args.get(name) for name in ("resource_link_id", "resource_id", "tag")}
    found = [
        as_json(platform, column)
        for column in platform.list_columns()
        if all(value is None or getattr(column, name) == value for name, value in wanted.items())
    ]
    return answer_page(platform, found, columns.columns_url(platform.settings), LINE_ITEMS)


@blueprint.post("")
def add(context_id: str) -> Response:
    platform = admit(current_platform(), context_id, LINE_ITEM, LINEITEM)
    content = read_object(request.get_data(), "The body is no JSON object.")
    column = columns.add_column(
        platform.store, read_line_item(platform, content), platform.course_key, platform.tool_key
    )
    answer = answer_json({**as_json(platform, column), **_echo(content)}, LINE_ITEM, 201)
    answer.headers["Location"] = columns.column_url(platform.settings, column)
    return answer


@blueprint.get("/<column_id>/lineitem")
def show(context_id: str, column_id: str) -> Response:
    platform = admit(current_platform(), context_id, LINE_ITEM, LINEITEM, LINEITEM_READONLY)
    return answer_json(as_json(platform, get_column(platform, column_id)), LINE_ITEM)


@blueprint.put("/<column_id>/lineitem")
def change(context_id: str, column_id: str) -> Response:
    platform = admit(current_platform(), context_id, LINE_ITEM, LINEITEM)
    before = get_column(platform, column_id)
    content = read_object(request.get_data(), "The body is no JSON object.")
    if not platform.settings.like_moodle:
        # A PUT may not move a line item to another link; in Moodle the tie is lost when it is not sent back.
        content = {**content, "resourceLinkId": before.resource_link_id}
    column = columns.change_column(platform.store, before, read_line_item(platform, content))
    return answer_json({**as_json(platform, column), **_echo(content)}, LINE_ITEM)


@blueprint.delete("/<column_id>/lineitem")
def delete(context_id: str, column_id: str) -> Response:
    platform = admit(current_platform(), context_id, None, LINEITEM)
    columns.delete_column(platform.store, get_column(platform, column_id))
    return Response(status=204)


def as_json(platform: Platform, column: Column) -> dict[str, Any]:
    optional = {"resourceLinkId": column.resource_link_id, "resourceId": column.resource_id, "tag": column.tag}
    if platform.settings.like_moodle:  # Moodle names these two always
        optional.update(resourceId=column.resource_id or "", tag=column.tag or "")
    return {
        "id": columns.column_url(platform.settings, column),
        "label": column.label,
        "scoreMaximum": as_number(column.maximum),
        **{name: value for name, value in optional.items() if value is not None},
    }


def read_line_item(platform: Platform, content: Mapping[str, Any]) -> NewColumn:
    """The line item that a body describes; 400 with the field that is wrong."""
    label, maximum = content.get("label"), number(content.get("scoreMaximum"))
    if not isinstance(label, str) or not label.strip():
        raise PlatformError(400, "label must be there, as text.")
    if maximum is None or maximum <= 0:
        raise PlatformError(400, "scoreMaximum must be a number above 0.")
    link_id = _text(content, "resourceLinkId")
    if link_id is not None and platform.find_link(link_id) is None:
        raise PlatformError(400, "resourceLinkId names no link of this course.")
    return NewColumn(label, maximum, link_id, _text(content, "resourceId"), _text(content, "tag"))


def _text(content: Mapping[str, Any], name: str) -> str | None:
    value = content.get(name)
    if value is not None and not isinstance(value, str):
        raise PlatformError(400, f"{name} must be text.")
    return value or None


def _echo(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in ECHOED if name in content}
