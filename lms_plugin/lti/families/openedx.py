"""Open edX: a client id and key set for every block of a course. Read in its documentation."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

BLOCK = "In Studio: the unit › the LTI Consumer block › Edit"

OPENEDX = Family(
    key="openedx",
    name="Open edX",
    codes=frozenset({"openedx", "open edx", "edx", "open_edx"}),
    dynamic=False,
    endpoint_sign="/api/lti_consumer/",
    # Seen in lti-consumer-xblock: it answers 403 to every DELETE of a line item, whatever the scope.
    keeps_columns=True,
    by_link=(),
    by_hand=(
        'In Studio, open Settings › Advanced Settings › Advanced Module List and add "lti_consumer".',
        "In the unit, choose Advanced › LTI Consumer, and edit the block.",
        (
            "Each block has a client id, a keyset URL and a token URL of its own: register the first one, and "
            "duplicate that registration with the client id of the next."
        ),
    ),
    ours=(
        Ours("Tool Launch URL", "launch"),
        Ours("Tool Initiate Login URL", "login"),
        Ours("Registered Redirect URIs", "launch"),
        Ours("Tool Keyset URL", "jwks"),
        Ours("Deep Linking Launch URL", "launch"),
    ),
    theirs=(
        Theirs("Issuer", "issuer", "The address of your LMS, not of Studio."),
        Theirs("Client ID", "client_id", "Under the block in Studio."),
        Theirs("Deployment ID", "deployment_id", preset="1"),
        Theirs("Keyset URL", "jwks_url", "A different one for each block."),
        Theirs("Access Token URL", "auth_token_url", "A different one for each block."),
        Theirs("OIDC Callback URL", "auth_login_url", preset="{root}/api/lti_consumer/v1/launch/"),
    ),
    choices=(
        Choice("LTI Version", "LTI 1.3"),
        Choice("Tool Public Key Mode", "Keyset URL"),
        Choice("LTI Assignment and Grades Service", "Allow tools to submit grades only (declarative)"),
        Choice("Deep linking", "True"),
        Choice("Enable LTI NRPS", "True"),
        Choice("Request user's username, Request user's email", "True"),
        Choice("Scored", "True"),
    ),
    remedies=MappingProxyType(
        {
            "key_set": f"{BLOCK} › Tool Public Key Mode › Keyset URL.",
            "launch": f"{BLOCK} › Tool Initiate Login URL and Registered Redirect URIs.",
            "deep_linking": f"{BLOCK} › Deep linking › True.",
            "grades": f"{BLOCK} › LTI Assignment and Grades Service, and Scored › True.",
            "columns": "With the declarative grade service a block has one column, made by Open edX. "
            f"{BLOCK} › LTI Assignment and Grades Service › programmatic lets a tool make more.",
            "roster": f"{BLOCK} › Enable LTI NRPS › True.",
            "names": f"{BLOCK} › Request user's username and email › True. The course must also have its flag for "
            "sharing personal data, which the site's operator sets.",
        }
    ),
)
