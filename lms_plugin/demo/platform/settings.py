"""What one platform is told when it starts: where it is, where the tool is, what its course holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Link:
    """One activity of the course. `maximum` is its grade column's maximum; None: it has no grade column.

    `url` is where the tool wants it opened; empty: at its launch address.
    """

    id: str
    title: str
    custom: Mapping[str, str]
    maximum: float | None = 100
    url: str = ""


@dataclass(frozen=True)
class PlatformSettings:
    """One platform with one course and one tool. No address ends in a slash."""

    base_url: str
    tool_url: str
    database: Path
    links: tuple[Link, ...]
    client_id: str = "lakeside-demo"
    deployment_id: str = "1"
    context_id: str = "7"
    context_title: str = "Social media in health care"
    profile: str = "moodle"

    def __post_init__(self) -> None:
        if self.profile not in ("moodle", "specification"):
            raise ValueError(f"the profile is 'moodle' or 'specification', not {self.profile!r}")

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
    def certs_url(self) -> str:
        return f"{self.base_url}/certs"

    @property
    def tool_login_url(self) -> str:
        return f"{self.tool_url}/lti/login"

    @property
    def tool_launch_url(self) -> str:
        """The tool's only redirect URI, and the target of every link."""
        return f"{self.tool_url}/lti/launch"

    @property
    def tool_jwks_url(self) -> str:
        return f"{self.tool_url}/lti/jwks"

    def find_link(self, link_id: str) -> Link | None:
        return next((link for link in self.links if link.id == link_id), None)
