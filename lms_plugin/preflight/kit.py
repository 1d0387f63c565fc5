"""What the steps of one run share: the facts, the way out, and what earlier steps learned."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.connector import Connector
from lms_plugin.preflight.facts import Facts
from lms_plugin.preflight.trouble import Trouble
from lms_plugin.preflight.verdicts import Finding
from lms_plugin.preflight.wire import Wire


@dataclass(frozen=True)
class Memory:
    """Keeps a test column in mind beyond this process, before it is made. Each call is a transaction of its own.

    `intend(line_items_url)` gives the mark that the column will carry, `made(mark, url)` notes its address,
    `forget(mark)` says that it is gone, `missing(mark)` that it was not found: it may still come, for a while.
    `leftovers()` are (mark, line_items_url, url or None) of runs cut off.
    """

    intend: Callable[[str], str]
    made: Callable[[str, str], None]
    forget: Callable[[str], None]
    missing: Callable[[str], None]
    leftovers: Callable[[], list[tuple[str, str, str | None]]]


@dataclass
class Kit:
    """One run's tools and notes.

    `ran_into` is why no token can be had at all; `tokens_for` are the scopes that one was had for, `refused_scopes`
    those that the platform does not grant.
    """

    facts: Facts
    wire: Wire
    memory: Memory
    tokens_for: set[str] = field(default_factory=set)
    refused_scopes: set[str] = field(default_factory=set)
    ran_into: Trouble | None = None
    mark: str | None = None
    column_url: str | None = None
    score_sent: bool = False
    removed: int = 0

    def __post_init__(self) -> None:
        self.tokens = AccessTokens(self.wire)
        self.connector = Connector(self.facts.registration, outbound=self.wire, tokens=self.tokens, key=self.facts.key)


@dataclass(frozen=True)
class Step:
    """One step: its key (stable, for scripts), its title, and the look that it takes."""

    key: str
    title: str
    look: Callable[[Kit], Finding]
