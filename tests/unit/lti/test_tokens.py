"""The id_token: three parts, RS256, and a signature checked with the key that we chose."""

import json

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.tokens import MAX_TOKEN, split_token
from tests.unit.lti.keys import encode_part, make_token, rsa_key

HEADER = {"alg": "RS256", "typ": "JWT", "kid": "k1"}
CLAIMS = {"sub": "amara"}


def refusal(token: str) -> LaunchRefusedError:
    with pytest.raises(LaunchRefusedError) as caught:
        split_token(token).verify(rsa_key().public_key())
    assert caught.value.status in (400, 401)
    return caught.value


def test_a_good_token_gives_its_key_id_and_claims() -> None:
    token = split_token(make_token(HEADER, CLAIMS))
    assert token.kid == "k1"
    assert token.verify(rsa_key().public_key()) == CLAIMS


def test_the_payload_is_not_read_before_the_signature_holds() -> None:
    token = split_token(make_token(HEADER, b"no JSON at all", rsa_key(1)))
    with pytest.raises(LaunchRefusedError) as caught:
        token.verify(rsa_key().public_key())
    assert caught.value.reason == "bad_signature"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "NONE"},
        {"alg": "HS256"},
        {"alg": "RS512"},
        {"alg": "ES256"},
        {"alg": "rs256"},
        {"alg": ["RS256"]},
        {"alg": None},
    ],
)
def test_only_rs256(header: dict[str, object]) -> None:
    assert refusal(make_token({**HEADER, **header}, CLAIMS)).reason == "bad_algorithm"


def test_alg_missing() -> None:
    assert refusal(make_token({"kid": "k1"}, CLAIMS)).reason == "bad_algorithm"


@pytest.mark.parametrize("kid", [None, "", 7, True, {"a": 1}, ["k1"], "k" * 20_000])
def test_kid_is_a_short_text(kid: object) -> None:
    assert refusal(make_token({**HEADER, "kid": kid}, CLAIMS)).reason == "no_kid"


def test_a_critical_header_is_refused() -> None:
    assert refusal(make_token({**HEADER, "crit": ["b64"], "b64": False}, CLAIMS)).reason == "unknown_critical_header"


def test_a_key_in_the_header_is_never_used() -> None:
    header = {**HEADER, "jwk": {"kty": "RSA"}, "jku": "https://evil.example/keys", "x5u": "https://evil.example/cert"}
    assert refusal(make_token(header, CLAIMS, rsa_key(1))).reason == "bad_signature"
    assert split_token(make_token(header, CLAIMS)).verify(rsa_key().public_key()) == CLAIMS


def test_another_hash_under_the_name_of_rs256() -> None:
    assert refusal(make_token(HEADER, CLAIMS, hashed=SHA512())).reason == "bad_signature"


@pytest.mark.parametrize(
    "payload", [b"[1]", b'"text"', b"{", b'{"sub":"a","sub":"b"}', b'{"exp":NaN}', b'{"a":"\\ud800"}']
)
def test_a_signed_payload_that_is_no_strict_object(payload: bytes) -> None:
    assert refusal(make_token(HEADER, payload)).reason == "bad_payload"


def test_a_header_that_is_no_strict_object() -> None:
    for header in (b"[]", b'{"alg":"RS256","alg":"none","kid":"k1"}', b"\xff", b'{"kid":' + b"[" * 20_000):
        assert refusal(make_token(header, CLAIMS)).reason == "bad_header"


GOOD = make_token(HEADER, CLAIMS)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "no_token"),
        ("..", "malformed_token"),
        ("a.b", "malformed_token"),
        (f"{GOOD}.x", "malformed_token"),
        (f"{GOOD}.x.y", "malformed_token"),
        (GOOD.rsplit(".", 1)[0] + ".", "malformed_token"),
        (GOOD + "\n", "malformed_token"),
        (" " + GOOD, "malformed_token"),
        (GOOD + "=", "malformed_token"),
        (GOOD.replace(".", ".é", 1), "malformed_token"),
        ("A" * (MAX_TOKEN + 1), "token_too_large"),
    ],
)
def test_not_three_base64url_parts(token: str, reason: str) -> None:
    refused = refusal(token)
    assert (refused.reason, refused.status) == (reason, 400)


def test_a_signature_one_byte_short() -> None:
    head, body, signature = GOOD.split(".")
    assert refusal(f"{head}.{body}.{signature[:-4]}").reason in ("bad_signature", "malformed_token")


def test_a_changed_payload() -> None:
    head, _, signature = GOOD.split(".")
    changed = encode_part(json.dumps({"sub": "dana"}).encode())
    assert refusal(f"{head}.{changed}.{signature}").reason == "bad_signature"


@settings(deadline=None)
@given(st.text(st.sampled_from("Aa0-_.=é\x00{}"), max_size=60))
def test_any_text_is_refused(token: str) -> None:
    refusal(token)


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.sampled_from("Abz09-_."))
def test_no_changed_character_passes(place: int, character: str) -> None:
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    if changed == GOOD:
        return
    try:
        claims = split_token(changed).verify(rsa_key().public_key())
    except LaunchRefusedError:
        return
    # The last character of a part may carry bits that base64 leaves unused: the bytes are the same then.
    assert claims == CLAIMS
    assert place == len(GOOD) - 1
