"""Password hashes in no time: one of the product's costs a fifth of a second on purpose, and tests make hundreds."""

from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher

from lms_plugin.accounts import passwords

PRODUCT = passwords._hasher  # as it is made; its strength has a test of its own
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@contextmanager
def hashing_quickly() -> Iterator[None]:
    """Inside, passwords are kept as real Argon2id hashes that cost next to nothing."""
    passwords._hasher = QUICK
    passwords._nobody.cache_clear()
    try:
        yield
    finally:
        passwords._hasher = PRODUCT
        passwords._nobody.cache_clear()
