"""The configuration that Canvas reads for a developer key (LTI key › Enter URL), made from our settings. Pure."""

from typing import Any

from lms_plugin.lti.asked import ASKED
from lms_plugin.lti.families.canvas import CANVAS
from lms_plugin.lti.registration_message import DESCRIPTION, LABELS, SCOPES, ToolFace

SELECTION = {"selection_width": 800, "selection_height": 700}
TEXTS = {
    "course_navigation": "My learning",
    "link_selection": "Module, lesson or quiz",
    "assignment_selection": "Graded module or quiz",
    "editor_button": "Link to a module or quiz",
}


def _placement(tool: ToolFace, kind: str, placement: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "placement": placement,
        "message_type": kind,
        "text": TEXTS[placement],
        "target_link_uri": tool.launch,
        "icon_url": tool.icon(16),
        "enabled": True,
    }
    if placement == "course_navigation":
        made["default"] = "disabled"  # an educator adds it to the course's menu, or not
    return made


def canvas_configuration(tool: ToolFace) -> dict[str, Any]:
    """The JSON of /lti/canvas.json."""
    return {
        "title": tool.title,
        "description": DESCRIPTION,
        "oidc_initiation_url": tool.login,
        "target_link_uri": tool.launch,
        "public_jwk_url": tool.jwks,
        "scopes": list(SCOPES),
        "extensions": [
            {
                "domain": tool.domain,
                "tool_id": "lms-plugin",
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "settings": {
                    "text": tool.title,
                    "icon_url": tool.icon(128),
                    **SELECTION,
                    "placements": [
                        _placement(tool, kind, placement) for kind in LABELS for placement in CANVAS.placements[kind]
                    ],
                },
            }
        ],
        "custom_fields": dict(ASKED),
    }
