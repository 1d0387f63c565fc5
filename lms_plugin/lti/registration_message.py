"""What we tell a platform about ourselves, and what we ask for (LTI Dynamic Registration 1.0, section 3.5.2). Pure."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from lms_plugin.lti.ags import RESULT_SCOPE, SCORE_SCOPE
from lms_plugin.lti.asked import ASKED
from lms_plugin.lti.launch import DEEP_LINKING_MESSAGE, RESOURCE_LINK_MESSAGE
from lms_plugin.lti.registration_configuration import PlatformConfiguration

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
COLUMN_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
COLUMN_READ_SCOPE = f"{COLUMN_SCOPE}.readonly"
ROSTER_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (SCORE_SCOPE, RESULT_SCOPE, COLUMN_SCOPE, COLUMN_READ_SCOPE, ROSTER_SCOPE)
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email", "locale")
DESCRIPTION = "Modules, quizzes and progress for hospital staff"
LABELS = {RESOURCE_LINK_MESSAGE: "Open the learning tool", DEEP_LINKING_MESSAGE: "Pick a module, lesson or quiz"}


@dataclass(frozen=True)
class ToolFace:
    """Ourselves as an LMS sees us: the tool's name and its public address, without a slash at the end."""

    title: str
    public_url: str

    @property
    def domain(self) -> str:
        """Host and port: Moodle compares it with those of the launch address."""
        return urlsplit(self.public_url).netloc

    @property
    def launch(self) -> str:
        """The only redirect URI, and the target of every message."""
        return f"{self.public_url}/lti/launch"

    @property
    def login(self) -> str:
        """Where a platform begins a login."""
        return f"{self.public_url}/lti/login"

    @property
    def jwks(self) -> str:
        """Our key set."""
        return f"{self.public_url}/lti/jwks"

    def icon(self, size: Literal[16, 128]) -> str:
        """A real picture: Moodle shows a broken one wherever the tool is named."""
        return f"{self.public_url}/static/icon-{size}.png"


def choose_scopes(configuration: PlatformConfiguration) -> tuple[str, ...]:
    """The scopes that we ask for: those that we use and the platform offers."""
    return tuple(scope for scope in SCOPES if configuration.offers_scope(scope))


def build_message(tool: ToolFace, configuration: PlatformConfiguration) -> dict[str, Any]:
    """The registration message."""
    return {
        "application_type": "web",
        "grant_types": ["client_credentials", "implicit"],
        "response_types": ["id_token"],
        "initiate_login_uri": tool.login,
        "redirect_uris": [tool.launch],
        "client_name": tool.title,
        "jwks_uri": tool.jwks,
        "logo_uri": tool.icon(128),
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(choose_scopes(configuration)),
        TOOL: {
            "domain": tool.domain,
            "description": DESCRIPTION,
            "target_link_uri": tool.launch,
            "claims": list(CLAIMS),
            "custom_parameters": _custom(configuration),
            "messages": _messages(tool, configuration),
            **configuration.family.tool_claims,
        },
    }


def _custom(configuration: PlatformConfiguration) -> dict[str, str]:
    known = configuration.variables
    return {name: value for name, value in ASKED.items() if known is None or value.removeprefix("$") in known}


def _messages(tool: ToolFace, configuration: PlatformConfiguration) -> list[dict[str, Any]]:
    messages = []
    for kind, label in LABELS.items():
        offered = configuration.placements_of(kind)
        if offered is None:
            continue
        message: dict[str, Any] = {"type": kind, "target_link_uri": tool.launch, "label": label}
        message["icon_uri"] = tool.icon(16)
        wanted = configuration.family.placements.get(kind, ())
        if placements := [each for each in wanted if each in offered or not offered]:
            message["placements"] = placements
        messages.append(message)
    return messages
