"""JA: attacks on algorithm, key and header."""

import base64
import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from tests.certification.rows import INSTRUCTOR, refuse, row
from tests.harness.house import House
from tests.unit.core.answering import AnsweringServer, Reply
from tests.unit.launches import desk
from tests.unit.lti.keys import encode_part, key_set, make_token, public_jwk, rsa_key

Claims = dict[str, Any]
Forge = Callable[[House, Claims], str]


def kid(house: House) -> str:
    return house.platform.platform.keys.current.kid


def joined(header: object, claims: Claims, signature: bytes = b"") -> str:
    return ".".join(encode_part(part) for part in (json.dumps(header).encode(), json.dumps(claims).encode(), signature))


def unsigned(alg: object, signature: bytes = b"") -> Forge:
    return lambda house, claims: joined({"alg": alg, "kid": kid(house)}, claims, signature)


def hs256(secret: Callable[[House], bytes], **header: object) -> Forge:
    def forge(house: House, claims: Claims) -> str:
        head = joined({"alg": "HS256", "kid": kid(house), **header}, claims).rsplit(".", 1)[0]
        return f"{head}.{encode_part(hmac.new(secret(house), head.encode(), sha256).digest())}"

    return forge


def public_pem(house: House) -> bytes:
    public = house.platform.platform.keys.current.private.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def modulus(house: House) -> bytes:
    return str(house.platform.platform.keys.current.jwk["n"]).encode()


def signed(**header: object) -> Forge:
    """Well signed by the platform, under another header; None leaves a name out."""

    def forge(house: House, claims: Claims) -> str:
        key = house.platform.platform.keys.current
        named = {"alg": "RS256", "kid": key.kid, **header}
        return make_token({k: v for k, v in named.items() if v is not None}, claims, key.private)

    return forge


def foreign(house: House, claims: Claims, **header: object) -> str:
    return make_token({"alg": "RS256", "kid": kid(house), **header}, claims, rsa_key(3))


def foreign_ec(house: House, claims: Claims) -> str:
    head = joined({"alg": "ES256", "kid": kid(house)}, claims).rsplit(".", 1)[0]
    return f"{head}.{encode_part(ec.generate_private_key(ec.SECP256R1()).sign(head.encode(), ec.ECDSA(SHA256())))}"


def embedded(house: House, claims: Claims) -> str:
    return foreign(house, claims, jwk=public_jwk(rsa_key(3), kid(house)))


def rs512(house: House, claims: Claims) -> str:
    key = house.platform.platform.keys.current
    return make_token({"alg": "RS512", "kid": key.kid}, claims, key.private, SHA512())


def changed(house: House, claims: Claims) -> str:
    learner = {name: ["Learner"] if name.endswith("/roles") else value for name, value in claims.items()}
    head, _, signature = house.platform.platform.sign(learner).split(".")
    return f"{head}.{encode_part(json.dumps(claims).encode())}.{signature}"


TRAVERSAL = "../../../../dev/null"


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        row("JA01", unsigned("none"), "malformed_token"),
        row("JA03", unsigned("NONE"), "malformed_token"),
        row("JA05", unsigned("none", b"garbage"), "bad_algorithm"),
        row("JA06", hs256(public_pem), "bad_algorithm"),
        row("JA08", hs256(modulus), "bad_algorithm"),
        row("JA09", hs256(lambda house: b""), "bad_algorithm"),
        row("JA11", foreign, "bad_signature"),
        row("JA12", foreign_ec, "bad_algorithm"),
        row("JA13", embedded, "bad_signature"),
        row("JA18", signed(kid=TRAVERSAL), "unknown_kid"),
        row("JA19", signed(kid="x' OR '1'='1' --"), "unknown_kid"),
        row("JA20", signed(kid=""), "no_kid"),
        row("JA22", signed(kid={"a": "b"}), "no_kid"),
        row("JA23", signed(kid=7), "no_kid"),
        row("JA25", signed(kid="k" * 20_000), "no_kid"),
        row("JA27", signed(kid=True), "no_kid"),
        row("JA28", hs256(lambda house: b"", kid=TRAVERSAL), "bad_algorithm"),
        row("JA29", signed(crit=["exp2"], exp2=1), "unknown_critical_header"),
        row("JA31", rs512, "bad_algorithm"),
        row("JA33", signed(alg=None), "bad_algorithm"),
        row("JA34", signed(alg=["RS256"]), "bad_algorithm"),
        row("JA37", changed, "bad_signature"),
    ],
)
def test_attack(house: House, forge: Forge, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    claims = desk.claims_for(house, begun.nonce, "dana")
    assert INSTRUCTOR in next(value for name, value in claims.items() if name.endswith("/roles"))
    fields = {"state": begun.state, "id_token": forge(house, claims)}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)


@pytest.mark.parametrize("header", [row("JA15", "jku"), row("JA16", "x5u")])
def test_foreign_key_material_is_not_fetched(house: House, header: str) -> None:
    certificate = base64.b64encode(b"no certificate")
    with AnsweringServer(lambda asked: Reply(200, key_set(public_jwk(rsa_key(3), "x")) + certificate)) as evil:
        browser = house.browser()
        begun = desk.begin(house, browser)
        token = foreign(house, desk.claims_for(house, begun.nonce, "dana"), **{header: f"{evil.url}/keys"})
        fields = {"state": begun.state, "id_token": token}
        refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "bad_signature")
    assert evil.asked == []
