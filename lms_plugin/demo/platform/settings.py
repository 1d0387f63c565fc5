"""What one platform is told when it starts: where it is, where the tool is, what its course holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms_plugin.demo.platform.profiles import PROFILES, Habits


@dataclass(frozen=True)
class Link:
    """One activity of a course. `maximum` is its grade column's maximum; None: it has no grade column.

    `url` is where the tool wants it opened; empty: at its launch address. `tool` and `course` are empty for the tool
    and the course that the platform began with. `history` names what it was copied from, newest first.
    """

    id: str
    title: str
    custom: Mapping[str, str]
    maximum: float | None = 100
    url: str = ""
    tool: str = ""
    course: str = ""
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlatformSettings:
    """One platform with the course and the tool that it begins with. No address ends in a slash.

    The same seen from another course or another tool is a copy with that one's ids and addresses; the fields from
    `course_path` on are for that.
    """

    base_url: str
    tool_url: str
    database: Path
    links: tuple[Link, ...]
    client_id: str = "lakeside-demo"
    deployment_id: str = "1"
    context_id: str = "7"
    context_title: str = "Social media in health care"
    profile: str = "moodle"
    course_path: str = "/course"
    login_url: str = ""
    launch_url: str = ""
    picker_url: str = ""
    keys_url: str = ""
    redirects: tuple[str, ...] = ()
    custom: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise ValueError(f"the profile is one of {', '.join(PROFILES)}, not {self.profile!r}")

    @property
    def habits(self) -> Habits:
        return PROFILES[self.profile]

    @property
    def like_moodle(self) -> bool:
        """Whether Moodle's habits apply where they differ from the specification."""
        return self.profile == "moodle"

    @property
    def issuer(self) -> str:
        return self.base_url

    @property
    def auth_url(self) -> str:
        return f"{self.base_url}/auth"

    @property
    def token_url(self) -> str:
        return f"{self.base_url}/token"

    @property
    def configuration_url(self) -> str:
        return f"{self.base_url}/.well-known/openid-configuration"

    @property
    def token_audience(self) -> str:
        """What a client assertion must be made out to."""
        return f"{self.base_url}/audience" if self.habits.own_audience else self.token_url

    @property
    def certs_url(self) -> str:
        return f"{self.base_url}/certs"

    @property
    def tool_login_url(self) -> str:
        return self.login_url or f"{self.tool_url}/lti/login"

    @property
    def tool_launch_url(self) -> str:
        """The target of every link that names no other."""
        return self.launch_url or f"{self.tool_url}/lti/launch"

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        return self.redirects or (self.tool_launch_url,)

    @property
    def tool_picker_url(self) -> str:
        """The target of deep-linking requests."""
        return self.picker_url or self.tool_launch_url

    @property
    def tool_jwks_url(self) -> str:
        return self.keys_url or f"{self.tool_url}/lti/jwks"

    def find_link(self, link_id: str) -> Link | None:
        return next((link for link in self.links if link.id == link_id), None)
