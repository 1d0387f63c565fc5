"""Blackboard Learn: one registration in the vendor's portal serves all customers. Read in its documentation."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

PROVIDERS = "Administrator Panel › Integrations › LTI Tool Providers"
PORTAL = "https://developer.blackboard.com/api/v1"

BLACKBOARD = Family(
    key="blackboard",
    name="Blackboard",
    codes=frozenset({"blackboard", "blackboardlearn", "blackboard learn"}),
    dynamic=False,
    by_link=(),
    by_hand=(
        (
            "Whoever hosts this tool registers it once in the developer portal (My Applications), and gives its client "
            "id to the hospitals. A hospital does not register a copy of its own."
        ),
        f"In Blackboard, open *{PROVIDERS} › Register LTI 1.3/Advantage Tool*, and enter the client id.",
        "Choose *Edit* on the new row, copy the *Deployment ID*, and make its placements under *Manage placements*.",
    ),
    ours=(
        Ours("Domain(s)", "domain"),
        Ours("Login Initiation URL", "login"),
        Ours("Tool Redirect URL(s)", "launch"),
        Ours("Tool JWKS URL", "jwks"),
    ),
    theirs=(
        Theirs("Issuer", "issuer", "The same for every Blackboard.", preset="https://blackboard.com"),
        Theirs("Application/Client ID", "client_id", "The same for all hospitals that use this tool."),
        Theirs("Deployment ID", "deployment_id", "At LTI Tool Providers › Edit. A long one with dashes."),
        Theirs("OIDC auth request endpoint", "auth_login_url", preset=f"{PORTAL}/gateway/oidcauth"),
        Theirs("Auth token endpoint", "auth_token_url", preset=f"{PORTAL}/gateway/oauth2/jwttoken"),
        Theirs(
            "Public keyset URL",
            "jwks_url",
            "It holds the application's own id: copy it from the portal.",
            preset=f"{PORTAL}/management/applications/{{client_id}}/jwks.json",
        ),
    ),
    choices=(
        Choice("Signing algorithm", "RS256"),
        Choice("Tool Status", "Approved"),
        Choice("User Fields to Send", "Role in Course, Name, Email Address"),
        Choice("Allow grade service access", "Yes"),
        Choice("Allow Membership Service Access", "Yes"),
    ),
    deployment_comes_later=True,
    hosts=frozenset({"blackboard.com", "developer.blackboard.com", "developer.anthology.com"}),
    frames=("https:",),
    remedies=MappingProxyType(
        {
            "key_set": "In the developer portal: My Applications › the application › Tool JWKS URL.",
            "launch": f"In Blackboard: {PROVIDERS} › the tool › Edit › Tool Status › Approved.",
            "deep_linking": f"In Blackboard: {PROVIDERS} › Manage Placements › Deep Linking content tool.",
            "grades": f"In Blackboard: {PROVIDERS} › Edit › Allow grade service access › Yes.",
            "columns": f"In Blackboard: {PROVIDERS} › Edit › Allow grade service access › Yes.",
            "roster": f"In Blackboard: {PROVIDERS} › Edit › Allow Membership Service Access › Yes.",
            "names": f"In Blackboard: {PROVIDERS} › Edit › User Fields to Send › Name, Email Address.",
        }
    ),
)
