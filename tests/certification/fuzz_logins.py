"""Mutations of third-party initiated logins."""

from typing import Any, Final
from urllib.parse import urlencode

from tests.certification.fuzz_requests import other_body, other_form, other_request
from tests.certification.fuzz_shot import Shot
from tests.certification.fuzz_target import TOOL, Platform, form
from tests.certification.fuzz_values import ADDRESSES, TEXTS, bend


def login_fields(platform: Platform) -> list[tuple[str, str]]:
    return [
        ("iss", platform.issuer),
        ("client_id", platform.client_id),
        ("login_hint", "amara"),
        ("target_link_uri", f"{TOOL}/lti/launch"),
        ("lti_message_hint", "hint"),
        ("lti_deployment_id", platform.deployment_id),
    ]


def odd_field(shot: Shot) -> None:
    values: tuple[Any, ...] = (
        *TEXTS,
        *ADDRESSES,
        "x" * 4001,
        "é" * 4000,
        "x" * 100_000,
        f"{TOOL}/deep?x=1#y",
        "a&b=c#d",
    )
    name = shot.rng.choice([name for name, _ in shot.fields] or ["iss"])
    shot.put(name, shot.rng.choice(values))


def bent_field(shot: Shot) -> None:
    name, value = shot.rng.choice(shot.fields or [("iss", "x")])
    shot.put(name, bend(shot.rng, value))


def other_platform(shot: Shot) -> None:
    platforms = [*shot.target.platforms.values()]
    shot.put("client_id", shot.rng.choice(platforms).client_id)
    shot.put("iss", shot.rng.choice(platforms).issuer)


def injected(shot: Shot) -> None:
    extra = (
        "redirect_uri",
        "state",
        "nonce",
        "scope",
        "cookie_asked",
        "response_mode",
        "client_id",
        "",
        "lti_storage_target",
    )
    value = shot.rng.choice(("https://evil.example/", "1", "x" * 50_000, *TEXTS))
    shot.fields.insert(shot.rng.randrange(len(shot.fields) + 1), (shot.rng.choice(extra), value))


def as_query(shot: Shot) -> None:
    shot.request.method = shot.rng.choice(("GET", "GET", "POST", "HEAD"))
    shot.request.query = form(shot.fields).decode() + shot.rng.choice(("", "", "&%ff=%fe", "&iss=x", "&a" * 2000))
    shot.body = shot.rng.choice((b"", b"", urlencode({"iss": "other"}).encode()))


LOGIN: Final = (
    odd_field,
    odd_field,
    bent_field,
    other_platform,
    injected,
    as_query,
    other_form,
    other_body,
    other_request,
)
