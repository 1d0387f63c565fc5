"""Mutations of what travels: the signed token as text, the form, the cookies, the request; logins; other addresses."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from lms_plugin.lti.state import make_state
from tests.certification.fuzz_oracle import Begun
from tests.certification.fuzz_target import TOOL, Platform, Request, Target, dump, form
from tests.certification.fuzz_values import ADDRESSES, TEXTS, bend
from tests.harness.databases import SECRETS
from tests.unit.lti.keys import encode_part

METHODS: Final = ("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "post", "POST ", "PROPFIND", "X" * 300)
TYPES: Final = (
    *(
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "text/plain",
    ),
    *(
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=\xff",
        "",
        "x",
        "a/b/c",
    ),
    *(
        "APPLICATION/X-WWW-FORM-URLENCODED",
        "application/x-www-form-urlencoded;" + "a" * 9000,
        "text/html; charset=utf-7",
    ),
)
PATHS: Final = (
    *(
        "/lti/launch/",
        "//lti/launch",
        "/LTI/launch",
        "/lti/launch\0",
        "/lti/./launch",
        "/lti/launch/x",
        "/lti",
        "/lti/jwks",
    ),
    *(
        "/l//",
        "/l/x/",
        "/l/" + "0" * 32 + "/",
        "/l/" + "0" * 32 + "/session",
        "/l/\0/session",
        "/l/" + "f" * 9000 + "/",
    ),
    *(
        "/open/x",
        "/open/\0",
        "/open/" + "x" * 5000,
        "/static/../lti/launch",
        "/static/\0",
        "/healthz",
        "/\xff\xfe",
        "/l/é/people",
        "",
    ),
    *("/l/" + "0" * 32 + "/finish", "/l/" + "0" * 32 + "/window", "/l/" + "0" * 32 + "/picker", "/lti/login"),
)


@dataclass
class Shot:
    """A launch or login as it will go out: fields in order, and the request around them."""

    rng: random.Random
    target: Target
    request: Request
    fields: list[tuple[str, str]]
    begun: Begun | None = None
    other: Callable[[], Begun] | None = None
    spent: tuple[Begun, ...] = ()
    body: bytes | None = None

    def finish(self) -> Request:
        self.request.body = form(self.fields) if self.body is None else self.body
        return self.request

    def put(self, name: str, value: str) -> None:
        self.fields = [(each, value if each == name else old) for each, old in self.fields]

    def get(self, name: str) -> str:
        return next((value for each, value in self.fields if each == name), "")


# The token as text: nothing is signed again


def bent_token(shot: Shot) -> None:
    shot.put("id_token", bend(shot.rng, shot.get("id_token")))


def bent_part(shot: Shot) -> None:
    """One character of one part, so that short parts are hit as often as long ones."""
    parts = shot.get("id_token").split(".")
    part = shot.rng.randrange(len(parts))
    place = shot.rng.randrange(max(1, len(parts[part])))
    letter = shot.rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    parts[part] = parts[part][:place] + letter + parts[part][place + 1 :]
    shot.put("id_token", ".".join(parts))


def other_writing(shot: Shot) -> None:
    """The same bytes, or nearly, in other base64: padding, the other alphabet, white space, last bits."""
    token = shot.get("id_token")
    head, body, signature = (token.split(".") + ["", "", ""])[:3]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    choices = (
        *(
            token + "=",
            token + "==",
            f"{head}=.{body}=.{signature}",
            token.replace("-", "+").replace("_", "/"),
            token + "\n",
        ),
        *(
            f" {token}",
            f"{head} .{body}.{signature}",
            f"{head}.{body}.{signature[:-1]}{shot.rng.choice(last)}",
            token + ".",
        ),
        *(
            f".{token}",
            f"{head}.{body}.",
            f"{head}.{body}",
            f"{head}..{signature}",
            f".{body}.{signature}",
            "..",
            token + "." + token,
        ),
        *(
            f"{head}.{body}.{signature}.{signature}",
            f"{head}.{body}.{body}",
            f"{body}.{head}.{signature}",
            token.replace(".", "%2E"),
        ),
        *(
            token.replace(".", "。"),
            "Bearer " + token,
            token * 3,
            "x" * 300_000,
            f"{head}.{body}.{'A' * len(signature)}",
        ),
    )
    shot.put("id_token", shot.rng.choice(choices))


def other_payload(shot: Shot) -> None:
    """Claims changed after signing."""
    head, _, signature = (shot.get("id_token").split(".") + ["", "", ""])[:3]
    body = dump({"sub": "dana", "iss": "x"}) if shot.rng.random() < 0.3 else b'{"a":' + b"[" * 9000
    shot.put("id_token", f"{head}.{encode_part(body)}.{signature}")


# State, cookies and form


def bent_state(shot: Shot) -> None:
    shot.put("state", bend(shot.rng, shot.get("state")))


def other_state(shot: Shot) -> None:
    assert shot.other is not None
    old = [each.state for each in shot.spent] or ["x"]
    shot.put("state", shot.rng.choice((shot.other().state, shot.rng.choice(old), "", "a.b.c", "é" * 50, "s" * 100_000)))


class _Earlier(TimestampSigner):
    """Signs as if it were an hour ago, or an hour from now."""

    offset = -3600

    def get_timestamp(self) -> int:
        return int(time.time()) + self.offset


class _Later(_Earlier):
    offset = 3600


def expired_state(shot: Shot) -> None:
    assert shot.begun is not None
    wanted = shot.rng.choice((_Earlier, _Later))
    old = URLSafeTimedSerializer(SECRETS["SECRET_KEY"], salt="login-state").loads(shot.begun.state)
    shot.put("state", str(URLSafeTimedSerializer(SECRETS["SECRET_KEY"], salt="login-state", signer=wanted).dumps(old)))


def foreign_state(shot: Shot) -> None:
    """Of another installation, or for a registration that does not exist."""
    assert shot.begun is not None
    if shot.rng.random() < 0.5:
        new = make_state("the secret of another installation, thirty-two", UUID(shot.begun.platform.registration_id))
    else:
        new = make_state(SECRETS["SECRET_KEY"], UUID(int=shot.rng.getrandbits(128)))
    shot.put("state", new.signed)


def other_cookies(shot: Shot) -> None:
    begun, cookies = shot.begun, shot.request.cookies
    assert begun is not None
    assert shot.other is not None
    name, other = begun.cookie_name, shot.other()
    value = cookies.get(name, "")
    changes: tuple[dict[str, str], ...] = (
        {each: text for each, text in cookies.items() if each != name},
        {},
        other.cookies,
        {**cookies, name: other.cookies[other.cookie_name]},
        {**cookies, name: bend(shot.rng, value)},
        {**cookies, name: f'"{value}"'},
        {**cookies, name: ""},
        {**cookies, "__Host-browser": bend(shot.rng, cookies.get("__Host-browser", "b"))},
        {**cookies, "__Host-browser": "b" * shot.rng.choice((500, 5000, 60_000))},
        {**cookies, "__Host-browser": shot.rng.choice(('"\\000\\377"', "\xff\xfe", "é", '"', ";", "=", ""))},
        {each: text for each, text in cookies.items() if each != "__Host-browser"},
        {**cookies, "__Secure-launch": "x"},
        {**cookies, **{f"c{n}": "x" for n in range(500)}},
        {name.upper(): value},
    )
    shot.request.cookies = {each: _latin(text) for each, text in shot.rng.choice(changes).items()}


def _latin(text: str) -> str:
    """Bytes as WSGI hands them on."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def other_form(shot: Shot) -> None:
    rng, fields = shot.rng, list(shot.fields)
    pair = rng.choice(fields) if fields else ("x", "y")
    choices: tuple[list[tuple[str, str]], ...] = (
        [*fields, pair],
        [*fields, (pair[0], bend(rng, pair[1]))],
        [(pair[0], bend(rng, pair[1])), *fields],
        [each for each in fields if each != pair],
        [*fields, ("error", rng.choice(("login_required", "<b>", "", "x" * 5000)))],
        [("error", "access_denied")],
        [(f"{name}[]", value) for name, value in fields],
        [(name.upper(), value) for name, value in fields],
        [*fields, *((f"f{n}", "x") for n in range(rng.choice((10, 1100))))],
        [*fields, ("x", "y" * rng.choice((1000, 600_000)))],
        fields[::-1],
        [],
        [*fields, (rng.choice(TEXTS), rng.choice(TEXTS))],
    )
    shot.fields = rng.choice(choices)


def other_body(shot: Shot) -> None:
    body = form(shot.fields)
    multipart = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), value.encode("utf-8", "replace"))
        for name, value in shot.fields
    )
    changes: tuple[tuple[str, bytes], ...] = (
        ("multipart/form-data; boundary=x", multipart + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", multipart),
        ("multipart/form-data; boundary=x", multipart.replace(b"form-data", b'form-data; filename="f"') + b"--x--\r\n"),
        ("application/json", dump(dict(shot.fields))),
        ("application/x-www-form-urlencoded", body + b"&%&%zz&%ff=%fe&=&&" + bytes(range(256))),
        ("application/x-www-form-urlencoded", body.replace(b"%2E", b".").replace(b"=", b"%3D", 1)),
        ("application/x-www-form-urlencoded", body.replace(b"&", b";")),
        ("application/x-www-form-urlencoded; charset=utf-16", "state=x&id_token=y".encode("utf-16")),
        ("application/x-www-form-urlencoded", b"x=" + b"y" * 2_200_000),
    )
    kind, shot.body = shot.rng.choice(changes)
    shot.request.headers["Content-Type"] = kind


def other_request(shot: Shot) -> None:
    rng, request = shot.rng, shot.request
    kind = rng.randrange(4)
    if kind == 0:
        request.method = rng.choice(METHODS)
        if request.method == "GET":
            request.query = form(shot.fields).decode()
    elif kind == 1:
        request.path = _latin(rng.choice(PATHS))
    elif kind == 2:
        request.headers["Content-Type"] = rng.choice(TYPES)
    else:
        request.headers |= rng.choice(HEADERS)


HEADERS: Final[tuple[dict[str, str], ...]] = (
    {"Content-Length": "-1"},
    {"Content-Length": "x"},
    {"Content-Length": "5"},
    {"Content-Length": "99999999999"},
    {"Content-Length": ""},
    {"Host": "evil.example"},
    {"Host": "\xff\x00"},
    {"Host": ""},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    {"X-Forwarded-For": "\xff, ::1%eth0, x"},
    {"X-HTTP-Method-Override": "GET"},
    {"Transfer-Encoding": "chunked"},
    {"Accept": "application/json"},
    {"Accept": "*/*;q=\xff,,;;=" + "a" * 5000},
    {"Origin": "null", "Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Accept-Language": "\x00\xff"},
    {"Range": "bytes=0-1"},
    {"If-None-Match": '"x', "If-Modified-Since": "never"},
    {"Authorization": "Basic \xff"},
    {"Expect": "100-continue"},
    {"Content-Encoding": "gzip"},
)
TOKEN: Final = (bent_token, bent_part, bent_part, other_writing, other_payload)
FORM: Final = (bent_state, other_state, expired_state, foreign_state, other_cookies, other_cookies, other_form)
REQUEST: Final = (other_body, other_request)


# Logins


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
