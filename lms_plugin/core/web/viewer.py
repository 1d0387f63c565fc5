"""Who is asking: one frozen Viewer that whoever authenticates fills, and that views, permissions and headers read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from hashlib import sha256
from typing import Literal, ParamSpec, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import g

from lms_plugin.errors import NotAllowedError

P = ParamSpec("P")
R = TypeVar("R")

Role = Literal["learner", "instructor"]

IDLE_MINUTES = 10  # where a deployment sets no time of its own


def label_of(name: str | None, sub: str) -> str:
    """The name to show; without one, the tail of the platform's own id, so that two people can be told apart."""
    return name or f"person …{sub[-3:]}"


@dataclass(frozen=True, kw_only=True)
class Display:
    """How this person wants pages shown. Kept with the person, so it follows to another device."""

    theme: Literal["light", "dark", "device"] = "light"
    text: Literal["normal", "large"] = "normal"
    shortcuts: bool = True


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """One person in one launch. `sub`, `context_lti_id` and `resource_link_lti_id` are the platform's own ids.

    `is_placing`: the LMS asked this person to choose content for its course (deep linking), and no link was opened.
    `is_reviewing`: it asked for somebody's answers. `may_place`, `is_graded`: see lti.roles.Standing.
    """

    tenant_id: UUID
    user_id: UUID
    context_id: UUID
    launch_id: str
    role: Role
    sub: str
    name: str | None
    context_lti_id: str | None
    context_title: str | None
    resource_link_lti_id: str | None
    resource_link_id: UUID | None
    activity_id: UUID | None
    platform_name: str | None
    return_url: str | None
    frame_origins: tuple[str, ...]
    timezone: ZoneInfo
    title: str
    sends_grades: bool
    idle_minutes: int = IDLE_MINUTES
    display: Display = field(default_factory=Display)
    is_placing: bool = False
    is_reviewing: bool = False
    may_place: bool = False
    is_graded: bool = True

    @property
    def group(self) -> str:
        """What the open pages of one person in one browser call each other by; says nothing about the person."""
        return sha256(f"pages of {self.user_id}".encode()).hexdigest()[:16]

    @property
    def teaches(self) -> bool:
        """May see others' work in this course."""
        return self.role == "instructor"

    @property
    def label(self) -> str:
        """The name to show (`label_of`)."""
        return label_of(self.name, self.sub)

    @property
    def initials(self) -> str:
        """At most two letters for the round mark in the identity bar."""
        words = (self.name or "").split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper() or "…"

    @property
    def lms(self) -> str:
        """What we call the platform when speaking to this person."""
        return self.platform_name or "your LMS"


def get_viewer() -> Viewer:
    """The Viewer of this request. Raises NotAllowedError on a page that belongs to no launch."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        raise NotAllowedError("Nobody is known here.")
    return viewer


def find_viewer() -> Viewer | None:
    """The Viewer of this request, None outside a launch."""
    viewer: Viewer | None = g.get("viewer")
    return viewer


def placers_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let in only those who may decide what is in the launched course: place it, and write it."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not get_viewer().may_place:
            raise NotAllowedError("This page is for those who decide what is in this course.")
        return view(*args, **kwargs)

    return guarded


def teachers_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let in only those who may teach in the launched course."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not get_viewer().teaches:
            raise NotAllowedError("This page is for those who teach this course.")
        return view(*args, **kwargs)

    return guarded
