"""Good launches changed at random: what is not signed anew is refused; what is opens exactly what the token names."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms_plugin.demo.platform.people import find_person
from tests.harness.browser import Browser
from tests.harness.databases import DatabaseMaker
from tests.harness.front_door import CLAIM, begin, good_claims, post_launch
from tests.harness.house import House
from tests.harness.pages import Page

INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
OLD_ROLE = "urn:lti:instrole:ims/lis/Instructor"
SIMPLE = {"Instructor", INSTRUCTOR}
BOUNDED = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck), derandomize=True)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.sampled_from(["", " ", "\0", "\ud800", "é𝒳\u202e", "a" * 256, "x" * 5000, INSTRUCTOR]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def house(sqlite_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(sqlite_maker.make(), tmp_path_factory.mktemp("mutations")) as house:
        yield house


@pytest.fixture(scope="module")
def signed(house: House) -> tuple[Browser, str, str]:
    """A browser in the middle of a login, its state, and a good token that nobody has posted yet."""
    browser = house.browser()
    begun = begin(house, browser)
    return browser, begun.state, house.platform.platform.sign(good_claims(house, begun.nonce))


def check_refused(page: Page) -> None:
    assert 400 <= page.status < 500, (page.status, page.text)
    assert "set-cookie" not in page.headers or "__Secure-launch" not in page.headers["set-cookie"]


def session_of(house: House, browser: Browser, page: Page) -> dict[str, Any]:
    address = house.tool_url + page.headers["location"] + "session"
    answer: dict[str, Any] = browser.get(address, origin=house.tool_url).json()
    return answer


def replace_byte(token: str, place: int, character: str) -> str:
    place %= len(token)
    return token[:place] + character + token[place + 1 :]


@BOUNDED
@given(place=st.integers(0, 10_000), character=st.characters(codec="utf-8"))
def test_any_character_changed(house: House, signed: tuple[Browser, str, str], place: int, character: str) -> None:
    browser, state, token = signed
    changed = replace_byte(token, place, character)
    if changed != token:
        check_refused(post_launch(house, browser, state, changed))


@pytest.mark.parametrize("character", "ABCDEFghijkl0123-_.= ")
def test_the_last_character_changed(house: House, signed: tuple[Browser, str, str], character: str) -> None:
    """Its lowest bits stand for nothing; they may not be changed either."""
    browser, state, token = signed
    if (changed := token[:-1] + character) != token:
        check_refused(post_launch(house, browser, state, changed))


@BOUNDED
@given(order=st.lists(st.integers(0, 2), max_size=5), joint=st.sampled_from([".", "", "..", ". ", "\n"]))
def test_parts_dropped_added_or_in_another_order(
    house: House, signed: tuple[Browser, str, str], order: list[int], joint: str
) -> None:
    browser, state, token = signed
    parts = token.split(".")
    changed = joint.join(parts[number] for number in order)
    if changed != token:
        check_refused(post_launch(house, browser, state, changed))


@BOUNDED
@given(state=st.text(max_size=200))
def test_any_other_state(house: House, signed: tuple[Browser, str, str], state: str) -> None:
    browser, _, token = signed
    check_refused(post_launch(house, browser, state.encode("utf-8", "ignore").decode(), token))


def test_the_unchanged_token_is_good_until_then(house: House, signed: tuple[Browser, str, str]) -> None:
    """Kept after the ones above: it shows that each of them was refused for its change."""
    browser, state, token = signed
    assert post_launch(house, browser, state, token).status == 303


def claim_names() -> list[str]:
    names = "version message_type deployment_id target_link_uri roles context resource_link custom launch_presentation"
    return [
        *("iss", "aud", "sub", "iat", "exp", "nonce", "azp", "nbf", "name", "given_name", "email"),
        *(f"{CLAIM}{name}" for name in f"{names} tool_platform lis ext".split()),
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
        "made_up",
    ]


def change(claims: dict[str, Any], name: str, value: Any, inside: str | None) -> None:
    """Replace a claim, or a member of it where it has members and `inside` names one."""
    target = claims.get(name)
    if inside is not None and isinstance(target, dict):
        target[inside] = value
    else:
        claims[name] = value


def expected_session(claims: dict[str, Any]) -> dict[str, Any]:
    """Who and what the token names, read here in the plainest way."""
    context = claims.get(f"{CLAIM}context")
    roles = [role for role in claims[f"{CLAIM}roles"] if isinstance(role, str)]
    return {
        "sub": claims["sub"],
        "role": "instructor" if SIMPLE & set(roles) else "learner",
        "context": context["id"] if context else None,
        "resource_link": claims[f"{CLAIM}resource_link"]["id"],
    }


def check_signed(house: House, claims: dict[str, Any], browser: Browser, state: str) -> None:
    """Refused, or a session with exactly the person, course and rights that the token names."""
    page = post_launch(house, browser, state, house.platform.platform.sign(json.dumps(claims).encode()))
    if page.status == 303:
        assert session_of(house, browser, page) == expected_session(claims)
    else:
        check_refused(page)


@BOUNDED
@given(
    sub=st.sampled_from(["amara", "bertil", "dana"]),
    changes=st.lists(
        st.tuples(
            st.sampled_from(claim_names()),
            json_values,
            st.none() | st.sampled_from(["id", "title", "return_url", "lineitem", "scope", "name"]),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_claims_replaced_and_signed(house: House, sub: str, changes: list[tuple[str, Any, str | None]]) -> None:
    browser = house.browser()
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce, sub)
    for name, value, inside in changes:
        change(claims, name, value, inside)
    check_signed(house, claims, browser, begun.state)


@pytest.mark.parametrize("name", claim_names())
def test_each_claim_removed_and_signed(house: House, name: str) -> None:
    browser = house.browser()
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce)
    claims.pop(name, None)
    check_signed(house, claims, browser, begun.state)


@BOUNDED
@given(roles=st.lists(json_values | st.sampled_from([*sorted(SIMPLE), "Learner", OLD_ROLE]), max_size=4))
def test_rights_are_those_of_the_token(house: House, roles: list[Any]) -> None:
    browser = house.browser()
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce) | {f"{CLAIM}roles": roles}
    check_signed(house, claims, browser, begun.state)


def test_the_people_of_this_file_are_there() -> None:
    assert all(find_person(sub) for sub in ("amara", "bertil", "dana"))
