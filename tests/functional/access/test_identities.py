"""AC: who is who across platforms, deployments and hospitals, and who is let in no longer."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, update

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.platforms.services import add_deployment, list_registrations
from lms_plugin.roster.models import Context, User
from tests.certification.other_platform import OtherPlatform
from tests.certification.rows import row
from tests.functional.access.town import OWN, sit, visit_other
from tests.functional.placing.places import visit
from tests.functional.placing.test_copied_courses import ask
from tests.functional.roster.test_roster import change
from tests.harness.front_door import begin, good_claims, login_parameters, post_launch
from tests.harness.house import House


@pytest.fixture
def other(house: House) -> Iterator[OtherPlatform]:
    with OtherPlatform(house, apart=True) as other:
        yield other


@pytest.mark.parametrize("course", [row("AC04", "1")])
def test_the_same_course_id_at_two_platforms_and_deployments(house: House, other: OtherPlatform, course: str) -> None:
    with house.app.app_context():
        [ours] = [each for each in list_registrations() if each.issuer != other.issuer]
        tenant_id = ours.deployments[0].tenant_id
        assert tenant_id is not None
        add_deployment(ours.id, "second", tenant_id=tenant_id)
        db.session.commit()
        db.session.remove()
    visit(house, house.browser(), "amara", course=course)
    visit(house, house.browser(), "amara", course=course, deployment_id="second")
    visit_other(house, other, house.browser(), "amara", course=course)
    assert ask(house, select(func.count(), func.count(Context.deployment_pk.distinct())).select_from(Context)) == [
        (3, 3)
    ]


@pytest.mark.parametrize("sub", [row("AC05", "amara"), row("AC06", "amara")])
def test_the_same_sub_and_e_mail_at_two_platforms(house: House, other: OtherPlatform, sub: str) -> None:
    """Two people, each with their hospital's own work."""
    visit(house, house.browser(), sub, custom=OWN)
    visit_other(house, other, house.browser(), sub)
    found = ask(house, select(User.sub, User.email, User.tenant_id, User.registration_id))
    assert [row.sub for row in found] == [sub, sub]
    assert len({row.email for row in found}) == 1
    assert len({row.tenant_id for row in found}) == len({row.registration_id for row in found}) == 2


@pytest.mark.parametrize("sub", [row("AC06-other-sub", "bertil")])
def test_an_e_mail_makes_nobody_somebody_else(house: House, sub: str) -> None:
    visit(house, house.browser(), "amara", custom=OWN)
    [[email]] = ask(house, select(User.email))
    browser = house.browser()
    begun = begin(house, browser)
    claims = good_claims(house, begun.nonce, sub) | {"email": email}
    assert post_launch(house, browser, begun.state, house.platform.platform.sign(claims)).status == 303
    assert len(ask(house, select(User.id).where(User.email == email))) == 2


@pytest.mark.parametrize("status", [row("AC12", "suspended")])
def test_a_suspended_person_is_refused(house: House, status: str) -> None:
    browser = house.browser()
    page = visit(house, browser, "amara", custom=OWN)
    change(house, update(User).values(status=status))
    assert browser.get(page.url).status == 401
    sessions = ask(house, select(func.count()).select_from(LaunchSession))
    again = visit(house, house.browser(), "amara", custom=OWN)
    assert again.status == 403
    assert "Your access to this tool has been paused." in again.text
    assert ask(house, select(func.count()).select_from(LaunchSession)) == sessions


@pytest.mark.parametrize(
    ("model", "status"),
    [
        pytest.param(Registration, "disabled", id="registration"),
        pytest.param(Deployment, "disabled", id="deployment"),
        pytest.param(Tenant, "suspended", id="hospital"),
    ],
)
def test_what_is_switched_off_closes_open_pages(house: House, model: Any, status: str) -> None:
    """A platform is switched off where its keys got away: launches made with them end, too."""
    browser = house.browser()
    desk = sit(house, browser, visit(house, browser, "amara", custom=OWN))
    change(house, update(model).values(status=status))
    assert browser.get(f"{desk.root}/").status == 401
    assert browser.post(f"{desk.root}/display", {"csrf_token": desk.csrf}, follow=False).status == 401


@pytest.mark.parametrize("sub", [row("AC21", "amara")])
def test_a_browser_that_keeps_no_cookie_is_offered_a_window_before_the_platform_is_asked(
    house: House, sub: str
) -> None:
    frame, window, stranger = house.browser(), house.browser(), house.browser()
    url = f"{house.tool_url}/lti/login?{urlencode(login_parameters(house, login_hint=sub))}"
    again = frame.get(url, follow=False).headers["location"]
    frame.cookies.clear()
    page = frame.get(house.tool_url + again, follow=False)
    assert page.status == 200
    assert "location" not in page.headers
    address = next(link for link in page.links.values() if "/lti/login" in link)
    window.get(address, follow=False)
    begun = begin(house, window)
    token = house.platform.platform.sign(good_claims(house, begun.nonce, sub))
    assert post_launch(house, stranger, begun.state, token).status == 401
    assert post_launch(house, window, begun.state, token).status == 303
