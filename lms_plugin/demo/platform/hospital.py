"""One running platform: its settings, database, keys and switches, and what tests may ask of it."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from flask import current_app

from lms_plugin.demo.platform import columns, content_links, grades, launch, variables
from lms_plugin.demo.platform.courses import Course, find_copy, first_course, list_copies
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.keys import KeyRing
from lms_plugin.demo.platform.members import enrol
from lms_plugin.demo.platform.notice_sender import NoticeSender
from lms_plugin.demo.platform.people import MORE, PEOPLE, Person
from lms_plugin.demo.platform.reach import ToolReach
from lms_plugin.demo.platform.scopes import EVERY_SCOPE, NOTICES, ROSTER, SCOPES
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.platform.store import Store
from lms_plugin.demo.platform.tool_keys import ToolKeys
from lms_plugin.demo.platform.tools import ACTIVE, Tool, find_tool, list_tools
from lms_plugin.demo.platform.trouble import Switchboard


@dataclass
class Platform:
    """What the views work on. Tests may replace `settings`, `clock` and `granted` while it runs.

    `within` gives the same for another course or tool: `granted`, `shares_names`, `shares_emails` and `first_state` are
    then that tool's. `histories` says whether courses and links know what they were copied from. `roster_page` is how
    many members a page of the roster holds at most; None: as many as the tool asks for.
    """

    settings: PlatformSettings
    store: Store
    keys: KeyRing
    trouble: Switchboard = field(default_factory=Switchboard)
    tool_keys: ToolKeys = field(default_factory=ToolKeys)
    reach: ToolReach = field(default_factory=ToolReach)
    sender: NoticeSender = field(default_factory=NoticeSender)
    clock: Callable[[], float] = time.time
    granted: frozenset[str] = EVERY_SCOPE
    shares_names: bool = True
    shares_emails: bool = True
    first_state: str = ACTIVE
    roster_page: int | None = None
    histories: bool = True
    course: Course | None = None
    tool_key: str = ""
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def first_tool(self) -> Tool:
        """The tool that the platform began with, as the others are."""
        settings = self.settings
        return Tool(
            name="Lakeside's first tool",
            login_url=settings.tool_login_url,
            target_url=settings.tool_launch_url,
            redirects=settings.redirect_uris,
            jwks_url=settings.tool_jwks_url,
            scopes=self.granted,
            picker_url=settings.tool_picker_url,
            names=self.shares_names,
            emails=self.shares_emails,
            custom=settings.custom,
            how="first",
            state=self.first_state,
            client_id=settings.client_id,
            deployment_id=settings.deployment_id,
        )

    @property
    def tools(self) -> list[Tool]:
        return [self.first_tool, *list_tools(self.store)]

    @property
    def courses(self) -> list[Course]:
        return [first_course(self.settings), *list_copies(self.store)]

    def within(self, course: str = "", tool: str = "") -> "Platform":
        """The same platform as one tool sees it from one course; both by their keys. 404 for what is not there."""
        there, user = self.find_course(course), find_tool(self.store, tool) if tool else None
        if there is None or (tool and user is None):
            raise PlatformError(404, "There is no such course." if there is None else "There is no such tool.")
        seen = self if not course else replace(self, settings=there.over(self.settings), course=there)
        if user is None:
            return seen
        return replace(
            seen,
            settings=user.over(seen.settings),
            tool_key=tool,
            granted=user.scopes,
            shares_names=user.names,
            shares_emails=user.emails,
            first_state=user.state,
        )

    def find_course(self, key: str) -> Course | None:
        """The course with this key, or with this context id."""
        first = first_course(self.settings)
        return first if key in ("", first.context_id) else find_copy(self.store, key)

    @property
    def course_key(self) -> str:
        return self.course.key if self.course else ""

    @property
    def links(self) -> tuple[Link, ...]:
        """The course's activities: those that it began with, then those that teachers added."""
        return self.settings.links + content_links.list_added(self.store, self.course_key)

    def find_link(self, link_id: str) -> Link | None:
        return next((link for link in self.links if link.id == link_id), None)

    def find_any_link(self, link_id: str) -> Link | None:
        """The link, in whichever course it is."""
        return self.settings.find_link(link_id) or content_links.find_added(self.store, link_id)

    def content_claims(self, person: Person, request_id: str, nonce: str) -> dict[str, Any]:
        """The claims of a good deep-linking request, now. `request_id` comes back with the answer."""
        claims = launch.content_claims(
            self.settings, person, request_id, nonce, int(self.clock()), self.service_claims(None)
        )
        return launch.without_private(claims, names=self.shares_names, emails=self.shares_emails)

    def launch_claims(self, person: Person, link: Link, nonce: str) -> dict[str, Any]:
        """The claims of a good launch, now. `iat` is the second that has begun, so it is never in the future."""
        own = [item for item in self.list_columns() if item.resource_link_id == link.id]
        services = self.service_claims(own[0] if len(own) == 1 else None)
        claims = launch.launch_claims(self.settings, person, link, nonce, int(self.clock()), services)
        claims[f"{launch.LTI}/custom"] = self.custom(link, person)
        return launch.without_private(claims, names=self.shares_names, emails=self.shares_emails)

    def list_columns(self) -> list[columns.Column]:
        """The grade columns of this tool in this course."""
        return columns.list_columns(self.store, self.course_key, self.tool_key)

    def custom(self, link: Link, person: Person) -> dict[str, str]:
        """The custom parameters of a link, its variables replaced."""
        known = variables.values(self.settings, link, person)
        if self.histories:
            known |= variables.histories(self.course.history if self.course else (), link)
        return launch.custom(self.settings, link, known)

    def service_claims(self, column: columns.Column | None) -> dict[str, Any]:
        """The claims of the services that the tool may use; `column` is the one that the message is about."""
        claims: dict[str, Any] = {}
        if grades_allowed := self.granted & SCOPES:
            line_item = columns.column_url(self.settings, column) if column else None
            claims[launch.ENDPOINT] = launch.services_claim(
                grades_allowed, columns.columns_url(self.settings), line_item
            )
        if ROSTER in self.granted:
            claims[launch.NAMES_AND_ROLES] = launch.roster_claim(self.settings)
        if NOTICES in self.granted:
            claims[launch.NOTIFICATIONS] = launch.notices_claim(self.settings)
        return claims

    def sign(self, claims: Mapping[str, Any] | bytes, headers: Mapping[str, Any] | None = None) -> str:
        """A JWS by the key that signs now."""
        return self.keys.current.sign(claims, headers)

    @property
    def received(self) -> list[grades.ScoreMessage]:
        """Every score message that reached the platform, with the status it was answered; oldest first."""
        return grades.list_messages(self.store)


def open_platform(settings: PlatformSettings) -> Platform:
    """The platform over its database file, made if it is not there yet."""
    store = Store(settings.database)
    columns.make_coupled_columns(store, settings.links)
    enrol(store, settings.context_id, [person for person in PEOPLE + MORE if person.is_member])
    return Platform(settings, store, KeyRing(store))


def current_platform() -> Platform:
    """The platform of the request that is being answered."""
    return cast(Platform, current_app.extensions["platform"])
