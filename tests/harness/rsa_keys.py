"""RSA keys by the dozen: making one costs more than all else of a house, and each house needs two.

The keys are real; a process makes so many and then begins anew, so no test sees one twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

DOZENS = 48
USUAL = {"public_exponent": 65537, "key_size": 2048}


@contextmanager
def keys_in_turn() -> Iterator[None]:
    """Inside, `rsa.generate_private_key` gives keys of the usual size in turn, each made once."""
    make = rsa.generate_private_key
    made: list[rsa.RSAPrivateKey] = []
    turns: Iterator[rsa.RSAPrivateKey] | None = None

    def generate(**wanted: Any) -> rsa.RSAPrivateKey:
        nonlocal turns
        if wanted != USUAL:
            return make(**wanted)
        if len(made) < DOZENS:
            made.append(make(**wanted))
            return made[-1]
        turns = turns or cycle(made)
        return next(turns)

    rsa.generate_private_key = generate  # type: ignore[assignment]
    try:
        yield
    finally:
        rsa.generate_private_key = make
