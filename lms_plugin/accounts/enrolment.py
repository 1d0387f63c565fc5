"""Turning the second factor on and off."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from lms_plugin.accounts.errors import WrongCodeError, WrongPasswordError
from lms_plugin.accounts.login import pass_code
from lms_plugin.accounts.models import Administrator, RecoveryCode
from lms_plugin.accounts.passwords import verify_password
from lms_plugin.accounts.second_factor import (
    hash_recovery_code,
    make_recovery_codes,
    make_secret,
    match_step,
    open_secret,
)
from lms_plugin.accounts.services import forget_second_factor, record
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db


def begin_enrolment(row: Administrator, *, key_secret: str) -> None:
    """Make a secret to show; nothing is asked for until it is confirmed. Leaves a second factor that is on alone."""
    if not row.has_second_factor:
        row.totp_secret = make_secret(key_secret)
        db.session.flush()


def confirm_enrolment(row: Administrator, code: str, *, key_secret: str, actor: Actor, now: datetime) -> list[str]:
    """Turn the second factor on; the recovery codes to show once. Raises WrongCodeError."""
    if row.totp_secret is None or row.has_second_factor:
        raise WrongCodeError("There is nothing to confirm.", remedy="Begin again from your account page.")
    step = match_step(open_secret(row.totp_secret, key_secret), code, after=None, now=now)
    if step is None:
        raise WrongCodeError("That code is not the one your app shows now, so nothing was turned on.")
    row.totp_confirmed_at, row.totp_last_step = now, step
    record("second_factor_on", row, actor=actor, now=now)
    return renew_recovery_codes(row.id, key_secret=key_secret)


def renew_recovery_codes(administrator_id: UUID, *, key_secret: str) -> list[str]:
    """Ten new codes in place of all earlier ones."""
    codes = make_recovery_codes()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.administrator_id == administrator_id))
    db.session.add_all(
        RecoveryCode(
            administrator_id=administrator_id,
            code_hash=hash_recovery_code(code, administrator_id=administrator_id, key_secret=key_secret),
            used_at=None,
        )
        for code in codes
    )
    db.session.flush()
    return codes


def count_recovery_codes(administrator_id: UUID) -> int:
    """How many are left."""
    statement = select(func.count()).where(
        RecoveryCode.administrator_id == administrator_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def turn_off(row: Administrator, *, password: str, code: str, key_secret: str, actor: Actor, now: datetime) -> None:
    """Ask for nothing but the password from now on. Raises WrongPasswordError, WrongCodeError."""
    if not verify_password(row.password_hash, password):
        raise WrongPasswordError("The password was not right, so nothing was changed.")
    if not pass_code(row, code, key_secret=key_secret, now=now):
        raise WrongCodeError("The code was not right, so nothing was changed.")
    forget_second_factor(row)
    record("second_factor_off", row, actor=actor, now=now)
