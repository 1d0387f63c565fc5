"""A tool as a platform sees one: its key set over HTTP, and the requests that a good tool makes."""

import json
import threading
import uuid
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from time import time
from typing import TYPE_CHECKING, Any, Self

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric import rsa
from urllib3 import BaseHTTPResponse
from werkzeug.serving import make_server

from lms_plugin.demo.platform.keys import SigningKey
from lms_plugin.demo.platform.oauth import ASSERTION_TYPE
from lms_plugin.demo.platform.scopes import SCOPES
from lms_plugin.demo.platform.server import QuietHandler, RunningPlatform

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SCORE = "application/vnd.ims.lis.v1.score+json"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"


def new_key(kid: str = "tool-1", bits: int = 2048) -> SigningKey:
    return SigningKey(kid, rsa.generate_private_key(public_exponent=65537, key_size=bits))


class StubTool:
    """Serves a key set at `/lti/jwks`, on another site than the platform's."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self.reset()
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://localhost:{self._server.server_port}"

    def reset(self) -> None:
        self.body: bytes | None = None
        self.status = "200 OK"
        self.published = [self.key]
        self.fetches = 0
        self.posted: list[bytes] = []

    def _answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/lti/jwks":
            self.fetches += 1
        if environ["REQUEST_METHOD"] == "POST":
            self.posted.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        body = self.body
        if body is None:
            body = json.dumps({"keys": [key.jwk for key in self.published]}).encode()
        start_response(self.status, [("Content-Type", "application/json")])
        return [body]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Form(HTMLParser):
    """The first form of a page: where it goes, and what is in it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values["action"]
        elif tag == "input":
            self.fields[values["name"]] = values["value"]


class Visitor:
    """One browser and the tool's worker in one: what both would ask of a running platform."""

    def __init__(self, running: RunningPlatform, tool: StubTool) -> None:
        self.running = running
        self.tool = tool
        self.cookie = ""
        self._http = urllib3.PoolManager(retries=False)

    def close(self) -> None:
        self._http.clear()

    def ask(
        self,
        method: str,
        url: str,
        *,
        body: bytes | str | None = None,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> BaseHTTPResponse:
        """One request; a path is the platform's own. Redirects are not followed."""
        sent = {**({"Cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        address = url if url.startswith("http") else self.running.url + url
        options: dict[str, Any] = {"redirect": False, "timeout": 10.0, "headers": sent}
        if query:
            options["fields"] = query
        if form is not None:
            options |= {"fields": dict(form), "encode_multipart": False}
        if body is not None:
            options["body"] = body
        return self._http.request(method, address, **options)

    # The browser

    def become(self, sub: str) -> BaseHTTPResponse:
        answer = self.ask("POST", f"/become/{sub}")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer

    def open_link(self, link: str = "1") -> dict[str, str]:
        """The login initiation that the platform sends to the tool."""
        return Form(self.ask("GET", f"/launch/{link}").data).fields

    def auth_request(self, link: str = "1", **changes: str | None) -> dict[str, str]:
        """A good authorization request for a fresh launch, with changes; None leaves a parameter out."""
        login = self.open_link(link)
        good: dict[str, str | None] = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": login["client_id"],
            "redirect_uri": login["target_link_uri"],
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
            "state": "the-state",
            "nonce": "the-nonce",
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    def authorize(self, request: Mapping[str, str]) -> BaseHTTPResponse:
        return self.ask("GET", "/auth", query=request)

    def open(self, login: Mapping[str, str]) -> dict[str, Any]:
        """The claims, not verified, that follow on a login initiation."""
        asked = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
        asked |= {"redirect_uri": f"{self.tool.url}/lti/launch", "nonce": "n", "state": "s"}
        asked |= {name: login[name] for name in ("client_id", "login_hint", "lti_message_hint")}
        token = Form(self.authorize(asked).data).fields["id_token"]
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        return claims

    def order(self, path: str, expected: int = 204, **content: Any) -> Any:
        """One order to the API that is there for tests; what it answers."""
        answer = self.ask("POST", f"/api/{path}", body=json.dumps(content))
        assert answer.status == expected, answer.data
        return json.loads(answer.data) if answer.data else None

    # The worker

    def assertion(self, *, client_id: Any = None, **changes: Any) -> dict[str, Any]:
        """The claims of a good assertion, with changes; None leaves a claim out."""
        settings = self.running.platform.settings
        now = int(time())
        good = {
            "iss": client_id or settings.client_id,
            "sub": client_id or settings.client_id,
            "aud": settings.token_url,
            "iat": now - 5,
            "exp": now + 60,
            "jti": uuid.uuid4().hex,
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    def ask_token(self, assertion: str | None = None, **changes: str | None) -> BaseHTTPResponse:
        form: dict[str, str | None] = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.tool.key.sign(self.assertion()),
            "scope": " ".join(sorted(SCOPES)),
        }
        form |= changes
        return self.ask("POST", "/token", form={name: value for name, value in form.items() if value is not None})

    def token(self, *scopes: str, client_id: str | None = None) -> str:
        assertion = self.tool.key.sign(self.assertion(client_id=client_id))
        answer = self.ask_token(assertion, scope=" ".join(scopes)) if scopes else self.ask_token(assertion)
        assert answer.status == 200, answer.data
        return str(json.loads(answer.data)["access_token"])

    def line_item(self, link: str = "1") -> str:
        """The address in the launch's AGS claim."""
        settings = self.running.platform.settings
        return f"{settings.base_url}/ags/{settings.context_id}/lineitems/{link}/lineitem?type_id=1"

    def serve(self, method: str, url: str, token: str, **options: Any) -> BaseHTTPResponse:
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return self.ask(method, url, headers=headers, **options)

    def post_score(
        self, token: str, score: Mapping[str, Any] | bytes, line_item: str | None = None, media_type: str = SCORE
    ) -> BaseHTTPResponse:
        url = (line_item or self.line_item()).replace("/lineitem?", "/lineitem/scores?")
        body = score if isinstance(score, bytes) else json.dumps(score).encode()
        return self.serve("POST", url, token, body=body, headers={"Content-Type": media_type})

    def results(self, token: str, line_item: str | None = None, more: str = "") -> Any:
        url = (line_item or self.line_item()).replace("/lineitem?", "/lineitem/results?") + more
        answer = self.serve("GET", url, token, headers={"Accept": RESULTS})
        assert answer.status == 200, answer.data
        return json.loads(answer.data)

    def gradebook(self, user: str = "amara", column: int = 0) -> dict[str, Any]:
        """One person's row for one column, as `GET /api/gradebook` has it."""
        rows = json.loads(self.ask("GET", "/api/gradebook").data)
        return dict([row for row in rows if row["user"] == user][column])

    def trouble(self, kind: str, *, on: bool = True, **order: Any) -> None:
        answer = self.ask("POST", "/api/trouble", body=json.dumps({"kind": kind, "on": on, **order}))
        assert answer.status == 204, answer.data


def score(**changes: Any) -> dict[str, Any]:
    """A good final score for Amara, with changes; None leaves a field out."""
    good = {
        "userId": "amara",
        "timestamp": "2026-03-01T10:00:00.000+00:00",
        "scoreGiven": 7.5,
        "scoreMaximum": 8,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}
