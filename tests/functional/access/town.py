"""Two hospitals on one installation, with people who have things that others must not reach, and the table of routes.

Routes are read from the application's own map, so a new one is tried by itself: every id that an address may hold is
filled in with each id of the kind, or of any kind where the name is new.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from lms_plugin.accounts.models import AdministratorSession
from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import offer_course
from lms_plugin.demo.setup import SLOTS
from lms_plugin.grades.models import LineItem
from lms_plugin.platforms.models import Deployment, Registration, Tenant, ToolKey
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import Context, FactUpload, User
from tests.certification.other_platform import OtherPlatform
from tests.functional.placing.places import COURSE, V2, visit
from tests.functional.roster.test_units import upload
from tests.functional.test_the_whole_way import answer_all
from tests.harness.administrators import add_administrator, signed_in
from tests.harness.browser import Browser
from tests.harness.front_door import CLAIM
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk

OWN = {"course": COURSE, "quiz": "m02-quiz"}
NOW_AND_THEN = {"refusals", "platform_keys"}  # what is written of any request, or fetched by any launch
TRAIL = {"audit_events", "audit_details"}
SEEN = {("administrator_sessions", "seen_at")}
TEXTS = {"key": "m02-quiz", "question": "q", "filename": "lms.css", "token": "nothing", "kid": "kid"}


@dataclass(frozen=True)
class Desk:
    """A browser with an open launch."""

    browser: Browser
    root: str
    csrf: str

    @property
    def launch_id(self) -> str:
        return self.root.rpartition("/")[2]


@dataclass
class Town:
    """`desks` by name: who, in which course, of which hospital. `ids` by the names that routes have for them."""

    house: House
    other: OtherPlatform
    desks: dict[str, Desk] = field(default_factory=dict)
    admins: dict[str, Browser] = field(default_factory=dict)
    ids: dict[str, list[UUID]] = field(default_factory=dict)

    @property
    def app(self) -> Flask:
        return self.house.app

    def snapshot(self, *, trail: bool = True) -> dict[str, set[str]]:
        """Every row of every table, as text, but for what any request may leave behind."""
        left_out = NOW_AND_THEN if trail else NOW_AND_THEN | TRAIL
        with self.app.app_context():
            found = {
                table.name: {
                    str([value for column, value in zip(table.columns, row, strict=True) if _counts(table, column)])
                    for row in db.session.execute(select(table))
                }
                for table in db.metadata.sorted_tables
                if table.name not in left_out
            }
            db.session.remove()
        return found

    def trail(self) -> list[tuple[str, str, UUID | None]]:
        """What was done, to what, and by whom, oldest first."""
        with self.app.app_context():
            events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
            found = [(event.verb, event.subject_id, event.actor_id) for event in events]
            db.session.remove()
        return found

    def addresses(self, rule: Rule, *, launch_id: str = "") -> Iterator[str]:
        """The rule's addresses, each id filled in with everything that it could name."""
        paths = [rule.rule.replace("<launch_id>", launch_id)]
        for name in rule.arguments - {"launch_id"}:
            paths = [path for each in paths for path in self._fill(each, name)]
        yield from (self.house.tool_url + path for path in paths)

    def _fill(self, path: str, name: str) -> Iterator[str]:
        found = re.search(rf"<(?:(\w+)[^:>]*:)?{name}>", path)
        assert found, (path, name)
        anything = [each for ids in self.ids.values() for each in ids]
        kinds: dict[str, list[Any]] = {"int": [1], "uuid": list(self.ids.get(name) or anything)}
        values = kinds.get(found[1] or "", [TEXTS.get(name, "x")])
        yield from (path.replace(found[0], str(value)) for value in values)


def _counts(table: Any, column: Any) -> bool:
    return (table.name, column.name) not in SEEN


def rules(app: Flask, method: str, *, under: str = "/") -> list[Rule]:
    """The routes that take a method; never none, as a walk over nothing would prove nothing."""
    below = [each for each in app.url_map.iter_rules() if each.rule.startswith(under)]
    found = [each for each in below if method in (each.methods or ())]
    assert found, under
    return found


def sit(house: House, browser: Browser, page: Page) -> Desk:
    launch_id = page.url.split("/l/")[1].split("/")[0]
    root = f"{house.tool_url}/l/{launch_id}"
    csrf = browser.get(f"{root}/display").form("/display").fields["csrf_token"][0]
    return Desk(browser, root, csrf)


def visit_other(house: House, other: OtherPlatform, browser: Browser, sub: str, **changes: Any) -> Page:
    """The same as `visit`, at the second platform."""
    begun = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id, lti_deployment_id=None)
    course = changes.pop("course", "7")
    wanted = {
        "resource_link": {"id": "77", "title": "Week 1"},
        "context": {"id": course, "title": "Their course"},
        "custom": OWN,
        **changes,
    }
    claims = other.claims(begun.nonce, sub) | {f"{CLAIM}{name}": value for name, value in wanted.items()}
    claims.pop("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice", None)
    page = desk.post_launch(house, browser, {"state": begun.state, "id_token": other.sign(claims)})
    return browser.get(house.tool_url + page.headers["location"]) if page.status == 303 else page


def build(house: House, other: OtherPlatform) -> Town:
    """People of the first hospital with results, open tries and lists; and others who have no right to them."""
    town = Town(house, other)
    with house.app.app_context():
        second = db.session.scalar(select(Tenant.id).where(Tenant.name == OtherPlatform.hospital))
        assert second is not None
        offer_course(second, COURSE, SLOTS, now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()
    town.desks["owner"] = _with_a_result(house)
    town.desks["open"] = _with_an_open_try(house)
    town.desks["teacher"] = _with_a_list(house)
    _seat_others(town)
    _appoint(town)
    town.ids = _read_ids(house.app)
    return town


def _with_a_result(house: House) -> Desk:
    browser = house.browser()
    check = answer_all(browser, visit(house, browser, "amara", custom=OWN), wrong=2)
    return sit(house, browser, browser.submit(check, check.form("/submit")))


def _with_an_open_try(house: House) -> Desk:
    browser = house.browser()
    return sit(house, browser, answer_all(browser, visit(house, browser, "bertil", custom=OWN), wrong=1))


def _with_a_list(house: House) -> Desk:
    browser = house.browser()
    page = visit(house, browser, "dana", custom=OWN)
    upload(house, browser, page, "email,unit\nx@y.example,Rehab\n")
    return sit(house, browser, page)


def _seat_others(town: Town) -> None:
    house, other = town.house, town.other
    teacher = [f"{V2}/membership#Instructor"]
    learner = [f"{V2}/membership#Learner"]
    seats: Mapping[str, Any] = {
        "classmate": lambda browser: visit(house, browser, "tariq", custom=OWN, roles=learner),
        "owner elsewhere": lambda browser: visit(house, browser, "amara", course="8", custom=OWN),
        "teacher elsewhere": lambda browser: visit(house, browser, "dana", course="8", custom=OWN),
        "namesake": lambda browser: visit_other(house, other, browser, "amara"),
        "other teacher": lambda browser: visit_other(house, other, browser, "dana", roles=teacher),
    }
    for name, come in seats.items():
        browser = house.browser()
        town.desks[name] = sit(house, browser, come(browser))


def _appoint(town: Town) -> None:
    with town.app.app_context():
        tenants = {row.name: row.id for row in db.session.scalars(select(Tenant))}
        db.session.remove()
    theirs = tenants.pop(OtherPlatform.hospital)
    [ours] = tenants.values()
    signed_in(town.house, "owner@first.example")
    add_administrator(town.app, "admin@first.example", role="admin", tenant_id=ours)
    for name, role, tenant_id in (
        ("their admin", "admin", theirs),
        ("their officer", "officer", theirs),
        ("our officer", "officer", ours),
    ):
        town.admins[name] = signed_in(town.house, f"{name.replace(' ', '.')}@x.example", role=role, tenant_id=tenant_id)


def _read_ids(app: Flask) -> dict[str, list[UUID]]:
    """What belongs to the first hospital."""
    with app.app_context():
        ours = db.session.scalars(select(Tenant.id).where(Tenant.name != OtherPlatform.hospital)).one()
        deployments = select(Deployment.registration_id).where(Deployment.tenant_id == ours)
        found: dict[str, Any] = {
            "attempt_id": select(Attempt.id)
            .join(Context, Context.id == Attempt.context_id)
            .where(Context.tenant_id == ours),
            "upload_id": select(FactUpload.id).where(FactUpload.tenant_id == ours),
            "activity_id": select(LineItem.activity_id).distinct(),
            "context_id": select(Context.id).where(Context.tenant_id == ours),
            "user_id": select(User.id).where(User.tenant_id == ours),
            "registration_id": select(Registration.id).where(Registration.id.in_(deployments)),
            "deployment_pk": select(Deployment.id).where(Deployment.tenant_id == ours),
            "tenant_id": select(Tenant.id).where(Tenant.id == ours),
            "administrator_id": select(AdministratorSession.administrator_id).limit(1),
            "session_id": select(AdministratorSession.id).limit(1),
        }
        ids = {name: list(db.session.scalars(statement)) for name, statement in found.items()}
        assert db.session.scalar(select(ToolKey.kid)) is not None
        db.session.remove()
    return {name: each for name, each in ids.items() if each}
