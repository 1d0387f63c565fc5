"""A request in the making; and what can be done to a signed token as text, without signing it again."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.certification.fuzz_oracle import Begun
from tests.certification.fuzz_target import Request, Target, dump, form
from tests.certification.fuzz_values import bend
from tests.unit.lti.keys import encode_part


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
    place = int(shot.rng.random() * len(parts[part]))
    letter = shot.rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    parts[part] = parts[part][:place] + letter + parts[part][place + 1 :]
    shot.put("id_token", ".".join(parts))


def other_writing(shot: Shot) -> None:
    """The same bytes, or nearly, in other base64: padding, the other alphabet, white space, last bits."""
    token = shot.get("id_token")
    head, body, signature = ([*token.split("."), "", "", ""])[:3]
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
    head, _, signature = ([*shot.get("id_token").split("."), "", "", ""])[:3]
    body = dump({"sub": "dana", "iss": "x"}) if shot.rng.random() < 0.3 else b'{"a":' + b"[" * 9000
    shot.put("id_token", f"{head}.{encode_part(body)}.{signature}")


TOKEN: Final = (bent_token, bent_part, bent_part, other_writing, other_payload)
