"""Each trouble that the demo LMS can have: which step names it, as what, and what it says to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Registration
from tests.functional.preflight.checks import check, come_in, line_items, registration_id
from tests.harness.house import House

FAST = {"run_seconds": 15.0, "read_seconds": 1.0}
SERVICES = "IMS LTI Assignment and Grade Services"
ROSTERS = "IMS LTI Names and Role Provisioning"


@dataclass(frozen=True)
class Row:
    """A trouble and what has to be said of it: the step, its verdict, words of the cause and of the remedy.

    `spared` are steps that it must not touch.
    """

    name: str
    arrange: Callable[[House], None]
    step: str
    verdict: str
    cause: str
    remedy: str
    spared: tuple[str, ...] = ()
    times: dict[str, float] = field(default_factory=lambda: FAST)


def trouble(kind: str, **order: Any) -> Callable[[House], None]:
    return lambda house: house.trouble(kind, **order)


def registered(**values: Any) -> Callable[[House], None]:
    """The registration has this wrong."""

    def change(house: House) -> None:
        if "path" in values:
            values.update({name: house.platform.url + path for name, path in values.pop("path").items()})
        with house.app.app_context():
            db.session.execute(update(Registration).values(**values))
            db.session.commit()
            db.session.remove()

    return change


def tool(**order: Any) -> Callable[[House], None]:
    """The LMS's administrator changes what this tool may do."""

    def change(house: House) -> None:
        client_id = house.platform.settings.client_id
        house.order(f"tools/{client_id}", **order)

    return change


def key_set(*keys: dict[str, str]) -> Callable[[House], None]:
    """The LMS publishes these keys and no others."""

    def change(house: House) -> None:
        house.platform.platform.keys.key_set = lambda: {"keys": list(keys)}  # type: ignore[method-assign]

    return change


TABLE = (
    Row("key set down", trouble("down", path="jwks"), "key_set", "fail", "no whole answer", "firewall", ("login",)),
    Row("key set 404", trouble("status", status=404, path="jwks"), "key_set", "fail", "answered 404", "keyset URL"),
    Row("key set 503", trouble("status", status=503, path="jwks"), "key_set", "fail", "answered 503", "some minutes"),
    Row("key set slow", trouble("slow", seconds=3, path="jwks"), "key_set", "fail", "in time", "firewall"),
    Row("key set is a page", registered(path={"jwks_url": "/"}), "key_set", "fail", "not JSON", "keyset URL"),
    Row("key set is a list", registered(path={"jwks_url": "/api/tools"}), "key_set", "fail", "not JSON", "keyset URL"),
    Row("key set empty", key_set(), "key_set", "fail", "no RSA key", "keyset URL"),
    Row("key set of others", key_set({"kty": "EC", "kid": "x"}), "key_set", "fail", "no RSA key", "keyset URL"),
    Row("key set moved", registered(path={"jwks_url": "/nothing"}), "key_set", "fail", "answered 404", "redirect"),
    Row("login down", trouble("down", path="auth"), "login", "fail", "no whole answer", "firewall", ("key_set",)),
    Row("login 500", trouble("status", status=500, path="auth"), "login", "fail", "answered 500", "authentication"),
    Row("login moved", registered(path={"auth_login_url": "/x"}), "login", "fail", "answered 404", "authentication"),
    Row("token down", trouble("down", path="token"), "token_grades", "fail", "no whole answer", "firewall", ("login",)),
    Row("token 503", trouble("status", status=503, path="token"), "token_grades", "fail", "503", "some minutes"),
    Row("token slow", trouble("slow", seconds=3, path="token"), "token_grades", "fail", "in time", "firewall"),
    Row("token moved", registered(path={"auth_token_url": "/x"}), "token_grades", "fail", "404", "access token URL"),
    Row("wrong client", registered(client_id="x"), "token_grades", "fail", "invalid_client", "client id", ("key_set",)),
    Row("wrong audience", registered(token_audience="x"), "token_grades", "fail", "invalid_client", "Activate"),
    Row("wrong audience, keys", registered(token_audience="x"), "our_keys", "fail", "signature", "cURL"),
    Row("tool off", tool(state="off"), "token_grades", "fail", "invalid_client", "Activate", ("key_set",)),
    Row("tool off, login", tool(state="off"), "login", "fail", "403", "Activate"),
    Row(
        "no scores", tool(groups=["columns", "roster"]), "token_grades", "fail", "invalid_scope", SERVICES, ("roster",)
    ),
    Row("no columns", tool(groups=["scores", "roster"]), "token_columns", "fail", "said that it", "column management"),
    Row("no roster", tool(groups=["columns", "scores"]), "token_roster", "not_offered", "Not granted", ROSTERS),
    Row("roster down", trouble("down", path="members"), "roster", "fail", "no whole answer", "firewall", ("column",)),
    Row("roster 403", trouble("status", status=403, path="members"), "roster", "fail", "answered 403", ROSTERS),
    Row("tokens expired", trouble("expired_tokens", path="members"), "roster", "fail", "answered 401", ROSTERS),
    Row("no names", tool(names=False), "roster", "pass", "without names", "Share launcher's name"),
    Row(
        "columns down", trouble("down", path="lineitems"), "column", "fail", "no whole answer", "firewall", ("roster",)
    ),
    Row("columns 403", trouble("status", status=403, path="lineitems"), "column", "fail", "answered 403", SERVICES),
    Row("columns expired", trouble("expired_tokens", path="lineitems"), "column", "fail", "answered 401", SERVICES),
    Row("scores 400", trouble("status", status=400, path="scores"), "score", "fail", "answered 400", "learner"),
    Row("scores down", trouble("down", path="scores"), "score", "fail", "no whole answer", "firewall", ("clean_up",)),
    Row("score lost", trouble("lost_answers", path="scores"), "score", "fail", "no whole answer", "firewall"),
    Row("results 500", trouble("status", status=500, path="results"), "result", "fail", "answered 500", SERVICES),
    Row(
        "results down", trouble("down", path="results"), "result", "fail", "no whole answer", "firewall", ("clean_up",)
    ),
    Row("everything down", trouble("down"), "key_set", "fail", "no whole answer", "firewall"),
    Row("switched off here", registered(status="disabled"), "launch", "fail", "switched off here", "Switch it on"),
    Row("held here", registered(status="pending"), "launch", "fail", "waits for your approval", "approve"),
    Row(
        "private key set", registered(jwks_url="https://10.0.0.1/"), "key_set", "fail", "not on the", "public internet"
    ),
    Row(
        "link-local token",
        registered(auth_token_url="http://169.254.169.254/latest"),
        "token_grades",
        "fail",
        "not on the",
        "public internet",
    ),
    Row("no address", registered(auth_login_url="ftp://x/"), "login", "fail", "https://", "must begin with https://"),
    Row("no time", trouble("slow", seconds=0), "key_set", "fail", "took too long", "again", (), {"run_seconds": -1.0}),
)


def assert_said(house: House, row: Row) -> None:
    come_in(house)
    before = line_items(house)
    row.arrange(house)
    steps = check(house, person="amara", times=row.times)
    said = steps[row.step]
    assert said.verdict == row.verdict, said
    assert row.cause.lower() in said.found.lower(), said
    assert row.remedy.lower() in said.fix.lower(), said
    assert {key: steps[key].verdict for key in row.spared} == dict.fromkeys(row.spared, "pass")
    assert line_items(house) == before


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_what_it_says(sqlite_house: House, row: Row) -> None:
    family_known(sqlite_house)
    assert_said(sqlite_house, row)


@pytest.mark.parametrize(
    "row",
    [row for row in TABLE if row.name in ("everything down", "no scores", "score lost")],
    ids=lambda row: row.name,
)
def test_the_same_on_both_engines(house: House, row: Row) -> None:
    family_known(house)
    assert_said(house, row)


def family_known(house: House) -> None:
    """The demo LMS has Moodle's habits, so its menus are Moodle's."""
    with house.app.app_context():
        row = db.session.get_one(Registration, registration_id(house))
        row.family = "moodle"
        db.session.commit()
        db.session.remove()
