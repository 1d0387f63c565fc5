"""Sakai 20.3, 21.1 and later: read in its documentation."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

TOOLS = "Administration Workspace › External Tools"

SAKAI = Family(
    key="sakai",
    name="Sakai",
    codes=frozenset({"sakai", "sakailms.org", "sakaiproject.org"}),
    dynamic=True,
    by_link=(
        f"In Sakai, open *{TOOLS} › LTI Advantage Auto Provision* and write a title.",
        "Choose *Use LTI Advantage Auto Configuration*, paste the link and choose *Begin*.",
        "Look through the tool and save it.",
    ),
    by_hand=(f"In Sakai, open *{TOOLS} › Install LTI 1.x Tool*.",),
    ours=(
        Ours("Title", "name"),
        Ours("Launch URL", "launch"),
        Ours("LTI 1.3 Tool Keyset URL", "jwks"),
        Ours("LTI 1.3 OpenID Connect Endpoint", "login"),
        Ours("LTI 1.3 Tool Redirect Endpoint", "launch"),
    ),
    shown_at="Sakai shows them once the tool is saved.",
    theirs=(
        Theirs("LTI 1.3 Platform Issuer", "issuer"),
        Theirs("Client Id", "client_id"),
        Theirs("Deployment Id", "deployment_id", "Often 1."),
        Theirs("OAuth2 Well-Known/KeySet URL", "jwks_url"),
        Theirs("OAuth2 Bearer Token Retrieval URL", "auth_token_url"),
        Theirs("Platform OIDC Authentication URL", "auth_login_url"),
    ),
    choices=(
        Choice("Send Names to External Tool", "ticked"),
        Choice("Send Email Addresses to External Tool", "ticked"),
        Choice("Services", "grades and roster ticked"),
        Choice("The tool can receive a Content-Item or Deep-Link launch", "ticked"),
        Choice("The tool can be selected from Lessons", "ticked"),
        Choice("Tool supports LTI 1.3", "ticked"),
    ),
    after_registering=(
        (
            "Sakai shows the tool that it has made. Tick *Send Names*, *Send Email Addresses*, the grade service and "
            "the roster service, and that it can be selected from Lessons. Then save."
        ),
        "Nobody sees the tool before it is saved.",
    ),
    remedies=MappingProxyType(
        {
            "key_set": f"In Sakai: {TOOLS} › the tool › LTI 1.3 Tool Keyset URL.",
            "launch": f"In Sakai: {TOOLS} › the tool › Tool supports LTI 1.3, and save it.",
            "deep_linking": f"In Sakai: {TOOLS} › the tool › The tool can receive a Content-Item or Deep-Link launch.",
            "grades": f"In Sakai: {TOOLS} › the tool › Services › allow it to return grades.",
            "columns": f"In Sakai: {TOOLS} › the tool › Services › allow it to manage line items.",
            "roster": f"In Sakai: {TOOLS} › the tool › Services › provide the roster.",
            "names": f"In Sakai: {TOOLS} › the tool › Send Names, Send Email Addresses.",
        }
    ),
)
