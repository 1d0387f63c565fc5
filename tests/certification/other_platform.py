"""A second registered platform with a key of its own, for launches that mix two platforms up."""

from typing import Any, Self

from lms_plugin.core.db.base import db
from lms_plugin.platforms.services import add_tenant, list_tenants, register_platform
from tests.harness.house import House
from tests.unit.core.answering import AnsweringServer, Reply
from tests.unit.launches.desk import claims_for
from tests.unit.lti.keys import key_set, make_token, public_jwk, rsa_key

KID = "other-kid"


class OtherPlatform:
    """Registered with the tool for as long as the `with` block lasts; `answer` is what its key set answers."""

    client_id = "other-client"
    deployment_id = "other-deployment"
    hospital = "Harbor Clinic"

    def __init__(self, house: House, *, apart: bool = False) -> None:
        """`apart`: for a second hospital, not for the one that is there."""
        self._house, self._apart = house, apart
        self.server = AnsweringServer()
        self.issuer = self.server.url
        self.publish()

    def __enter__(self) -> Self:
        self.server.__enter__()
        with self._house.app.app_context():
            register_platform(
                tenant=add_tenant(self.hospital, timezone="America/Chicago") if self._apart else list_tenants()[0],
                issuer=self.issuer,
                client_id=self.client_id,
                auth_login_url=f"{self.server.url}/auth",
                auth_token_url=f"{self.server.url}/token",
                jwks_url=f"{self.server.url}/certs",
                deployment_ids=(self.deployment_id,),
                trial=True,
            )
            db.session.commit()
            db.session.remove()
        self._house.app.extensions["registrations"].forget()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(*error)

    def publish(self) -> None:
        self.answer(Reply(200, key_set(public_jwk(rsa_key(5), KID))))

    def answer(self, reply: Reply) -> None:
        self.server.answer = lambda asked: reply

    def claims(self, nonce: str, sub: str = "amara") -> dict[str, Any]:
        ours = claims_for(self._house, nonce, sub)
        deployment = next(name for name in ours if name.endswith("/deployment_id"))
        return {**ours, "iss": self.issuer, "aud": self.client_id, deployment: self.deployment_id}

    def sign(self, claims: dict[str, Any], kid: str = KID) -> str:
        return make_token({"alg": "RS256", "kid": kid}, claims, rsa_key(5))
