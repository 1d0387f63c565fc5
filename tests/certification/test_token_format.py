"""JF: what is posted as a launch and is none."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.certification.rows import REFERENCE, count_rows, has_session, refuse, row
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk
from tests.unit.lti.keys import encode_part, make_token

Forge = Callable[[House, dict[str, Any]], str | None]


def good(house: House, claims: dict[str, Any]) -> str:
    return house.platform.platform.sign(claims)


def parts(house: House, claims: dict[str, Any]) -> list[str]:
    return good(house, claims).split(".")


def payload(change: Callable[[bytes], bytes]) -> Forge:
    """Well signed over other bytes."""
    return lambda house, claims: house.platform.platform.sign(change(json.dumps(claims).encode()))


def claim(name: str, text: str) -> Forge:
    """Well signed, with a number that Python's own JSON would not write."""

    def forge(house: House, claims: dict[str, Any]) -> str:
        body = re.sub(rf'"{name}": \d+', f'"{name}": {text}', json.dumps(claims))
        assert text in body
        return house.platform.platform.sign(body.encode())

    return forge


def header(text: bytes) -> Forge:
    def forge(house: House, claims: dict[str, Any]) -> str:
        return make_token(text, claims, house.platform.platform.keys.current.private)

    return forge


def two_algorithms(house: House, claims: dict[str, Any]) -> str:
    kid = house.platform.platform.keys.current.kid
    head = f'{{"alg":"RS256","alg":"none","kid":"{kid}"}}'.encode()
    return f"{encode_part(head)}.{encode_part(json.dumps(claims).encode())}.AA"


def unsigned_payload(text: bytes) -> Forge:
    return lambda house, claims: ".".join((parts(house, claims)[0], encode_part(text), "AA"))


def one_byte_short(house: House, claims: dict[str, Any]) -> str:
    head, body, signature = parts(house, claims)
    return f"{head}.{body}.{signature[: 4 * (255 // 3)]}"


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        row("JF01", lambda house, claims: None, "no_token"),
        row("JF02", lambda house, claims: "", "no_token"),
        row("JF03", lambda house, claims: ".".join((*parts(house, claims)[:2], "")), "malformed_token"),
        row("JF04", lambda house, claims: ".".join(parts(house, claims)[:2]), "malformed_token"),
        row("JF05", lambda house, claims: good(house, claims) + ".AA", "malformed_token"),
        row("JF06", lambda house, claims: good(house, claims) + ".AA.AA", "malformed_token"),
        row("JF07", one_byte_short, "bad_signature"),
        row("JF08", lambda house, claims: "not base64 at all!", "malformed_token"),
        row("JF09", lambda house, claims: "..", "malformed_token"),
        row("JF10", header(b'["RS256"]'), "bad_header"),
        row("JF13", payload(lambda body: b"[" + body + b"]"), "bad_payload"),
        row("JF14", payload(lambda body: json.dumps(body.decode()).encode()), "bad_payload"),
        row("JF17", payload(lambda body: b""), "malformed_token"),
        row("JF18", payload(lambda body: body[:-10]), "bad_payload"),
        row("JF20", payload(lambda body: body[:-1] + b', "sub": "dana"}'), "bad_payload"),
        row("JF22", two_algorithms, "bad_header"),
        row("JF23", unsigned_payload(b'{"a":' + b"[" * 20_000), "bad_signature"),
        row("JF25", unsigned_payload(b"x" * 750_000), "token_too_large"),
        row("JF28", claim("exp", "NaN"), "bad_payload"),
        row("JF30", claim("iat", "9" * 6000), "bad_payload"),
        row("JF36", lambda house, claims: good(house, claims).replace(".", ".é", 1), "malformed_token"),
    ],
)
def test_format(house: House, forge: Forge, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    token = forge(house, desk.claims_for(house, begun.nonce))
    fields = {"state": begun.state} | ({} if token is None else {"id_token": token})
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)


@pytest.mark.parametrize("text", ["1e400", "-1e400"])
@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_number_beyond_all_numbers(house: House, name: str, text: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    token = claim(name, text)(house, desk.claims_for(house, begun.nonce))
    fields = {"state": begun.state, "id_token": str(token)}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "bad_payload")


@pytest.mark.parametrize("text", [r"\ud800", r"\u0000"])
@pytest.mark.parametrize("place", ['"name"', '"title"', '"sub"'])
def test_text_that_no_database_takes(house: House, place: str, text: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    body = json.dumps(desk.claims_for(house, begun.nonce)).replace(f'{place}: "', f'{place}: "{text}')
    assert text in body
    fields = {"state": begun.state, "id_token": house.platform.platform.sign(body.encode())}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "bad_payload")


def assert_no_launch(house: House, page: Page, status: int) -> None:
    assert page.status == status
    assert REFERENCE.search(page.text)


@pytest.mark.parametrize("size", [row("JF27", 12_000_000)])
def test_a_token_of_twelve_megabytes(house: House, size: int) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    before = count_rows(house)
    # No whole form is sent: the announced length is enough, and the server is free to read no further.
    with house.app.test_client() as client:
        answer = client.post(
            "/lti/launch",
            base_url=house.tool_url,
            data={"state": begun.state, "id_token": "A" * size},
        )
    assert answer.status_code == 413
    assert REFERENCE.search(answer.text)
    assert answer.headers.getlist("Set-Cookie") == []
    assert count_rows(house) == before


@pytest.mark.parametrize("method", [row("JF32", "GET")])
def test_launch_through_get(house: House, method: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    before = count_rows(house)
    token = good(house, desk.claims_for(house, begun.nonce))
    page = browser.get(f"{house.tool_url}/lti/launch?state={begun.state}&id_token={token}", follow=False)
    assert_no_launch(house, page, 405)
    assert page.headers["allow"].replace("OPTIONS", "").strip(", ") == "POST"
    assert not has_session(browser)
    assert count_rows(house) == before


@pytest.mark.parametrize("mimetype", [row("JF33", "application/json")])
def test_launch_as_json(house: House, mimetype: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    before = count_rows(house)
    content = {"state": begun.state, "id_token": good(house, desk.claims_for(house, begun.nonce))}
    page = browser.post_json(f"{house.tool_url}/lti/launch", json.dumps(content).encode(), token="")
    assert page.status == 400
    assert REFERENCE.fullmatch(page.json()["reference"])
    assert not has_session(browser)
    assert count_rows(house) == before


@pytest.mark.parametrize("error", [row("JF34", "login_required")])
def test_the_platform_answers_with_an_error(house: House, error: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    fields = {"state": begun.state, "error": error, "error_description": f"<b>{time.time()}</b>"}
    page = refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "platform_error")
    assert fields["error_description"] not in page.body.decode()
