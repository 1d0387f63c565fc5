"""Two hospitals' LMSs at once: what one of them does never reaches the other."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import offer_course
from lms_plugin.demo.platform.grades import list_results
from lms_plugin.demo.platform.server import RunningPlatform
from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.setup import COURSE, LINKS, SLOTS
from lms_plugin.grades.services import record_result
from lms_plugin.platforms.models import Deployment, Registration
from lms_plugin.platforms.services import add_tenant, register_platform
from lms_plugin.roster.models import Context, ResourceLink, User
from tests.functional.grades.clinic import Clinic, wait_until


@pytest.fixture
def second(clinic: Clinic, tmp_path: Path) -> Iterator[RunningPlatform]:
    """Another hospital with its own LMS; the same course, the same people's names."""
    settings = PlatformSettings(
        "http://127.0.0.1", clinic.house.tool_url, tmp_path / "second.sqlite", LINKS, client_id="second"
    )
    with RunningPlatform(settings) as platform, clinic.house.app.app_context():
        tenant = add_tenant("Hill Hospital", timezone="UTC")
        register_platform(
            tenant=tenant,
            issuer=platform.settings.issuer,
            client_id="second",
            auth_login_url=platform.settings.auth_url,
            auth_token_url=platform.settings.token_url,
            jwks_url=platform.settings.certs_url,
            deployment_ids=("1",),
            trial=True,
        )
        offer_course(tenant.id, COURSE, SLOTS, now=datetime.now(UTC))
        db.session.commit()
        clinic.house.app.extensions["registrations"].forget()
        yield platform
        db.session.remove()


def launch_at(clinic: Clinic, platform: RunningPlatform, sub: str) -> None:
    browser = clinic.house.browser()
    browser.post(f"{platform.url}/become/{sub}", {})
    login = browser.get(f"{platform.url}/launch/3")
    auth = browser.submit(login, login.form("/lti/login"))
    assert browser.submit(auth, auth.form("/lti/launch")).status == 200


def earn_at(platform: RunningPlatform, sub: str, score_ppm: int) -> None:
    place = db.session.execute(
        select(ResourceLink.context_id, ResourceLink.activity_id, User.id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Deployment, Deployment.id == Context.deployment_pk)
        .join(Registration, Registration.id == Deployment.registration_id)
        .join(User, User.registration_id == Registration.id)
        .where(Registration.issuer == platform.url, User.sub == sub)
    ).one()
    assert place.activity_id is not None
    now = datetime.now(UTC)
    record_result(
        context_id=place.context_id,
        activity_id=place.activity_id,
        user_id=place.id,
        score_ppm=score_ppm,
        attempt_id=None,
        submitted_at=now,
        comment=None,
        now=now,
    )
    db.session.commit()


def grade_at(platform: RunningPlatform, sub: str) -> float | None:
    [score] = [result.score for (_, who), result in list_results(platform.store).items() if who == sub] or [None]
    return score


def test_gr18_the_same_sub_at_two_lmss_is_two_people(clinic: Clinic, second: RunningPlatform) -> None:
    """Tokens are not shared either: each LMS knows only those that it gave."""
    for platform, score in ((clinic.house.platform, 400_000), (second, 900_000)):
        launch_at(clinic, platform, "amara")
        earn_at(platform, "amara", score)
    assert clinic.house.deliver() == 2
    assert (grade_at(clinic.house.platform, "amara"), grade_at(second, "amara")) == (40, 90)
    assert {platform.platform.requests["token"] for platform in (clinic.house.platform, second)} == {1}
    assert [message.status for message in second.platform.received] == [200]


def test_fi18_one_broken_lms_holds_up_nobody(clinic: Clinic, second: RunningPlatform) -> None:
    """The broken one hangs, and its scores were due first."""
    for sub in ("amara", "bertil"):
        launch_at(clinic, clinic.house.platform, sub)
        earn_at(clinic.house.platform, sub, 500_000)
    launch_at(clinic, second, "amara")
    clinic.house.trouble("slow", path="scores", seconds=6)
    earn_at(second, "amara", 900_000)
    courier = threading.Thread(target=clinic.house.deliver)
    courier.start()
    wait_until(lambda: grade_at(second, "amara") == 90)
    assert grade_at(clinic.house.platform, "amara") is None
    courier.join()
    assert grade_at(clinic.house.platform, "amara") == 50


def test_an_lms_that_was_switched_off_gets_nothing_more(clinic: Clinic, second: RunningPlatform) -> None:
    for platform in (clinic.house.platform, second):
        launch_at(clinic, platform, "amara")
        earn_at(platform, "amara", 400_000)
    db.session.execute(update(Registration).where(Registration.issuer == second.url).values(status="disabled"))
    db.session.commit()
    assert clinic.house.deliver() == 1
    assert (grade_at(clinic.house.platform, "amara"), grade_at(second, "amara")) == (40, None)
