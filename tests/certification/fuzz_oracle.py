"""What must hold after each request of the fuzz, decided without the product's own code: from the database, the keys
of the platforms, and the bytes that were signed."""

import base64
import json
import re
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from tests.certification.fuzz_target import TOOL, Answer, Platform, Request, Target

LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership"
# Of all roles that the fuzz puts into tokens, those that teach (LTI 1.3 Core, appendix A.2); all others do not.
TEACHES: Final = frozenset(
    {
        "Instructor",
        "Administrator",
        f"{MEMBERSHIP}#Instructor",
        f"{MEMBERSHIP}#Administrator",
        f"{MEMBERSHIP}/Instructor#TeachingAssistant",
        f"{MEMBERSHIP}/Instructor#Grader",
    }
)
OPENED = re.compile(r"/l/([0-9a-f]{32})/\Z")
REFERENCE = re.compile(rb"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
# What opening a launch may write, each row at most once.
WRITTEN: Final = {
    "launch_sessions": {"INSERT"},
    "users": {"INSERT", "UPDATE"},
    "contexts": {"INSERT", "UPDATE"},
    "memberships": {"INSERT", "UPDATE"},
    "resource_links": {"INSERT", "UPDATE"},
    "line_items": {"INSERT", "UPDATE", "DELETE"},
}
Change = tuple[str, str, int]
LEEWAY, MAX_AGE, MAX_LIFE = 60, 600, 24 * 3600

SESSION: Final = """
    SELECT s.id, s.nonce, s.role, s.message, s.tenant_id, s.secret_hash, s.registration_id, s.browser_hash,
           r.issuer, r.client_id, r.status AS registration_status,
           d.deployment_id, d.status AS deployment_status, d.tenant_id AS deployment_tenant,
           d.registration_id AS deployment_registration,
           u.sub, u.registration_id AS user_registration, u.status AS user_status,
           c.lti_id AS context, l.lti_id AS link, m.role AS member_role, u.rowid AS users, c.rowid AS contexts,
           l.rowid AS resource_links, m.rowid AS memberships, s.rowid AS launch_sessions
    FROM launch_sessions s
    JOIN registrations r ON r.id = s.registration_id JOIN users u ON u.id = s.user_id
    JOIN contexts c ON c.id = s.context_id JOIN deployments d ON d.id = c.deployment_pk
    LEFT JOIN resource_links l ON l.id = s.resource_link_id AND l.context_id = s.context_id
    LEFT JOIN memberships m ON m.context_id = s.context_id AND m.user_id = s.user_id
    WHERE s.rowid = ?"""
HELD: Final = "SELECT registration_id, deployment_id, status, tenant_id FROM deployments WHERE rowid = ?"


@dataclass
class Begun:
    """A login that the tool really began: what it told the platform, and the cookies of its browser."""

    platform: Platform
    state: str
    nonce: str
    cookies: dict[str, str]
    cookie_name: str
    spent: bool = False


@dataclass
class Known:
    """All that was really begun and really signed; nothing else may open a session."""

    logins: dict[str, Begun] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # token to the name of the platform that signed it


class Twins(ValueError):  # noqa: N818 - no error of the product
    """A name stands twice in one JSON object."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise Twins
    return dict(pairs)


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def read_signed(platform: Platform, token: str) -> dict[str, Any] | None:
    """The claims that a signature of this platform covers, by a key that it published; else None."""
    head, body, signature = token.split(".")
    for key in platform.keys.values():
        try:
            key.public_key().verify(_decode(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            continue
        claims = json.loads(_decode(body), object_pairs_hook=_no_twins)
        return claims if isinstance(claims, dict) else None
    return None


def role_named(claims: dict[str, Any]) -> str:
    roles = claims[f"{LTI}roles"]
    return "instructor" if any(isinstance(role, str) and role in TEACHES for role in roles) else "learner"


def expected(claims: dict[str, Any], platform: Platform) -> dict[str, Any]:
    """The session's rows as the token names them."""
    context, message = claims.get(f"{LTI}context"), claims[f"{LTI}message_type"]
    link: Any = claims.get(f"{LTI}resource_link")
    role = role_named(claims)
    return {
        "issuer": claims["iss"],
        "client_id": claims["aud"] if isinstance(claims["aud"], str) else next(iter(set(claims["aud"]))),
        "nonce": claims["nonce"],
        "deployment_id": claims[f"{LTI}deployment_id"],
        "sub": claims["sub"],
        "context": context["id"] if context is not None else "",
        "link": link["id"] if message == "LtiResourceLinkRequest" else None,
        "message": message,
        "role": role,
        "member_role": role,
        "registration_id": platform.registration_id,
        "deployment_registration": platform.registration_id,
        "user_registration": platform.registration_id,
        "registration_status": "active",
        "deployment_status": "active",
        "user_status": "active",
    }


def time_problems(claims: dict[str, Any]) -> list[str]:
    now = time.time()
    issued, expires, begins = claims["iat"], claims["exp"], claims.get("nbf")
    holds = {
        "exp": expires > now - LEEWAY - 1,
        "iat": now - MAX_AGE - LEEWAY - 1 < issued < now + LEEWAY + 1,
        "life": 0 < expires - issued <= MAX_LIFE,
        "nbf": begins is None or begins < now + LEEWAY + 1,
    }
    return [f"opened against its {name}" for name, good in holds.items() if not good]


def _cookie(request: Request, name: str) -> str:
    """The value as a cookie header means it: without quotes and white space, and over at the semicolon."""
    return request.cookies.get(name, "").split(";")[0].strip().strip('"')


def _covered(known: Known, target: Target, token: str, state: str, request: Request, row: Any) -> list[str]:
    """What speaks against this token and this state having opened that session."""
    begun, signer = known.logins.get(state), known.tokens.get(token)
    if begun is None:
        return ["opened with a state that was never issued"]
    if signer is None:
        return ["opened with a token that no platform signed"]
    if signer != begun.platform.name:
        return ["opened with a token of another platform than the login's"]
    if begun.spent:
        return ["opened a second time"]
    if _cookie(request, begun.cookie_name) != begun.cookies[begun.cookie_name]:
        return ["opened without the login's cookie"]
    if row["nonce"] != begun.nonce:
        return ["opened with the nonce of another login"]
    try:
        claims = read_signed(begun.platform, token)
        if claims is None:
            return ["opened with claims that no signature covers"]
        wanted = expected(claims, begun.platform)
        wrong = [name for name, value in wanted.items() if row[name] != value]
        if row["tenant_id"] != row["deployment_tenant"]:
            wrong.append("tenant")
        return [f"the session's {name} is not the token's" for name in wrong] + time_problems(claims)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return [f"opened with claims that make no sense: {type(error).__name__} {error}"]


def _check_opened(known: Known, target: Target, request: Request, answer: Answer, row: Any) -> list[str]:
    place = OPENED.search(answer.header("location"))
    if answer.status != 303 or place is None or place[1] != row["id"]:
        return ["a session was written and not announced"]
    secret = answer.cookies().get("__Secure-launch", "")
    if sha256(secret.encode()).hexdigest() != row["secret_hash"]:
        return ["the session's cookie is not its own"]
    fields = parse_qsl(request.body.decode("latin-1"), keep_blank_values=True)
    sent = [[value for name, value in fields if name == wanted] for wanted in ("id_token", "state")]
    verdicts = [_covered(known, target, token, state, request, row) for token in sent[0] for state in sent[1]]
    if not verdicts:
        return ["opened without a token or without a state"]
    return [] if [] in verdicts else verdicts[0]


def _spend(known: Known, nonce: str) -> None:
    for begun in known.logins.values():
        if begun.nonce == nonce:
            begun.spent = True


def _is_held(known: Known, target: Target, request: Request, changes: list[Change]) -> bool:
    """Whether all that was written is one deployment, waiting for approval, that a platform's own token names."""
    if [(name, did) for name, did, _ in changes] != [("deployments", "INSERT")]:
        return False
    [row] = target.rows(HELD, changes[0][2])
    for name, token in parse_qsl(request.body.decode("latin-1"), keep_blank_values=True):
        signer = target.platforms.get(known.tokens.get(token, "")) if name == "id_token" else None
        claims = read_signed(signer, token) if signer else None
        if signer and claims and (signer.registration_id, claims.get(f"{LTI}deployment_id")) == tuple(row)[:2]:
            return (row["status"], row["tenant_id"]) == ("pending", None)
    return False


def _check_writes(changes: list[Change], *, opened: bool) -> list[str]:
    if not opened:
        return [f"{did} on {name} without a launch" for name, did, _ in changes[:3]]
    return [f"a launch made {did} on {name}" for name, did, _ in changes if did not in WRITTEN.get(name, set())]


def _is_launch(request: Request) -> bool:
    """As the application reads it: Werkzeug takes a method in any case, and several slashes for one."""
    return request.method.upper() == "POST" and re.sub("/+", "/", request.path) == "/lti/launch"


def check(target: Target, known: Known, request: Request, answer: Answer) -> tuple[list[str], int | None]:
    """What is wrong after this request, and the rowid of the session that it opened."""
    problems = [f"fault: {answer.fault}"] if answer.fault else []
    if answer.status >= 500:
        problems.append(f"status {answer.status}")
    changes = target.take_changes()
    opened = [row for name, did, row in changes if (name, did) == ("launch_sessions", "INSERT")]
    if not _is_held(known, target, request, changes):
        problems += _check_writes(changes, opened=bool(opened))
    if not opened:
        if answer.cookies().get("__Secure-launch") and not request.path.startswith("/l/"):
            problems.append("a launch cookie without a session")
        if answer.status == 303 and OPENED.search(answer.header("location")):
            problems.append("led to a session that was not opened")
        if 400 <= answer.status < 500 and request.method != "HEAD" and not REFERENCE.search(answer.body):
            problems.append("a refusal without a reference")
        return problems + _check_leading(answer), None
    rows = target.rows(SESSION, opened[0])
    if len(rows) != 1:
        return [*problems, "a session without its rows"], opened[0]
    if len(opened) > 1 or not _is_launch(request):
        _spend(known, rows[0]["nonce"])
        return [*problems, f"{len(opened)} sessions opened by {request.method} {request.path}"], opened[0]
    others = [name for name, _, row in changes if name != "line_items" and rows[0][name] != row]
    problems += [f"a launch wrote a row of {name} that is not its own" for name in others]
    problems += _check_opened(known, target, request, answer, rows[0])
    _spend(known, rows[0]["nonce"])
    return problems, opened[0]


def _check_leading(answer: Answer) -> list[str]:
    """A redirect leads to ourselves or to a registered platform's authentication address (checked by its caller)."""
    location = answer.header("location")
    if any(ord(letter) < 33 or ord(letter) > 126 for letter in location):
        return ["a redirect with characters that no address has"]
    return []


def check_login(platforms: dict[str, Platform], answer: Answer) -> list[str]:
    """A login that leads away leads to a registered platform, with each parameter once and our own redirect URI."""
    location = answer.header("location")
    if answer.status != 303 or location.startswith("/lti/login?"):
        return []
    query = parse_qsl(urlsplit(location).query, keep_blank_values=True)
    named = dict(query)
    fits = [
        platform
        for platform in platforms.values()
        if location.split("?")[0] == platform.auth_url.split("?")[0] and named.get("client_id") == platform.client_id
    ]
    if len(fits) != 1:
        return ["a login leads to no platform of ours"]
    if len(named) != len(query):
        return ["a login names a parameter twice"]
    constant = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
    constant |= {"redirect_uri": f"{TOOL}/lti/launch"}
    wrong = [name for name, value in constant.items() if named.get(name) != value]
    return [f"a login asks with another {name}" for name in wrong]
