"""Which passwords are taken, and how they are kept."""

import pytest
from argon2 import PasswordHasher

from lms_plugin.accounts.errors import WeakPasswordError
from lms_plugin.accounts.passwords import check_password, hash_password, is_outdated, verify_password
from tests.harness.hashing import PRODUCT

EMAIL = "robin.of.lakeside@lakeside.example"


@pytest.mark.parametrize(
    "password",
    [
        "eleven char",
        "password1234",
        "PassWord1234",
        "aaaaaaaaaaaa",
        "ababababababab",
        EMAIL,
        EMAIL.upper(),
        "robin.of.lakeside",
        "x" * 100 + "yz" * 51,
        "",
    ],
)
def test_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        check_password(password, email=EMAIL)


@pytest.mark.parametrize("password", ["four lamps on a quay", "zwölf Zeichen", "twelve chars", "a" * 50 + "bcd" * 50])
def test_taken(password: str) -> None:
    check_password(password, email=EMAIL)


def test_kept_as_argon2id_with_a_salt() -> None:
    first, second = hash_password("four lamps on a quay"), hash_password("four lamps on a quay")
    assert first != second
    assert first.startswith("$argon2id$")
    assert verify_password(first, "four lamps on a quay")
    assert not verify_password(first, "five lamps on a quay")


def test_as_strong_as_argon2_s_second_recommendation() -> None:
    """RFC 9106 section 4: three passes over 64 MiB in four lanes."""
    assert (PRODUCT.time_cost, PRODUCT.memory_cost, PRODUCT.parallelism) >= (3, 64 * 1024, 4)
    assert PRODUCT.hash("four lamps on a quay").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_same_letters_however_they_are_composed() -> None:
    assert verify_password(hash_password("caf\u00e9 lamps quay"), "cafe\u0301 lamps quay")


def test_an_account_that_is_not_there_has_no_password() -> None:
    assert not verify_password(None, "a password that nobody has")


def test_a_hash_that_cannot_be_read_is_nobody_s() -> None:
    assert not verify_password("nonsense", "four lamps on a quay")


def test_other_parameters_are_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("four lamps on a quay"))
    assert not is_outdated(hash_password("four lamps on a quay"))
