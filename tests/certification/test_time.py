"""TM: time."""

import time

import pytest

from tests.certification.rows import Change, Claims, both, drop, put, refuse_claims, row
from tests.harness.house import House


def times(**offsets: int) -> Change:
    """Claims that many seconds from now."""

    def change(claims: Claims) -> Claims:
        now = int(time.time())
        return {**claims, **{name: now + offset for name, offset in offsets.items()}}

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        row("TM01", drop("exp"), "bad_exp"),
        row("TM02", drop("iat"), "bad_iat"),
        row("TM03", times(iat=-3660, exp=-3600), "expired"),
        row("TM04", times(iat=-420, exp=-360), "expired"),
        row("TM05", times(iat=3600, exp=3660), "from_the_future"),
        row("TM06", times(nbf=3600), "not_yet"),
        row("TM07", times(iat=-24 * 3600, exp=60), "too_old"),
        row("TM08", times(iat=-10, exp=-20), "bad_life"),
        row("TM10", put("exp", "tomorrow"), "bad_exp"),
        row("TM11", put("exp", None), "bad_exp"),
        row("TM14", put("iat", "now"), "bad_iat"),
        row("TM16", put("exp", 1e30), "bad_life"),
        row("text-of-digits", both(put("exp", str(int(time.time()) + 600))), "bad_exp"),
    ],
)
def test_time(house: House, change: Change, reason: str) -> None:
    refuse_claims(house, change, reason)
