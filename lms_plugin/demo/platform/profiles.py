"""The habits of other LMSs that this one can take on, one profile each, as far as tools get to see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Habits:
    """How one family of LMSs registers tools.

    `first_state` is a new tool's state, until the administrator says otherwise. `created` is the status that answers a
    registration. `placements` are those of the deep-linking message.
    """

    label: str
    family_code: str
    version: str
    first_state: str = "pending"
    created: int = 200
    tells_deployment: bool = True
    opens_in_tab: bool = False
    configuration_needs_token: bool = False
    plain_errors: bool = False
    own_audience: bool = False
    privacy_level: bool = False
    placements: tuple[str, ...] = ("ContentArea",)
    extra: Mapping[str, str] = field(default_factory=dict)


PROFILES: Mapping[str, Habits] = {
    "moodle": Habits("Moodle", "moodle", "2024100706", plain_errors=True, placements=()),
    "specification": Habits("As the specification has it", "lakeside-demo", "1.0", created=201),
    "canvas": Habits(
        "Canvas",
        "canvas",
        "OpenSource",
        tells_deployment=False,
        configuration_needs_token=True,
        privacy_level=True,
        placements=("course_navigation", "link_selection", "assignment_selection", "editor_button"),
        extra={
            "https://canvas.instructure.com/lti/account_name": "Lakeside Learning",
            "https://canvas.instructure.com/lti/account_lti_guid": "lakeside:canvas-lms",
        },
    ),
    "brightspace": Habits(
        "Brightspace",
        "desire2learn",
        "10.24",
        first_state="disabled",
        tells_deployment=False,
        opens_in_tab=True,
        own_audience=True,
    ),
    "sakai": Habits("Sakai", "sakai", "23.1"),
}
