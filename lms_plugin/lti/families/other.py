"""Any other LMS that speaks LTI 1.3: the specification's own words."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

OTHER = Family(
    key="other",
    name="your LMS",
    codes=frozenset(),
    dynamic=True,
    by_link=(
        "In your LMS, look for a page where a tool is registered by dynamic registration (LTI Advantage).",
        "Paste the link there and go on.",
    ),
    by_hand=("In your LMS, look for a page where an LTI 1.3 tool is registered by hand.",),
    ours=(
        Ours("Name", "name"),
        Ours("Domain", "domain"),
        Ours("Initiate login URI", "login"),
        Ours("Redirect URI", "launch"),
        Ours("Target link URI", "launch"),
        Ours("Deep linking URI", "launch"),
        Ours("JSON Web Key Set URL", "jwks"),
    ),
    shown_at="Most LMSs show them once the tool is saved there.",
    theirs=(
        Theirs("Issuer", "issuer", "Also called Platform ID. Copy it to the letter, also a slash at the end."),
        Theirs("Client ID", "client_id"),
        Theirs("Deployment ID", "deployment_id"),
        Theirs("Authorization endpoint", "auth_login_url"),
        Theirs("Token endpoint", "auth_token_url"),
        Theirs("JSON Web Key Set URL", "jwks_url"),
        Theirs("Token audience", "token_audience", "Only where the LMS names one that is not the token endpoint."),
    ),
    choices=(Choice("LTI version", "1.3"), Choice("Signing algorithm", "RS256")),
    after_registering=(
        "Look in your LMS whether the new tool waits for somebody to activate it.",
        "Allow it to receive names, to read the roster and to write grades.",
    ),
    remedies=MappingProxyType(
        {
            "key_set": "Your LMS must fetch our key set from its address; a copied key stops fitting when we change "
            "ours.",
            "launch": "Look in your LMS whether the tool is active, and whether its addresses are ours to the letter.",
            "deep_linking": "Allow this tool content selection (deep linking) in your LMS.",
            "grades": "Allow this tool the Assignment and Grade Services in your LMS.",
            "columns": "Allow this tool to manage line items (grade columns) in your LMS.",
            "roster": "Allow this tool the Names and Role Provisioning Services in your LMS.",
            "names": "Let your LMS share people's names and e-mail addresses with this tool.",
        }
    ),
)
