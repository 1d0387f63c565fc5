"""What we know of a registration before anything is asked: its launches, the services they named, the last check."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lms_plugin.lti.families.other import OTHER
from lms_plugin.lti.families.shape import Family, Service
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The last launch. `framed` is None where the browser did not say."""

    at: datetime
    role: str
    framed: bool | None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The last refusal, by its reason code."""

    at: datetime
    reason: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """Where services are tried: the addresses that a verified launch named. None where no launch named one."""

    context_id: UUID
    members_url: str | None = None
    line_items_url: str | None = None
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that the steps look at besides the platform itself.

    `said_granted` are the scopes that the last launch or, without one, the registration's answer named; None where
    neither did. `passed_before` are the keys of the steps that passed last time. `person` is the `sub` to send a test
    score for: somebody chose it, or it is None. A run that nobody asked for makes no columns.
    """

    registration: KnownRegistration
    family: Family
    public_url: str
    trial: bool
    status: str
    deployments_active: int
    key: SigningKey
    now: datetime
    last_launch: Seen | None = None
    last_refusal: Refused | None = None
    deep_linked_at: datetime | None = None
    framed_launches: int = 0
    cookie_refusals: int = 0
    course: Course | None = None
    said_granted: frozenset[str] | None = None
    passed_before: frozenset[str] = field(default_factory=frozenset)
    person: str | None = None
    may_make_columns: bool = True

    def remedy(self, service: Service) -> str:
        """What to change in which menu of this LMS."""
        return self.family.remedies.get(service) or OTHER.remedies[service]
