"""Mutations of what is signed: claims, the JSON that holds them, the header, and the key."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from lms_plugin.demo.platform.launch import DEEP_LINKING, ENDPOINT, launch_claims
from lms_plugin.demo.platform.people import find_person
from tests.certification.fuzz_oracle import LTI, Begun
from tests.certification.fuzz_target import PENDING, TOOL, Target, dump, join_token
from tests.certification.fuzz_values import ADDRESSES, ROLES, TEXTS, bend, odd_value
from tests.unit.lti.keys import encode_part

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
    spent = d.spent[-1].nonce if d.spent else "x"
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


CLAIMS: Final = (
    *(put_odd, put_odd, put_inside, put_inside, drop, shift_time, other_roles, other_person, other_place, other_issuer),
    *(other_nonce, other_message, deep_linking, other_addresses, many),
)
