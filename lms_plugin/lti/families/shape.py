"""The shape of what we know about one family of LMSs: data only, read by registration, its pages and the preflight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

OurValue = Literal["name", "domain", "login", "launch", "jwks", "register", "canvas_json"]
TheirValue = Literal[
    "issuer", "client_id", "deployment_id", "auth_login_url", "auth_token_url", "jwks_url", "token_audience"
]
Service = Literal["key_set", "launch", "deep_linking", "grades", "columns", "roster", "names"]


@dataclass(frozen=True)
class Ours:
    """A field of the LMS's form that takes a value of ours; `label` as it stands on the LMS's screen."""

    label: str
    value: OurValue


@dataclass(frozen=True)
class Theirs:
    """A value that the LMS shows and we ask for.

    `preset` is what to fill in: a shared address, or one that begins with `{root}`, which is the issuer.
    """

    label: str
    value: TheirValue
    hint: str = ""
    preset: str | None = None


@dataclass(frozen=True)
class Choice:
    """A setting of the LMS's form that is no address: what to choose there."""

    label: str
    choose: str


@dataclass(frozen=True, kw_only=True)
class Family:
    """One LMS as its administrator sees it. All words are for reading; nothing in them comes from a platform.

    `codes` are the values of `product_family_code`, in lower case. `hosts` are the vendor's own, which serve every
    customer: an endpoint there is as good as one on the issuer's site. `frames` are sources of pages that frame
    ours besides the issuer's origin. `tool_claims` go into the tool configuration of a registration message.
    `placements` are asked for by message type, as far as the platform lists them. `endpoint_sign` is a part of its
    access token URLs that no other LMS has. `keeps_columns`: a tool can make grade columns there and not remove them.
    """

    key: str
    name: str
    codes: frozenset[str]
    dynamic: bool
    by_link: tuple[str, ...]
    by_hand: tuple[str, ...]
    ours: tuple[Ours, ...]
    theirs: tuple[Theirs, ...]
    choices: tuple[Choice, ...] = ()
    after_registering: tuple[str, ...] = ()
    deployment_comes_later: bool = False
    opens_in_new_tab: bool = False
    hosts: frozenset[str] = frozenset()
    frames: tuple[str, ...] = ()
    tool_claims: Mapping[str, object] = field(default_factory=dict)
    placements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remedies: Mapping[Service, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    endpoint_sign: str = ""
    keeps_columns: bool = False
