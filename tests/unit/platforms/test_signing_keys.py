"""Our signing keys: encrypted at rest, public members published, the newest that may sign signs."""

import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.fernet import InvalidToken
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms import keys
from lms_plugin.platforms.keys import ensure_key, get_signing_key, list_keys, make_key, public_key_set
from lms_plugin.platforms.models import ToolKey

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = "k" * 40


def test_encrypted_at_rest(app: Flask) -> None:
    row = make_key(SECRET, now=NOW)
    private = get_signing_key(SECRET, now=NOW).private_key
    numbers = private.private_numbers()
    stored = json.dumps([row.private_pem, row.public_jwk])
    assert "PRIVATE KEY" not in stored
    assert str(numbers.d) not in stored
    assert private.key_size == 2048


def test_another_secret_opens_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_key(SECRET, now=NOW)
    monkeypatch.setattr(keys, "_parsed", {})
    with pytest.raises(InvalidToken):
        get_signing_key("another" * 8, now=NOW)


def test_only_public_members_are_published(app: Flask) -> None:
    row = make_key(SECRET, now=NOW)
    [published] = public_key_set()["keys"]
    assert set(published) == {"kty", "n", "e", "alg", "use", "kid"}
    assert (published["kty"], published["alg"], published["use"], published["kid"]) == ("RSA", "RS256", "sig", row.kid)


def test_what_we_sign_fits_what_we_publish(app: Flask) -> None:
    make_key(SECRET, now=NOW)
    signing = get_signing_key(SECRET, now=NOW)
    token = jwt.encode({"a": 1}, signing.private_key, algorithm="RS256", headers={"kid": signing.kid})
    [published] = public_key_set()["keys"]
    assert jwt.decode(token, jwt.PyJWK(published).key, algorithms=["RS256"]) == {"a": 1}


def test_the_kid_is_the_key_s_thumbprint(app: Flask) -> None:
    """RFC 7638, section 3.1: its own example."""
    example = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
        "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
        "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
        "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }
    assert keys._thumbprint(example) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_an_installation_gets_one_key(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    ensure_key(SECRET, now=NOW + timedelta(days=1))
    db.session.commit()
    assert len(list_keys()) == 1


def test_the_newest_key_whose_time_has_come_signs(app: Flask) -> None:
    old = make_key(SECRET, now=NOW - timedelta(days=9))
    new = make_key(SECRET, now=NOW)
    new.signs_from = NOW + timedelta(days=1)
    db.session.flush()
    assert get_signing_key(SECRET, now=NOW).kid == old.kid
    assert get_signing_key(SECRET, now=NOW + timedelta(days=1)).kid == new.kid
    # Both are published all along, so that platforms know the next one before it signs.
    assert {each["kid"] for each in public_key_set()["keys"]} == {old.kid, new.kid}
    assert [each.kid for each in list_keys()] == [new.kid, old.kid]


def test_a_retired_key_neither_signs_nor_is_published(app: Flask) -> None:
    row = make_key(SECRET, now=NOW)
    row.retired_at, row.private_pem = NOW, None
    db.session.flush()
    assert public_key_set() == {"keys": []}
    with pytest.raises(LookupError, match="lms-plugin"):
        get_signing_key(SECRET, now=NOW)


def test_a_key_is_parsed_once(app: Flask) -> None:
    make_key(SECRET, now=NOW)
    assert get_signing_key(SECRET, now=NOW).private_key is get_signing_key(SECRET, now=NOW).private_key
    assert db.session.scalar(select(ToolKey.private_pem)) is not None
