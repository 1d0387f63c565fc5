"""An LMS that registers tools as a test tells it to: what it says of itself, how it answers, and launches from it."""

import json
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode

from lms_plugin.core.db.base import db
from lms_plugin.platforms.invitations import invite
from lms_plugin.platforms.services import list_tenants
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.launches import desk
from tests.unit.lti.keys import key_set, make_token, public_jwk, rsa_key

LTI = "https://purl.imsglobal.org/spec"
PLATFORM, TOOL = f"{LTI}/lti-platform-configuration", f"{LTI}/lti-tool-configuration"
KID = "registering-kid"
JSON = {"Content-Type": "application/json"}


class RegisteringLms:
    """At `server.url` for as long as the `with` block lasts; its issuer is that address.

    `about` is its configuration, `answers` what a registration is answered with; both may be changed by a test.
    `posted` are the messages it got, `bearers` the tokens that came with each request for the configuration.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self.server = AnsweringServer(self._answer)
        self.issuer = url = self.server.url
        self.about: dict[str, Any] = {
            "issuer": url,
            "authorization_endpoint": f"{url}/auth",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/certs",
            "registration_endpoint": f"{url}/registrations",
            PLATFORM: {"product_family_code": "lakeside", "version": "1"},
        }
        self.answers = Reply(200, json.dumps({"client_id": "new-client", TOOL: {"deployment_id": "7"}}).encode(), JSON)
        self.configuration: Reply | None = None
        self.posted: list[dict[str, Any]] = []
        self.bearers: list[str | None] = []

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(*error)

    def _answer(self, asked: Asked) -> Reply:
        if asked.path == "/certs":
            return Reply(200, key_set(public_jwk(rsa_key(5), KID)), JSON)
        if asked.path == "/registrations":
            self.posted.append(json.loads(asked.body))
            return self.answers
        self.bearers.append(asked.headers.get("authorization"))
        return self.configuration or Reply(200, json.dumps(self.about).encode(), JSON)

    def answer(self, **content: Any) -> None:
        self.answers = Reply(201, json.dumps(content).encode(), JSON)

    def invite(self, **more: Any) -> str:
        """An invitation's secret."""
        with self.house.app.app_context():
            more.setdefault("tenant_id", list_tenants()[0].id)
            made = invite(now=datetime.now(UTC), **more)
            db.session.commit()
            db.session.remove()
        return made.secret

    def address(self, secret: str, *, configuration: str | None = None, bearer: str = "lms-token") -> str:
        query = {
            "invite": secret,
            "openid_configuration": configuration or f"{self.server.url}/configuration",
            "registration_token": bearer,
        }
        return f"{self.house.tool_url}/lti/register?{urlencode(query)}"

    def open(self, secret: str, browser: Browser | None = None, **more: Any) -> Page:
        """The tool's page in the LMS's frame."""
        browser = browser or self.house.browser()
        return browser.get(self.address(secret, **more), origin=self.server.url)

    def register(self, secret: str) -> Page:
        """Open the page and press its button."""
        browser = self.house.browser()
        page = self.open(secret, browser)
        assert page.status == 200, page.text
        return browser.submit(page, page.form("/lti/register"), follow=False)

    def launch(self, *, client_id: str = "new-client", deployment_id: str = "7", sub: str = "amara") -> Page:
        """A first launch from there."""
        browser = self.house.browser()
        begun = desk.begin(self.house, browser, iss=self.issuer, client_id=client_id)
        claims = desk.claims_for(self.house, begun.nonce, sub)
        deployment = next(name for name in claims if name.endswith("/deployment_id"))
        claims |= {"iss": self.issuer, "aud": client_id, deployment: deployment_id}
        token = make_token({"alg": "RS256", "kid": KID}, claims, rsa_key(5))
        return desk.post_launch(self.house, browser, {"state": begun.state, "id_token": token})
