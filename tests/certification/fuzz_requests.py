"""Mutations of what a launch travels in: state, cookies, form, body, the request itself."""

import time
from typing import Final
from uuid import UUID

from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from lms_plugin.lti.state import make_state
from tests.certification.fuzz_http import HEADERS, METHODS, PATHS, TYPES
from tests.certification.fuzz_shot import Shot
from tests.certification.fuzz_target import dump, form
from tests.certification.fuzz_values import TEXTS, bend
from tests.harness.databases import SECRETS


def bent_state(shot: Shot) -> None:
    shot.put("state", bend(shot.rng, shot.get("state")))


def other_state(shot: Shot) -> None:
    assert shot.other is not None
    old = shot.spent[-1].state if shot.spent else "x"
    shot.put("state", shot.rng.choice((shot.other().state, old, "", "a.b.c", "é" * 50, "s" * 100_000)))


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


FORM: Final = (bent_state, other_state, expired_state, foreign_state, other_cookies, other_cookies, other_form)
REQUEST: Final = (other_body, other_request)
