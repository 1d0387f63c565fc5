"""Making, finding and removing line items (AGS 2.0, section 3.2), with pylti1p3's LineItem as the noun."""

import json
from typing import Any, Final, cast
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from pylti1p3.lineitem import LineItem, TLineItem

from lms_plugin.core.outbound.client import Answer
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.next_page import ForeignLinkError, find_next, is_same_origin
from lms_plugin.lti.service_errors import ServiceRefusedError

__all__ = [
    "LINE_ITEM_SCOPE",
    "LineItem",
    "OddLineItemError",
    "create_line_item",
    "delete_line_item",
    "list_line_items",
    "new_line_item",
]

LINE_ITEM_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MAX_PAGES = 200


class OddLineItemError(Exception):
    """The platform's answer is no line item or list of them, or names an address on another origin."""


def new_line_item(*, label: str, maximum: int, resource_id: str, tag: str) -> LineItem:
    """A line item to ask a platform for. `maximum` in points."""
    return LineItem().set_label(label).set_score_maximum(maximum).set_resource_id(resource_id).set_tag(tag)


def create_line_item(connector: Connector, line_items_url: str, item: LineItem) -> LineItem:
    """Make a line item; as the platform has it, its id on the platform's own origin.

    Raises OddLineItemError (made, perhaps, but we do not know where), ServiceRefusedError and OutboundError, whose
    `sent` tells whether it may have been made.
    """
    # Accept */*: Moodle answers a POST that accepts a type of ours with 400 "No handler found".
    headers = {"Accept": "*/*", "Content-Type": LINE_ITEM_TYPE}
    answer = connector.exchange((LINE_ITEM_SCOPE,), "POST", line_items_url, headers, item.get_value())
    content = _read(answer)
    if not isinstance(content, dict):
        raise OddLineItemError("the answer is no line item")
    return _line_item(content, line_items_url, answer.headers.get("location"))


def list_line_items(connector: Connector, line_items_url: str, *, resource_id: str | None = None) -> list[LineItem]:
    """The line items of a context, page by page; `resource_id` is asked for and must be checked, as some ignore it.

    Raises OddLineItemError, ServiceRefusedError and OutboundError.
    """
    address: str | None = _with_query(line_items_url, resource_id)
    found: list[LineItem] = []
    seen: set[str] = set()
    while address is not None:
        if address in seen or len(seen) == MAX_PAGES:
            raise OddLineItemError("the pages do not end")
        seen.add(address)
        # No `limit`: Moodle's way of paging this list is broken, and without it all come at once.
        answer = connector.exchange((LINE_ITEM_SCOPE,), "GET", address, {"Accept": LINE_ITEMS_TYPE})
        content = _read(answer)
        if not isinstance(content, list):
            raise OddLineItemError("the answer is no list of line items")
        found += [_line_item(each, line_items_url) for each in content if isinstance(each, dict)]
        try:
            address = find_next(answer.headers.get("link"), address)
        except ForeignLinkError as error:
            raise OddLineItemError(str(error)) from error
    return found


def delete_line_item(connector: Connector, url: str) -> None:
    """Remove it, with all its grades. One that is gone already is success. Raises as the others do."""
    try:
        connector.exchange((LINE_ITEM_SCOPE,), "DELETE", url, {"Accept": "*/*"})
    except ServiceRefusedError as error:
        if error.at != "service" or error.answer.status not in (404, 410):
            raise


def _read(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise OddLineItemError("the answer is not JSON") from error


def _line_item(content: dict[str, Any], base: str, location: str | None = None) -> LineItem:
    stated = content.get("id") or location
    try:
        url = urljoin(base, stated) if isinstance(stated, str) else ""
        # The token goes to this address next.
        known = bool(url) and is_same_origin(url, base)
    except ValueError:
        known = False
    if not known:
        raise OddLineItemError("the line item is at no address, or on another origin")
    texts = {name: content[name] for name in ("label", "resourceId", "tag") if isinstance(content.get(name), str)}
    return LineItem(cast(TLineItem, {"scoreMaximum": content.get("scoreMaximum"), **texts, "id": url}))


def _with_query(url: str, resource_id: str | None) -> str:
    parts = urlsplit(url)
    added = urlencode({"resource_id": resource_id}) if resource_id else ""
    return urlunsplit(parts._replace(query="&".join(each for each in (parts.query, added) if each)))
