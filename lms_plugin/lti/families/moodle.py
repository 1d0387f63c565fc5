"""Moodle (and Moodle Workplace): seen in a running 4.5."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

TOOLS = "Site administration › Plugins › Activity modules › External tool › Manage tools"
SERVICES = f"In Moodle: {TOOLS} › the tool's gear › Services"
PRIVACY = f"In Moodle: {TOOLS} › the tool's gear › Privacy"

MOODLE = Family(
    key="moodle",
    name="Moodle",
    codes=frozenset({"moodle"}),
    dynamic=True,
    endpoint_sign="/mod/lti/token.php",
    by_link=(
        f"In Moodle, open {TOOLS}.",
        "Paste the link in Tool URL and choose Add LTI Advantage.",
        "On the new card, choose Activate. Then set it to Show in activity chooser.",
    ),
    by_hand=(f"In Moodle, open {TOOLS} and choose configure a tool manually.",),
    ours=(
        Ours("Tool name", "name"),
        Ours("Tool URL", "launch"),
        Ours("Public keyset", "jwks"),
        Ours("Initiate login URL", "login"),
        Ours("Redirection URI(s)", "launch"),
        Ours("Content Selection URL", "launch"),
    ),
    theirs=(
        Theirs("Platform ID", "issuer", "The address of your Moodle."),
        Theirs("Client ID", "client_id"),
        Theirs("Deployment ID", "deployment_id", "A small number, such as 2."),
        Theirs("Public keyset URL", "jwks_url", preset="{root}/mod/lti/certs.php"),
        Theirs("Access token URL", "auth_token_url", preset="{root}/mod/lti/token.php"),
        Theirs("Authentication request URL", "auth_login_url", preset="{root}/mod/lti/auth.php"),
    ),
    choices=(
        Choice("LTI version", "LTI 1.3"),
        Choice("Public key type", "Keyset URL"),
        Choice("Tool configuration usage", "Show in activity chooser and as a preconfigured tool"),
        Choice("Default launch container", "Embed, without blocks"),
        Choice("Supports Deep Linking (Content-Item Message)", "ticked"),
        Choice("IMS LTI Assignment and Grade Services", "Use this service for grade sync and column management"),
        Choice(
            "IMS LTI Names and Role Provisioning",
            "Use this service to retrieve members' information as per privacy settings",
        ),
        Choice("Share launcher's name with tool", "Always"),
        Choice("Share launcher's email with tool", "Always"),
        Choice("Accept grades from the tool", "Always"),
    ),
    after_registering=(
        f"Moodle holds the new tool as Pending. Open {TOOLS} and press Activate on its card.",
        (
            "On the same card, open the gear and set Tool configuration usage to Show in activity chooser. "
            "Without this, no teacher finds the tool."
        ),
        "A grade column is made where a teacher picks a graded activity with Select content.",
        (
            "If you registered once more and chose to update, look at the launch container and the activity chooser "
            "again: Moodle sets both back."
        ),
    ),
    remedies=MappingProxyType(
        {
            "key_set": "Moodle must be able to fetch our public keyset. In Moodle: Site administration › General › "
            "Security › HTTP security › cURL allowed ports list and cURL blocked hosts list.",
            "launch": f"Moodle opens tools only once they are active. In Moodle: {TOOLS} › Activate.",
            "deep_linking": f"In Moodle: {TOOLS} › the tool's gear › Tool settings › tick Supports Deep Linking.",
            "grades": f"{SERVICES} › IMS LTI Assignment and Grade Services › Use this service for grade sync and "
            "column management. Moodle's answer to a registration lists more than it grants.",
            "columns": f"{SERVICES} › IMS LTI Assignment and Grade Services › Use this service for grade sync and "
            "column management.",
            "roster": f"{SERVICES} › IMS LTI Names and Role Provisioning › Use this service.",
            "names": f"{PRIVACY} › Share launcher's name with tool › Always.",
        }
    ),
)
