"""A launch from a deployment not seen before, of a registration that accepts them at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.platforms.approvals import accept_new_deployments, approve_deployment
from lms_plugin.platforms.errors import TenantChoiceError
from lms_plugin.platforms.registering import find_registration
from lms_plugin.platforms.services import add_tenant, list_registrations
from tests.harness.house import House
from tests.harness.registering_lms import RegisteringLms


def test_accepted_at_once_where_the_registration_says_so(house: House) -> None:
    with RegisteringLms(house) as lms:
        lms.register(lms.invite())
        with house.app.app_context():
            row = find_registration(lms.issuer, "new-client")
            assert row is not None
            accept_new_deployments(row.id, True)
            db.session.commit()
            db.session.remove()
        assert lms.launch(deployment_id="another").status == 303
        with house.app.app_context():
            row = find_registration(lms.issuer, "new-client")
            assert row is not None
            found = {each.deployment_id: (each.status, each.tenant_id == row.tenant_id) for each in row.deployments}
            db.session.remove()
        assert found == {"7": ("active", True), "another": ("active", True)}


@pytest.mark.parametrize("times", [3])
def test_a_waiting_deployment_waits_once(house: House, times: int) -> None:
    with RegisteringLms(house) as lms:
        lms.register(lms.invite())
        for _ in range(times):
            assert "lms-plugin platforms approve" in lms.launch(deployment_id="another").text
        with house.app.app_context():
            [row] = [each for each in list_registrations() if each.issuer == lms.issuer]
            assert sorted((each.deployment_id, each.status) for each in row.deployments) == [
                ("7", "active"),
                ("another", "pending"),
            ]
            db.session.remove()


def test_an_invitation_without_a_hospital_leaves_its_deployment_waiting(sqlite_house: House) -> None:
    with RegisteringLms(sqlite_house) as lms:
        page = lms.register(lms.invite(tenant_id=None))
        assert "named no deployment that is approved here" in page.text
        assert lms.launch().status == 403


def test_a_deployment_that_a_hospital_uses_goes_to_no_other(house: House) -> None:
    """Its people, courses and results would stay with the first."""
    with house.app.app_context():
        other = add_tenant("Harbor Clinic", timezone="America/Chicago")
        db.session.commit()
        [used] = list_registrations()[0].deployments
        before = used.tenant_id
        by_command: dict[str, Any] = {"actor": Actor.command(), "now": datetime.now(UTC)}
        with pytest.raises(TenantChoiceError):
            approve_deployment(used.registration_id, used.deployment_id, tenant_id=other.id, **by_command)
        db.session.commit()
        assert (used.status, used.tenant_id) == ("active", before)
        assert approve_deployment(used.registration_id, used.deployment_id, **by_command).tenant_id == before
        db.session.remove()
