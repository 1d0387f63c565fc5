"""What is fuzzed: the application in process, three registered platforms, and a log of every row that changes."""

import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.setup import LINKS, prepare
from lms_plugin.platforms.models import Deployment, Registration
from lms_plugin.platforms.services import list_tenants, register_platform
from tests.harness.answers import shipped_courses
from tests.harness.databases import SECRETS
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.lti.keys import encode_part, key_set, public_jwk, rsa_key

TOOL: Final = "http://localhost:8000"
PENDING: Final = "waiting-for-approval"
# A refusal is kept, and a key set may be fetched: all else is written by a launch that opens, or never.
FREE: Final = ("refusals", "platform_keys", "alembic_version")


@dataclass(frozen=True)
class Platform:
    """A registered platform and its published keys, by kid."""

    name: str
    registration_id: str
    issuer: str
    client_id: str
    deployment_id: str
    auth_url: str
    keys: Mapping[str, RSAPrivateKey]


@dataclass
class Request:
    """One request as it goes over the wire, so that nothing on the way puts it right."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are lower case; `fault` is what went wrong beside the answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fault: str = ""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def cookies(self) -> dict[str, str]:
        """The cookies that it sets; an empty value takes one away."""
        found: dict[str, str] = {}
        for name, line in self.headers:
            if name == "set-cookie":
                key, _, value = line.split(";")[0].partition("=")
                found[key] = value
        return found


class Target:
    """The tool with platforms a, b and c; c shares its issuer with a and its kid with both. Used as a `with` block."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._keys = {
            "a": {"k1": rsa_key(11), "a-old": rsa_key(12)},
            "b": {"k1": rsa_key(13), "b-own": rsa_key(14)},
            "c": {"k1": rsa_key(15)},
        }
        self.stranger = rsa_key(16)
        self.platforms: dict[str, Platform] = {}
        self._server = AnsweringServer(self._key_set)

    def __enter__(self) -> Self:
        self._server.__enter__()
        url = f"sqlite:///{self._database}"
        self.app = create_app(
            {
                "DATABASE_URL": url,
                "DATABASE_MIGRATION_URL": url,
                "INSTANCE_PATH": str(self._database.parent),
                "PUBLIC_URL": TOOL,
                "TRIAL": "1",
                "LOG_LEVEL": "CRITICAL",
                **SECRETS,
            }
        )
        self.settings = PlatformSettings(f"{self._server.url}/a", TOOL, self._database.with_suffix(".lms"), LINKS)
        with self.app.app_context():
            prepare(self.settings, shipped_courses())
            self._register()
            db.session.remove()
        self.app.extensions["registrations"].forget()
        self._connection = sqlite3.connect(self._database, isolation_level=None, timeout=20)
        self._connection.row_factory = sqlite3.Row
        self._watch()
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self._server.__exit__(None, None, None)

    def _key_set(self, asked: Asked) -> Reply:
        keys = self._keys.get(urlsplit(asked.path).path.split("/")[1], {})
        return Reply(200, key_set(*(public_jwk(key, kid) for kid, key in keys.items())))

    def _register(self) -> None:
        tenant = list_tenants()[0]
        for name, issuer in (("b", f"{self._server.url}/b"), ("c", self.settings.issuer)):
            register_platform(
                tenant=tenant,
                issuer=issuer,
                client_id=f"client-{name}",
                auth_login_url=f"{self._server.url}/{name}/auth?realm=one",
                auth_token_url=f"{self._server.url}/{name}/token",
                jwks_url=f"{self._server.url}/{name}/certs",
                deployment_ids=(f"deployment-{name}",),
                trial=True,
            )
        rows = list(db.session.query(Registration))
        db.session.add(Deployment(registration_id=rows[0].id, deployment_id=PENDING, status="pending"))
        db.session.commit()
        for row in rows:
            name = row.jwks_url.split("/")[-2]
            deployment = next(each.deployment_id for each in row.deployments if each.status == "active")
            self.platforms[name] = Platform(
                name, row.id.hex, row.issuer, row.client_id, deployment, row.auth_login_url, self._keys[name]
            )

    def _watch(self) -> None:
        """Triggers note each row that any statement inserts, changes or deletes, by its rowid."""
        self._connection.execute("CREATE TABLE fuzz_log (n INTEGER PRIMARY KEY, name TEXT, did TEXT, row INTEGER)")
        tables = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            if name in (*FREE, "fuzz_log") or name.startswith("sqlite_"):
                continue
            for did, which in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
                self._connection.execute(
                    f"CREATE TRIGGER fuzz_{name}_{did} AFTER {did} ON {name} BEGIN "  # noqa: S608 - our own names
                    f"INSERT INTO fuzz_log (name, did, row) VALUES ('{name}', '{did}', {which}.rowid); END"
                )

    def take_changes(self) -> list[tuple[str, str, int]]:
        """Table, verb and rowid of each row written since the last question."""
        found = [tuple(row) for row in self._connection.execute("SELECT name, did, row FROM fuzz_log ORDER BY n")]
        if found:
            self._connection.execute("DELETE FROM fuzz_log")
        return found

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """Rows as the database holds them, read past the application."""
        return self._connection.execute(statement, values).fetchall()

    def send(self, request: Request) -> Answer:
        """One request through the application, to the end: also what it does after its answer."""
        seen: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen[:] = [int(status.split()[0]), [(name.lower(), value) for name, value in headers]]

        fault, body = "", b""
        try:
            answer: Iterable[bytes] = self.app.wsgi_app(_environ(request), start_response)
            try:
                body = b"".join(answer)
            finally:
                answer.close()  # type: ignore[attr-defined]  # Werkzeug's iterators have it
        except Exception as error:  # whatever it is, it is a finding
            fault = f"{type(error).__name__}: {error}"
        return Answer(seen[0], seen[1], body, fault) if seen else Answer(500, [], body, fault)


def _environ(request: Request) -> dict[str, Any]:
    cookies = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_ACCEPT": "text/html",
        "HTTP_SEC_FETCH_SITE": "cross-site",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if cookies:
        environ["HTTP_COOKIE"] = cookies
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ


def form(pairs: Iterable[tuple[str, str]]) -> bytes:
    """A form as browsers write it; texts that are no Unicode go out as they are."""
    return "&".join("=".join(quote(part, safe="", errors="surrogatepass") for part in pair) for pair in pairs).encode()


def join_token(header: bytes, payload: bytes, signature: bytes) -> str:
    return ".".join(encode_part(part) for part in (header, payload, signature))


def dump(value: object) -> bytes:
    """JSON as it is usually written; NaN and the like as Python writes them."""
    return json.dumps(value, separators=(",", ":")).encode()
