"""A whole check: facts from the database, steps over the network without a transaction, and the result stored.

It is done where it is asked for, in the request or the command, and not handed to the worker: the person waits for
the answer, its time is capped (wire.RUN_SECONDS), and it works where no worker runs.
"""

from datetime import UTC, datetime
from uuid import UUID

import structlog

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.web.reference import make_reference
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.connector import Connector
from lms_plugin.platforms.cache import KnownRegistration, RegistrationCache
from lms_plugin.platforms.errors import RegistrationNotFoundError
from lms_plugin.platforms.keys import get_signing_key
from lms_plugin.preflight.columns import remember
from lms_plugin.preflight.gathering import Ourselves, Wanted, gather_facts
from lms_plugin.preflight.kit import Kit
from lms_plugin.preflight.models import PreflightRun
from lms_plugin.preflight.run import run_steps
from lms_plugin.preflight.services import find_only_tenant, find_passed, store_run
from lms_plugin.preflight.wire import READ_SECONDS, RUN_SECONDS, Wire

log = structlog.get_logger()


class Checker:
    """Runs checks with our address and keys. Its methods commit: no transaction is open while a platform is asked."""

    def __init__(
        self,
        *,
        registrations: RegistrationCache,
        public_url: str,
        trial: bool,
        key_secret: str,
        run_seconds: float = RUN_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._registrations, self._public_url, self._trial = registrations, public_url, trial
        self._key_secret, self._run_seconds, self._read_seconds = key_secret, run_seconds, read_seconds

    def check(self, wanted: Wanted, *, actor: Actor) -> PreflightRun:
        """Take all steps and store what they found, committed.

        Raises RegistrationNotFoundError, CourseNotKnownError and PersonNotInCourseError.
        """
        kit = self._prepare(wanted)
        db.session.commit()
        try:
            results = run_steps(kit)
        finally:
            db.session.rollback()
        run = store_run(
            wanted.registration_id,
            results,
            tenant_id=wanted.tenant_id or find_only_tenant(wanted.registration_id),
            actor=actor,
            reference=make_reference(),
            now=datetime.now(UTC),
        )
        db.session.commit()
        _log(run, [each.key for each in results if each.verdict == "fail"])
        return run

    def connect(self, registration_id: UUID) -> Connector | None:
        """A way to the services of an active registration, for cleaning up; None where there is none any more."""
        known = self._registrations.get(registration_id)
        if known is None or not known.active:
            return None
        wire = self._open_wire()
        tokens = AccessTokens(wire)
        key = get_signing_key(self._key_secret, now=datetime.now(UTC))
        return Connector(known, outbound=wire, tokens=tokens, key=key)

    def _open_wire(self) -> Wire:
        return Wire(trial=self._trial, seconds=self._run_seconds, read_seconds=self._read_seconds)

    def _prepare(self, wanted: Wanted) -> Kit:
        now = datetime.now(UTC)
        facts = gather_facts(
            wanted,
            self._get_known(wanted.registration_id),
            Ourselves(public_url=self._public_url, trial=self._trial, key=get_signing_key(self._key_secret, now=now)),
            passed_before=find_passed(wanted.registration_id),
            now=now,
        )
        return Kit(facts=facts, wire=self._open_wire(), memory=remember(wanted.registration_id))

    def _get_known(self, registration_id: UUID) -> KnownRegistration:
        self._registrations.forget()  # what was just saved, perhaps in another process, is what is to be checked
        known = self._registrations.get(registration_id)
        if known is None:
            raise RegistrationNotFoundError("There is no registration of that id.")
        return known


def _log(run: PreflightRun, failed: list[str]) -> None:
    ids = {"registration": str(run.registration_id), "reference": run.reference}
    log.info("preflight_run", **ids, by=run.actor_kind, failed=failed)
