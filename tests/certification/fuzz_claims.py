"""Mutations of what is signed: claims, the JSON that holds them, the header, and the key."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from lms_plugin.demo.platform.launch import DEEP_LINKING, ENDPOINT, launch_claims
from lms_plugin.demo.platform.people import find_person
from tests.certification.fuzz_oracle import LTI, Begun
from tests.certification.fuzz_target import PENDING, TOOL, Target, dump, join_token
from tests.certification.fuzz_values import ADDRESSES, ROLES, TEXTS, bend, nested, odd_value
from tests.unit.lti.keys import encode_part, public_jwk

AGS: Final = ENDPOINT
NAMES: Final = (
    *(
        "iss",
        "aud",
        "sub",
        "iat",
        "exp",
        "nonce",
        "azp",
        "nbf",
        "name",
        "given_name",
        "family_name",
        "email",
        "made_up",
    ),
    *(f"{LTI}{name}" for name in ("version", "message_type", "deployment_id", "target_link_uri", "roles", "context")),
    *(
        f"{LTI}{name}"
        for name in ("resource_link", "custom", "launch_presentation", "tool_platform", "lis", "for_user")
    ),
    *(AGS, DEEP_LINKING),
)
MEMBERS: Final = (
    "id",
    "title",
    "return_url",
    "lineitem",
    "lineitems",
    "scope",
    "name",
    "locale",
    "person_sourcedid",
    "course",
)


@dataclass
class Draft:
    """A token in the making, and the logins that it may be mixed up with."""

    rng: random.Random
    target: Target
    begun: Begun
    other: Callable[[], Begun]
    spent: list[Begun]
    claims: dict[str, Any]
    header: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    header_bytes: bytes = b""
    key: RSAPrivateKey | None = None
    signature: Callable[[RSAPrivateKey, bytes], bytes] = lambda key, signed: key.sign(signed, PKCS1v15(), SHA256())

    def sign(self) -> str:
        head = self.header_bytes or dump(self.header)
        signed = f"{encode_part(head)}.{encode_part(self.payload)}".encode()
        return join_token(head, self.payload, self.signature(self.key, signed) if self.key else b"")


def draft(rng: random.Random, target: Target, begun: Begun, other: Callable[[], Begun], spent: list[Begun]) -> Draft:
    """A good launch by somebody of the demo LMS, at the platform where that login began."""
    person = find_person(rng.choice(("amara", "bertil", "dana")))
    assert person is not None
    services = {
        "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
        "lineitems": f"{begun.platform.issuer}/items",
    }
    claims = launch_claims(target.settings, person, target.settings.links[0], begun.nonce, int(time.time()), services)
    platform = begun.platform
    claims |= {"iss": platform.issuer, "aud": platform.client_id, f"{LTI}deployment_id": platform.deployment_id}
    return Draft(
        rng, target, begun, other, spent, claims, {"alg": "RS256", "typ": "JWT", "kid": "k1"}, key=platform.keys["k1"]
    )


# Claims


def put_odd(d: Draft) -> None:
    d.claims[d.rng.choice(NAMES)] = odd_value(d.rng)


def put_inside(d: Draft) -> None:
    name = d.rng.choice([name for name, value in d.claims.items() if isinstance(value, dict)] or [f"{LTI}context"])
    value = d.claims.get(name)
    d.claims[name] = {**(value if isinstance(value, dict) else {}), d.rng.choice(MEMBERS): odd_value(d.rng)}


def drop(d: Draft) -> None:
    d.claims.pop(d.rng.choice([name for name in NAMES if name in d.claims] or ["sub"]), None)


def shift_time(d: Draft) -> None:
    now, offsets = int(time.time()), (-90_000, -3600, -662, -655, -65, -55, 0, 55, 65, 600, 3600, 86_300, 86_500, 10**9)
    for name in d.rng.sample(("iat", "exp", "nbf"), d.rng.randint(1, 3)):
        d.claims[name] = d.rng.choice((int, float, str))(now + d.rng.choice(offsets))


def other_roles(d: Draft) -> None:
    d.claims[f"{LTI}roles"] = [d.rng.choice((*ROLES, odd_value(d.rng))) for _ in range(d.rng.randrange(5))]


def other_person(d: Draft) -> None:
    d.claims["sub"] = d.rng.choice(("amara", "bertil", "dana", "nobody", d.rng.choice(TEXTS), bend(d.rng, "amara")))


def other_place(d: Draft) -> None:
    names = [platform.deployment_id for platform in d.target.platforms.values()]
    context = d.rng.choice(
        (None, {"id": f"c{d.rng.randrange(50)}"}, {"id": d.rng.choice(TEXTS), "title": "T"}, {"title": "x"})
    )
    d.claims[f"{LTI}context"] = context
    if d.rng.random() < 0.4:
        d.claims[f"{LTI}deployment_id"] = d.rng.choice((*names, PENDING, "", "999", bend(d.rng, "1"), 1, names))


def other_issuer(d: Draft) -> None:
    platform = d.rng.choice([*d.target.platforms.values()])
    own = d.begun.platform
    changes: list[dict[str, Any]] = [
        {"iss": platform.issuer},
        {"aud": platform.client_id},
        {"aud": [own.client_id]},
        {"aud": [own.client_id, own.client_id]},
        {"aud": [own.client_id, platform.client_id]},
        {"aud": [platform.client_id, own.client_id], "azp": own.client_id},
        {"aud": [own.client_id], "azp": own.client_id},
        {"azp": platform.client_id},
        {"iss": platform.issuer, "aud": platform.client_id, f"{LTI}deployment_id": platform.deployment_id},
        {"iss": own.issuer + "/"},
        {"iss": bend(d.rng, own.issuer)},
        {"aud": bend(d.rng, own.client_id)},
        {"aud": {own.client_id: 1}},
        {"aud": [[own.client_id]]},
    ]
    d.claims |= d.rng.choice(changes)


def other_nonce(d: Draft) -> None:
    spent = d.rng.choice(d.spent).nonce if d.spent else "x"
    own = d.begun.nonce
    d.claims["nonce"] = d.rng.choice(
        (d.other().nonce, spent, bend(d.rng, own), [own], {"nonce": own}, f"{own} ", f"{own}\0")
    )


def other_message(d: Draft) -> None:
    kinds = (
        "LtiDeepLinkingRequest",
        "LtiSubmissionReviewRequest",
        "LtiStartProctoring",
        "LtiResourceLinkRequest ",
        "x",
        1,
    )
    d.claims[f"{LTI}message_type"] = d.rng.choice(kinds)


def deep_linking(d: Draft) -> None:
    settings: dict[str, Any] = {
        "deep_link_return_url": f"{d.begun.platform.issuer}/return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "accept_multiple": True,
        "data": "d",
    }
    if d.rng.random() < 0.7:
        settings[d.rng.choice([*settings, "accept_lineitem", "title"])] = odd_value(d.rng)
    d.claims |= {f"{LTI}message_type": "LtiDeepLinkingRequest", DEEP_LINKING: settings}
    if d.rng.random() < 0.8:
        d.claims[f"{LTI}roles"] = [ROLES[0]]


def other_addresses(d: Draft) -> None:
    address = d.rng.choice((*ADDRESSES, f"{TOOL}/deep?x=1", bend(d.rng, f"{TOOL}/lti/launch")))
    d.claims |= d.rng.choice(
        (
            {f"{LTI}target_link_uri": address},
            {f"{LTI}launch_presentation": {"return_url": address, "locale": d.rng.choice(TEXTS)}},
            {AGS: {"lineitem": address, "lineitems": address, "scope": [address]}},
        )
    )


def many(d: Draft) -> None:
    number, value = d.rng.choice((150, 201, 1000)), odd_value(d.rng)
    extra = {f"claim_{n}": value for n in range(number)}
    d.claims |= d.rng.choice(
        (extra, {f"{LTI}custom": extra}, {f"{LTI}roles": ["Learner"] * number * 9}, {"name": "n" * number * 99})
    )


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
            *(b"null", b'"x"', b"0", b"{}", body.decode().encode("utf-16"), body.decode().encode("utf-32-le")),
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
    place = d.rng.randrange(max(1, len(d.payload)))
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


CLAIMS: Final = (
    *(put_odd, put_odd, put_inside, put_inside, drop, shift_time, other_roles, other_person, other_place, other_issuer),
    *(other_nonce, other_message, deep_linking, other_addresses, many),
)
TEXT: Final = (twin, literal, shape, byte)
HEADER: Final = (other_alg, other_kid, more_header, header_text)
KEY: Final = (other_key, other_key, old_key, other_signature)
