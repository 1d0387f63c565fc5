"""Removing a test column by its address, or by its mark where a run was cut off before it learned the address."""

from lms_plugin.lti.connector import Connector
from lms_plugin.lti.line_items import delete_line_item, list_line_items
from lms_plugin.preflight.kit import Memory


def label_of(mark: str) -> str:
    """What teachers would read in the gradebook, should it stay there for a while."""
    return f"Connection check {mark[-6:]} (temporary)"


def remove_column(connector: Connector, memory: Memory, mark: str, line_items_url: str, url: str | None) -> int:
    """Remove what a run made; how many columns went.

    Without an address the list is searched for the mark, which is ours alone. Where it is not there, the platform may
    still be making it: `memory` decides when to forget. Raises OddLineItemError, ServiceRefusedError, OutboundError.
    """
    if url is not None:
        delete_line_item(connector, url)
        memory.forget(mark)
        return 1
    found = [
        item
        for item in list_line_items(connector, line_items_url, resource_id=mark)
        if mark in (item.get_resource_id(), item.get_tag()) and item.get_label() == label_of(mark)
    ]
    for item in found:
        delete_line_item(connector, item.get_id() or "")
    (memory.forget if found else memory.missing)(mark)
    return len(found)
