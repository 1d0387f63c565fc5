"""One running platform: its settings, database, keys and switches, and what tests may ask of it."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app

from lms_plugin.demo.platform import columns, content_links, grades, launch
from lms_plugin.demo.platform.keys import KeyRing
from lms_plugin.demo.platform.members import enrol
from lms_plugin.demo.platform.people import MORE, PEOPLE, Person
from lms_plugin.demo.platform.reach import ToolReach
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.platform.store import Store
from lms_plugin.demo.platform.tool_keys import ToolKeys
from lms_plugin.demo.platform.trouble import Switchboard

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope"
LINEITEM = f"{AGS}/lineitem"
LINEITEM_READONLY = f"{AGS}/lineitem.readonly"
RESULT_READONLY = f"{AGS}/result.readonly"
SCORE = f"{AGS}/score"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = frozenset({LINEITEM, LINEITEM_READONLY, RESULT_READONLY, SCORE})
EVERY_SCOPE = SCOPES | {ROSTER}


@dataclass
class Platform:
    """What the views work on. Tests may replace `settings`, `clock` and `granted` while it runs.

    `roster_page` is how many members a page of the roster holds at most; None: as many as the tool asks for.
    """

    settings: PlatformSettings
    store: Store
    keys: KeyRing
    trouble: Switchboard = field(default_factory=Switchboard)
    tool_keys: ToolKeys = field(default_factory=ToolKeys)
    reach: ToolReach = field(default_factory=ToolReach)
    clock: Callable[[], float] = time.time
    granted: frozenset[str] = EVERY_SCOPE
    shares_names: bool = True
    shares_emails: bool = True
    roster_page: int | None = None
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def links(self) -> tuple[Link, ...]:
        """The course's activities: those that it began with, then those that teachers added."""
        return self.settings.links + content_links.list_added(self.store)

    def find_link(self, link_id: str) -> Link | None:
        return next((link for link in self.links if link.id == link_id), None)

    def content_claims(self, person: Person, request_id: str, nonce: str) -> dict[str, Any]:
        """The claims of a good deep-linking request, now. `request_id` comes back with the answer."""
        services = self._services(None)
        claims = launch.content_claims(self.settings, person, request_id, nonce, int(self.clock()), services)
        return launch.without_private(claims, names=self.shares_names, emails=self.shares_emails)

    def launch_claims(self, person: Person, link: Link, nonce: str) -> dict[str, Any]:
        """The claims of a good launch, now. `iat` is the second that has begun, so it is never in the future."""
        own = [item for item in columns.list_columns(self.store) if item.resource_link_id == link.id]
        services = self._services(columns.column_url(self.settings, own[0]) if len(own) == 1 else None)
        claims = launch.launch_claims(self.settings, person, link, nonce, int(self.clock()), services)
        return launch.without_private(claims, names=self.shares_names, emails=self.shares_emails)

    def _services(self, line_item: str | None) -> dict[str, Any]:
        """The claims of the services that the tool may use."""
        claims: dict[str, Any] = {}
        if grades_allowed := self.granted & SCOPES:
            line_items = columns.columns_url(self.settings)
            claims[launch.ENDPOINT] = launch.services_claim(grades_allowed, line_items, line_item)
        if ROSTER in self.granted:
            claims[launch.NAMES_AND_ROLES] = launch.roster_claim(self.settings)
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
