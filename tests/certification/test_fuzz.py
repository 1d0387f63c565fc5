"""Two thousand mutated logins and launches, the same ones each time; and that the fuzz would see a broken tool."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.launches.refusals import NewRefusal, RefusalLog
from lms_plugin.lti import verify
from lms_plugin.lti.roles import INSTRUCTOR
from lms_plugin.lti.tokens import SignedToken
from lms_plugin.platforms.models import Tenant
from lms_plugin.roster import services as roster
from tests.certification.fuzz import Fuzz, Report
from tests.certification.fuzz_target import Target
from tests.harness.databases import DatabaseMaker

CASES, SEED = 2000, 7
Break = Callable[[pytest.MonkeyPatch], None]


def database(maker: DatabaseMaker) -> Path:
    return Path(maker.make().removeprefix("sqlite:///"))


@pytest.fixture(scope="module")
def report(sqlite_maker: DatabaseMaker) -> Report:
    with Target(database(sqlite_maker)) as target:
        return Fuzz(target, SEED).run(CASES)


def test_nothing_opens_that_no_signature_covers_and_nothing_breaks(report: Report) -> None:
    assert report.problems == []
    assert report.statuses["5xx"] == 0
    assert report.cases == CASES


def test_the_fuzz_gets_in_by_many_doors_and_is_refused_for_many_reasons(report: Report) -> None:
    """Else it would prove nothing."""
    assert sum(report.opened.values()) > CASES / 20
    assert len(report.opened) > 10
    assert len(report.outcomes) > 40
    assert len(report.mutations) > 40


@pytest.fixture(scope="module")
def target(sqlite_maker: DatabaseMaker) -> Iterator[Target]:
    with Target(database(sqlite_maker)) as target:
        yield target


def no_signature(patch: pytest.MonkeyPatch) -> None:
    def believe(self: SignedToken, key: object) -> dict[str, Any]:
        claims: dict[str, Any] = json.loads(
            self.payload.decode("utf-8", "replace").replace("\\ud8", "").replace("\\u0000", "")
        )
        return claims

    patch.setattr(SignedToken, "verify", believe)


def no_check(name: str) -> Break:
    return lambda patch: patch.setattr(verify, name, lambda *_: None)


def all_teach(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(roster, "standing_of", lambda roles: INSTRUCTOR)


def one_course(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(roster, "context_key", lambda launch: "")


def write_on_refusal(patch: pytest.MonkeyPatch) -> None:
    def keep(self: RefusalLog, refusal: NewRefusal) -> None:
        db.session.add(Tenant(name=refusal.reference, timezone="UTC"))
        db.session.commit()

    patch.setattr(RefusalLog, "keep", keep)


def fail_after_the_answer(patch: pytest.MonkeyPatch) -> None:
    def keep(self: RefusalLog, refusal: NewRefusal) -> None:
        raise ZeroDivisionError

    patch.setattr(RefusalLog, "keep", keep)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        pytest.param(no_signature, "a token that no platform signed", id="signature"),
        pytest.param(no_check("check_issuer"), "the session's issuer is not the token's", id="issuer"),
        pytest.param(no_check("check_audience"), "the session's client_id is not the token's", id="audience"),
        pytest.param(no_check("check_nonce"), "opened with the nonce of another login", id="nonce"),
        pytest.param(no_check("check_time"), "opened against its", id="time"),
        pytest.param(no_check("check_cookie"), "opened without the login's cookie", id="cookie"),
        pytest.param(all_teach, "the session's role is not the token's", id="role"),
        pytest.param(one_course, "the session's context is not the token's", id="context"),
        pytest.param(write_on_refusal, "INSERT on tenants without a launch", id="write"),
        pytest.param(fail_after_the_answer, "fault: ZeroDivisionError", id="fault"),
    ],
)
def test_a_broken_tool_is_seen(target: Target, monkeypatch: pytest.MonkeyPatch, break_it: Break, words: str) -> None:
    break_it(monkeypatch)
    fuzz = Fuzz(target, SEED)
    for first in range(0, CASES, 50):
        if any(words in problem for problem in fuzz.run(50, first).problems):
            return
    pytest.fail(f"never said: {words}; but {fuzz.report.problems[:5]}")


def test_an_error_page_of_ours_is_seen(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over() -> str:
        raise ZeroDivisionError

    monkeypatch.setitem(target.app.view_functions, "front.launch", fall_over)
    assert any("status 500" in problem for problem in Fuzz(target, SEED).run(20).problems)


def test_the_same_seed_makes_the_same_cases(target: Target) -> None:
    """What becomes of a case may differ: where a token is cut, the same cut meets other random bytes."""
    first, second = (Fuzz(target, 3).run(40) for _ in range(2))
    assert first.mutations == second.mutations
    assert first.cases == second.cases == 40
    assert Fuzz(target, 4).run(40).mutations != first.mutations
