"""What we know of each LMS: complete, found by its own code, and without a value that we do not have."""

import re
from dataclasses import fields
from typing import get_args

import pytest

from lms_plugin.core.outbound.addresses import split_web_address
from lms_plugin.lti.families.known import FAMILIES, find_family, get_family
from lms_plugin.lti.families.shape import Family, OurValue, Service, TheirValue
from lms_plugin.lti.registration_message import LABELS

ids = [family.key for family in FAMILIES]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("moodle", "moodle"),
        ("canvas", "canvas"),
        ("BlackboardLearn", "blackboard"),
        ("desire2learn", "brightspace"),
        ("sakai", "sakai"),
        ("Open edX", "openedx"),
        (" Moodle ", "moodle"),
        ("lakeside-demo", "other"),
        ("", "other"),
        (None, "other"),
    ],
)
def test_found_by_its_own_code(code: str | None, key: str) -> None:
    assert find_family(code).key == key


def test_by_key() -> None:
    assert [get_family(key).key for key in ids] == ids
    assert get_family(None).key == "other"


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_every_value_of_ours_has_a_place(family: Family) -> None:
    assert {each.value for each in family.ours} <= set(get_args(OurValue))
    assert {"login", "launch", "jwks"} <= {each.value for each in family.ours}
    labels = [each.label for each in family.ours]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_every_value_of_theirs_is_asked_for(family: Family) -> None:
    asked = [each.value for each in family.theirs]
    assert len(asked) == len(set(asked))
    assert set(get_args(TheirValue)) - {"token_audience"} <= set(asked)


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_presets_are_addresses(family: Family) -> None:
    for each in family.theirs:
        if each.preset and each.value != "deployment_id":
            filled = each.preset.format(root="https://lms.example.org", client_id="c")
            parts = split_web_address(filled)
            assert parts is not None
            assert parts.scheme == "https"


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_each_service_has_a_remedy(family: Family) -> None:
    assert set(family.remedies) == set(get_args(Service))


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_by_link_where_it_registers_so(family: Family) -> None:
    assert bool(family.by_link) == family.dynamic
    assert bool(family.after_registering) == family.dynamic
    assert set(family.placements) <= set(LABELS)


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_plain_words(family: Family) -> None:
    texts = [*family.by_link, *family.by_hand, *family.after_registering, *family.remedies.values()]
    assert all(re.search(r"[.:]$", text) and "!" not in text for text in texts)


def test_frozen() -> None:
    with pytest.raises(AttributeError):
        setattr(FAMILIES[0], fields(Family)[0].name, "x")


@pytest.mark.parametrize("family", FAMILIES, ids=ids)
def test_names_on_screens_are_marked_in_pairs(family: Family) -> None:
    steps = (*family.by_link, *family.by_hand, *family.after_registering, family.shown_at)
    assert all(each.count("*") % 2 == 0 for each in steps)
    plain = (*family.remedies.values(), *family.notes, *(each.hint for each in family.theirs))
    assert not any("*" in each for each in plain)  # shown as they are
