"""Mutations around the claims, before they are signed: the JSON that holds them, the header, the key."""

import json
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from tests.certification.fuzz_claims import Draft
from tests.certification.fuzz_oracle import LTI
from tests.certification.fuzz_target import dump
from tests.certification.fuzz_values import TEXTS, nested, odd_value
from tests.unit.lti.keys import public_jwk

# The JSON text


def twin(d: Draft) -> None:
    name, value = d.rng.choice(("sub", "nonce", "iss", f"{LTI}roles", "\\u0073ub", "new")), json.dumps(odd_value(d.rng))
    pair = f'"{name}":{value}'.encode()
    d.payload = d.rng.choice((d.payload[:-1] + b"," + pair + b"}", b"{" + pair + b"," + d.payload[1:]))


def literal(d: Draft) -> None:
    number = d.rng.choice(
        ("NaN", "-Infinity", "1e400", "-0", "0x10", "01", "1" * 21, "9" * 6000, "1.", "1e9", "+1", "1_000", "tru")
    )
    old = str(d.claims.get(d.rng.choice(("iat", "exp")))).encode()
    d.payload = d.payload.replace(old, number.encode(), 1)


def shape(d: Draft) -> None:
    body, deep = d.payload, d.rng.choice((31, 33, 20_000))
    d.payload = d.rng.choice(
        (
            *(
                b"[" + body + b"]",
                body[:-1],
                body + b"x",
                body + body,
                b"\xef\xbb\xbf" + body,
                b" \n" + body + b"\t ",
                b"",
            ),
            *(
                b"null",
                b'"x"',
                b"0",
                b"{}",
                body.decode("latin-1").encode("utf-16"),
                body.decode("latin-1").encode("utf-32-le"),
            ),
            *(
                body[:-1] + b',"a":' + b"[" * deep + b"]" * deep + b"}",
                body[:-1] + b',"a":' + b'{"a":' * deep + b"1" + b"}" * deep + b"}",
            ),
            *(
                body[:-1] + b",}",
                body.replace(b'"', b"'"),
                b"/* */" + body,
                body.replace(b"amara", b"am\xffara"),
                b"\0" + body,
            ),
            *(
                body.replace(b"amara", b"am\0ara"),
                body.replace(b'"sub":"', b'"sub":"\\ud800'),
                body.replace(b":", b"\xc2\xa0:", 1),
            ),
            dump(nested(deep if deep < 100 else 40, True)),
        )
    )


def byte(d: Draft) -> None:
    place = int(d.rng.random() * len(d.payload))
    d.payload = d.payload[:place] + bytes([d.rng.randrange(256)]) + d.payload[place + 1 :]


# Header and key


def other_alg(d: Draft) -> None:
    d.header["alg"] = d.rng.choice(
        ("none", "NONE", "HS256", "RS512", "ES256", "PS256", "rs256", "", None, ["RS256"], 7, "RS256 ")
    )
    if d.rng.random() < 0.4:
        d.key = None


def other_kid(d: Draft) -> None:
    kid = d.rng.choice(
        (
            "a-old",
            "b-own",
            "k2",
            "",
            "k1 ",
            "K1",
            "../k1",
            "x' OR '1'='1",
            "k" * 20_000,
            None,
            1,
            True,
            {"k": 1},
            ["k1"],
            "k\0",
        )
    )
    d.header["kid"] = kid


def more_header(d: Draft) -> None:
    key = public_jwk(d.target.stranger, "k1")
    d.header |= d.rng.choice(
        (
            *(
                {"crit": ["exp"]},
                {"crit": []},
                {"jwk": key},
                {"jku": f"{d.target.settings.issuer}/evil"},
                {"x5u": "https://evil.example/x"},
            ),
            *(
                {"x5c": ["AAAA"]},
                {"b64": False, "crit": ["b64"]},
                {"zip": "DEF"},
                {"typ": odd_value(d.rng)},
                {"cty": "JWT"},
            ),
            {d.rng.choice(TEXTS): odd_value(d.rng)},
        )
    )


def header_text(d: Draft) -> None:
    head = dump(d.header)
    d.header_bytes = d.rng.choice(
        (
            *(
                head[:-1] + b',"alg":"none"}',
                b'{"alg":"none",' + head[1:],
                head[:-1] + b',"kid":"b-own"}',
                b"[" + head + b"]",
            ),
            *(
                b"\xef\xbb\xbf" + head,
                head[:-1],
                head + b" ",
                b"{}",
                b"null",
                b"\xff",
                b"[" * 9000,
                head.decode().encode("utf-16"),
            ),
        )
    )


def other_key(d: Draft) -> None:
    keys = [key for platform in d.target.platforms.values() for key in platform.keys.values()]
    d.key = d.rng.choice((d.target.stranger, *keys))


def old_key(d: Draft) -> None:
    """The platform's other published key, under its own kid: as good as the first."""
    d.header["kid"], d.key = d.rng.choice([*d.begun.platform.keys.items()])


def other_signature(d: Draft) -> None:
    ways: tuple[Callable[[RSAPrivateKey, bytes], bytes], ...] = (
        lambda key, signed: key.sign(signed, PKCS1v15(), SHA512()),
        lambda key, signed: key.sign(signed, PKCS1v15(), SHA384()),
        lambda key, signed: key.sign(signed, PSS(MGF1(SHA256()), 32), SHA256()),
        lambda key, signed: key.sign(signed + b".", PKCS1v15(), SHA256()),
        lambda key, signed: b"\0" + key.sign(signed, PKCS1v15(), SHA256()),
        lambda key, signed: key.sign(signed, PKCS1v15(), SHA256())[:-1],
        lambda key, signed: (1).to_bytes(256),
        lambda key, signed: bytes(256),
    )
    d.signature = d.rng.choice(ways)


TEXT: Final = (twin, literal, shape, byte)
HEADER: Final = (other_alg, other_kid, more_header, header_text)
KEY: Final = (other_key, other_key, old_key, other_signature)
