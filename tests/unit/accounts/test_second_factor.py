"""Codes of apps against RFC 6238's own numbers, and recovery codes."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest

from lms_plugin.accounts.second_factor import (
    draw_qr,
    hash_recovery_code,
    make_recovery_codes,
    make_secret,
    match_step,
    open_secret,
    spell,
)

SECRET = base64.b32encode(b"12345678901234567890").decode()
KEY = "b" * 40
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_rfc_s_codes(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert match_step(SECRET, code, after=None, now=moment) == seconds // 30
    assert match_step(SECRET, f" {code[:3]} {code[3:]} ", after=None, now=moment) == seconds // 30


@pytest.mark.parametrize(("late", "found"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_a_step_off(late: int, found: bool) -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    code = pyotp.TOTP(SECRET).at(now + timedelta(seconds=late))
    assert (match_step(SECRET, code, after=None, now=now) is not None) == found


@pytest.mark.parametrize("after", [0, 1])
def test_a_code_that_was_used_is_used(after: int) -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    assert match_step(SECRET, "005924", after=1234567890 // 30 + after, now=now) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٠٠٥٩٢٤", "-05924"])
def test_what_is_no_code(code: str) -> None:
    assert match_step(SECRET, code, after=None, now=datetime.fromtimestamp(1234567890, UTC)) is None


def test_the_secret_is_kept_encrypted() -> None:
    kept = make_secret(KEY)
    secret = open_secret(kept, KEY)
    assert len(secret) == 32
    assert secret not in kept
    assert spell(secret).replace(" ", "") == secret


def test_the_picture_is_one_our_pages_may_show() -> None:
    picture = draw_qr(SECRET, email="robin@lakeside.example", title="Learning tool")
    kind, _, data = picture.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).startswith(b"<svg")


def test_recovery_codes() -> None:
    codes = make_recovery_codes()
    assert len(set(codes)) == 10
    hashed = hash_recovery_code(codes[0], administrator_id=ONE, key_secret=KEY)
    typed = codes[0].lower().replace("-", " ")
    assert hash_recovery_code(typed, administrator_id=ONE, key_secret=KEY) == hashed
    assert hash_recovery_code(codes[0], administrator_id=OTHER, key_secret=KEY) != hashed
    assert hash_recovery_code(codes[0], administrator_id=ONE, key_secret="c" * 40) != hashed
