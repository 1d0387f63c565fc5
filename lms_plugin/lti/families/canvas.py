"""Canvas, hosted by Instructure or by the hospital: read in its documentation and source."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

KEYS = "Admin › Developer Keys"
CLAIM = "https://canvas.instructure.com/lti"
SCOPES = f"In Canvas: {KEYS} › the key's pencil › LTI Advantage Services"

CANVAS = Family(
    key="canvas",
    name="Canvas",
    codes=frozenset({"canvas"}),
    dynamic=True,
    by_link=(
        "In Canvas, open *Admin › Apps › Manage › Install a new app*, and choose *Dynamic Registration*.",
        "Paste the link and go on.",
        "Look through what Canvas lists, and choose *Install*.",
    ),
    by_hand=(
        f"In Canvas, open *{KEYS} › + Developer Key › + LTI Key*. Choose *Enter URL* and paste our JSON URL.",
        "Fill in *Redirect URIs*, save, and switch the key's state to *ON*.",
        (
            "Copy the number under *Details*. Then open *Settings › Apps › View App Configurations › + App › By "
            "Client ID*, and install it."
        ),
    ),
    ours=(
        Ours("JSON URL", "canvas_json"),
        Ours("Redirect URIs", "launch"),
        Ours("Target Link URI", "launch"),
        Ours("OpenID Connect Initiation Url", "login"),
        Ours("Public JWK URL", "jwks"),
    ),
    theirs=(
        Theirs(
            "Issuer",
            "issuer",
            "The same for every Canvas that Instructure hosts.",
            preset="https://canvas.instructure.com",
        ),
        Theirs("Client ID", "client_id", "The long number under Details of the developer key."),
        Theirs("Deployment Id", "deployment_id", "At the app, behind its gear. It holds a colon."),
        Theirs(
            "Authorization redirect URL",
            "auth_login_url",
            preset="https://sso.canvaslms.com/api/lti/authorize_redirect",
        ),
        Theirs("Token URL", "auth_token_url", preset="https://sso.canvaslms.com/login/oauth2/token"),
        Theirs("Public JWK set URL", "jwks_url", preset="https://sso.canvaslms.com/api/lti/security/jwks"),
    ),
    choices=(Choice("JWK Method", "Public JWK URL"), Choice("Privacy Level", "Public"), Choice("State", "ON")),
    after_registering=(
        (
            "Canvas shows what you have just agreed to. Leave the permissions for grades and for names and roles "
            "ticked, and choose *Install*."
        ),
        "Open *Apps › Manage* and see that the app is on for the accounts that need it.",
        (
            "A grade column is made by an assignment with this tool as its submission type, or by a graded choice in "
            "the picker."
        ),
    ),
    deployment_comes_later=True,
    hosts=frozenset(
        f"{name}{stage}.{domain}"
        for name, domain in (("canvas", "instructure.com"), ("sso", "canvaslms.com"))
        for stage in ("", ".beta", ".test")
    ),
    # A hosted Canvas frames us from the hospital's own address, which neither its issuer nor its configuration names.
    frames=("https:",),
    tool_claims=MappingProxyType({f"{CLAIM}/privacy_level": "public"}),
    placements=MappingProxyType(
        {
            "LtiResourceLinkRequest": ("course_navigation",),
            "LtiDeepLinkingRequest": ("assignment_selection", "link_selection", "editor_button"),
        }
    ),
    remedies=MappingProxyType(
        {
            "key_set": f"In Canvas: {KEYS} › the key's pencil › JWK Method › Public JWK URL.",
            "launch": f"In Canvas: {KEYS} › switch the key's state to ON, and install the app in the account.",
            "deep_linking": f"In Canvas: {KEYS} › the key's pencil › Placements › add Assignment Selection and "
            "Link Selection.",
            "grades": f"{SCOPES} › tick what begins with “Can view and create assignment and grade” and “Can create "
            "and update submission results”.",
            "columns": f"{SCOPES} › tick “Can create and view assignment data in the gradebook”.",
            "roster": f"{SCOPES} › tick “Can retrieve user data associated with the context”.",
            "names": f"In Canvas: {KEYS} › the key's pencil › Additional Settings › Privacy Level › Public.",
        }
    ),
)
