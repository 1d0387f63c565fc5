"""Histories as administrators spell them, and what is none."""

import pytest

from lms_plugin.lti.histories import ASKED, read_context_history, read_link_history


@pytest.mark.parametrize("name", ["link_history", "ResourceLink.id.history", "resource_link_id_history", "linkhistory"])
def test_links(name: str) -> None:
    assert read_link_history({name: "a, b%2Cc,,a"}) == ("a", "b,c")
    assert read_context_history({name: "a"}) == ()


@pytest.mark.parametrize("name", ["context_history", "Context.id.history", "context_id_history", "CONTEXTHISTORY"])
def test_courses(name: str) -> None:
    assert read_context_history({name: "7"}) == ("7",)
    assert read_link_history({name: "7"}) == ()


def test_nothing_and_too_much() -> None:
    assert read_link_history({}) == ()
    assert read_link_history({"link_history": ""}) == ()
    assert read_link_history({"link_history": "x" * 300}) == ()
    assert read_context_history({"context_history": "%00,7,a%00b"}) == ("7",)
    assert len(read_link_history({"link_history": ",".join(map(str, range(1000)))})) == 200


def test_what_our_links_ask_for_is_what_is_read() -> None:
    expanded = dict.fromkeys(ASKED, "1")
    assert (read_context_history(expanded), read_link_history(expanded)) == (("1",), ("1",))
