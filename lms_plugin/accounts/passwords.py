"""Passwords: which ones are taken, and their Argon2 hashes."""

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms_plugin.accounts.errors import WeakPasswordError

SHORTEST, LONGEST = 12, 200

# Of the lists of passwords most often found in breaches, those that are long enough for us.
COMMON = frozenset(
    {
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789123",
        "1234567891011",
        "012345678910",
        "098765432109",
        "111111111111",
        "000000000000",
        "123123123123",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "qwertyqwerty",
        "qwerty123456",
        "asdfghjkl123",
        "abcdefghijkl",
        "abcd12345678",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "passw0rd1234",
        "p@ssw0rd1234",
        "letmeinplease",
        "letmein12345",
        "iloveyou1234",
        "iloveyouforever",
        "welcome12345",
        "welcome123456",
        "administrator",
        "administrator1",
        "admin1234567",
        "adminadminadmin",
        "changeme1234",
        "changemeplease",
        "hospital1234",
        "hospital2026",
        "nurse1234567",
        "trustno1trustno1",
        "monkey123456",
        "dragon123456",
        "football1234",
        "baseball1234",
        "sunshine1234",
        "princess1234",
        "superman1234",
        "correcthorsebatterystaple",
        "correct horse battery staple",
    }
)

_hasher = PasswordHasher()


def _normal(password: str) -> str:
    """The same password however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, email: str) -> None:
    """Raise WeakPasswordError where a password is too short, too common, or the e-mail itself."""
    plain = _normal(password).casefold()
    if len(plain) < SHORTEST:
        raise WeakPasswordError(f"This password is shorter than {SHORTEST} characters.")
    if len(plain) > LONGEST:
        raise WeakPasswordError(f"This password is longer than {LONGEST} characters.", remedy="Shorten it.")
    if plain in COMMON or len(set(plain)) < 4:
        raise WeakPasswordError("This password is among the first that others would try.")
    if plain in {email, email.partition("@")[0]}:
        raise WeakPasswordError("This password is your e-mail address.")


def hash_password(password: str) -> str:
    """The Argon2id hash with its parameters, as it is kept."""
    return _hasher.hash(_normal(password))


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("a password that nobody has")


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; None stands for an account that is not there, and takes as long."""
    try:
        _hasher.verify(password_hash or _nobody(), _normal(password)[: LONGEST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether today's parameters are others than those it was hashed with."""
    return _hasher.check_needs_rehash(password_hash)
