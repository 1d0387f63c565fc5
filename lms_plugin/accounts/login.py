"""Signing in. A try is counted before it is looked at, so that tries made at once, in any process, count as many.

After five wrong passwords or codes the account waits 1, 2, 4 … at most 15 minutes. The count goes back to zero with a
whole sign-in only: a right password alone gives no fresh tries at the code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.accounts.models import Administrator, RecoveryCode
from lms_plugin.accounts.passwords import hash_password, is_outdated, verify_password
from lms_plugin.accounts.second_factor import hash_recovery_code, match_step, open_secret
from lms_plugin.accounts.services import get_administrator, record
from lms_plugin.accounts.sessions import OpenedSession, open_session
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class Try:
    """One counted try. Without an id there is no such account, or it is locked or disabled: it must fail."""

    administrator_id: UUID | None = None
    password_hash: str | None = None


def waiting_time(failures: int) -> timedelta | None:
    """How long the account waits after so many failures in a row; None where it does not."""
    if failures < FREE_TRIES:
        return None
    return min(timedelta(minutes=2 ** min(failures - FREE_TRIES, 10)), LONGEST_WAIT)


def _count(row: Administrator | None, now: datetime) -> Try:
    if row is None or row.disabled_at is not None or (row.locked_until is not None and row.locked_until > now):
        return Try()
    row.failures += 1
    wait = waiting_time(row.failures)
    row.locked_until = now + wait if wait else None
    db.session.flush()
    return Try(row.id, row.password_hash)


def count_try(email: str, *, now: datetime) -> Try:
    """Count a try at a password; commit before looking at it."""
    return _count(
        db.session.scalar(select(Administrator).where(Administrator.email == email.strip().lower()).with_for_update()),
        now,
    )


def count_code_try(administrator_id: UUID, *, now: datetime) -> Try:
    """Count a try at a code; commit before looking at it."""
    return _count(
        db.session.scalar(select(Administrator).where(Administrator.id == administrator_id).with_for_update()), now
    )


def record_failure(tried: Try, *, what: str, now: datetime) -> None:
    """Write down that a try was wrong; `what` is "password" or "code". Nothing for an account that is not there."""
    if tried.administrator_id is None:
        return
    row = get_administrator(tried.administrator_id)
    record("sign_in_failed", row, actor=Actor.system(), now=now, details={"reason": f"wrong {what}"})
    if row.locked_until is not None and row.locked_until > now:
        seconds = int((row.locked_until - now).total_seconds())
        record("locked", row, actor=Actor.system(), now=now, details={"new": {"seconds": seconds}})


def pass_password(tried: Try, password: str) -> Administrator | None:
    """The administrator whose password this is; renews the hash where the parameters have changed since.

    Takes as long for an account that is not there. Give the try back with `give_back` where a code is still to come.
    """
    if not verify_password(tried.password_hash, password) or tried.administrator_id is None:
        return None
    row = get_administrator(tried.administrator_id)
    if is_outdated(row.password_hash):
        row.password_hash = hash_password(password)
    return row


def give_back(row: Administrator) -> None:
    """A right password does not count as a failure, and forgives none."""
    row.failures = max(0, row.failures - 1)
    row.locked_until = None
    db.session.flush()


def pass_code(row: Administrator, code: str, *, key_secret: str, now: datetime) -> bool:
    """Whether this is a code of the app or a recovery code that was not used before; it is used now."""
    return _use_app_code(row, code, key_secret, now) or _use_recovery_code(row, code, key_secret, now)


def _use_app_code(row: Administrator, code: str, key_secret: str, now: datetime) -> bool:
    if row.totp_secret is None:
        return False
    step = match_step(open_secret(row.totp_secret, key_secret), code, after=row.totp_last_step, now=now)
    if step is None:
        return False
    used = db.session.scalar(
        update(Administrator)
        .where(Administrator.id == row.id)
        .where((Administrator.totp_last_step.is_(None)) | (Administrator.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(Administrator.id)
    )
    return used is not None


def _use_recovery_code(row: Administrator, code: str, key_secret: str, now: datetime) -> bool:
    wanted = hash_recovery_code(code, administrator_id=row.id, key_secret=key_secret)
    used = db.session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.administrator_id == row.id,
            RecoveryCode.code_hash == wanted,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.code_hash)
    )
    if used is not None:
        record("recovery_code_used", row, actor=Actor.administrator(row.id), now=now)
    return used is not None


def sign_in(row: Administrator, *, browser: str, now: datetime) -> OpenedSession:
    """Open a session after everything asked was right."""
    row.failures, row.locked_until = 0, None
    opened = open_session(row.id, browser=browser, now=now)
    record(
        "signed_in",
        row,
        actor=Actor.administrator(row.id),
        now=now,
        details={"new": {"session": str(opened.id), "browser": browser}},
    )
    return opened
