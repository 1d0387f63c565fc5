"""One running platform: its settings, database, keys and switches, and what tests may ask of it."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app

from lms_plugin.demo.platform import columns, content_links, grades, launch
from lms_plugin.demo.platform.keys import KeyRing
from lms_plugin.demo.platform.people import Person
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
SCOPES = frozenset({LINEITEM, LINEITEM_READONLY, RESULT_READONLY, SCORE})


@dataclass
class Platform:
    """What the views work on. Tests may replace `settings`, `clock` and `granted` while it runs."""

    settings: PlatformSettings
    store: Store
    keys: KeyRing
    trouble: Switchboard = field(default_factory=Switchboard)
    tool_keys: ToolKeys = field(default_factory=ToolKeys)
    reach: ToolReach = field(default_factory=ToolReach)
    clock: Callable[[], float] = time.time
    granted: frozenset[str] = SCOPES
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def links(self) -> tuple[Link, ...]:
        """The course's activities: those that it began with, then those that teachers added."""
        return self.settings.links + content_links.list_added(self.store)

    def find_link(self, link_id: str) -> Link | None:
        return next((link for link in self.links if link.id == link_id), None)

    def content_claims(self, person: Person, request_id: str, nonce: str) -> dict[str, Any]:
        """The claims of a good deep-linking request, now. `request_id` comes back with the answer."""
        services = launch.services_claim(self.granted, columns.columns_url(self.settings), None)
        return launch.content_claims(self.settings, person, request_id, nonce, int(self.clock()), services)

    def launch_claims(self, person: Person, link: Link, nonce: str) -> dict[str, Any]:
        """The claims of a good launch, now. `iat` is the second that has begun, so it is never in the future."""
        own = [item for item in columns.list_columns(self.store) if item.resource_link_id == link.id]
        services = launch.services_claim(
            self.granted,
            columns.columns_url(self.settings),
            columns.column_url(self.settings, own[0]) if len(own) == 1 else None,
        )
        return launch.launch_claims(self.settings, person, link, nonce, int(self.clock()), services)

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
    return Platform(settings, store, KeyRing(store))


def current_platform() -> Platform:
    """The platform of the request that is being answered."""
    return cast(Platform, current_app.extensions["platform"])
