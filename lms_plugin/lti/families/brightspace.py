"""Brightspace (D2L): registers in a new tab, disabled until switched on, with a token audience of its own."""

from types import MappingProxyType

from lms_plugin.lti.families.shape import Choice, Family, Ours, Theirs

REGISTER = "Admin Tools › Manage Extensibility › LTI Advantage"
DEPLOY = "Admin Tools › External Learning Tools › LTI Advantage"

BRIGHTSPACE = Family(
    key="brightspace",
    name="Brightspace",
    codes=frozenset({"desire2learn", "brightspace", "d2l"}),
    dynamic=True,
    by_link=(
        f"In Brightspace, open *{REGISTER} › Register Tool* and choose *Dynamic*.",
        (
            "Paste the link. Tick that the tool may create its deployment and links, if that is offered. Choose "
            "*Register*."
        ),
        "The registration opens in a new tab. Afterwards it is disabled until you enable it.",
    ),
    by_hand=(f"In Brightspace, open *{REGISTER} › Register Tool* and choose *Standard*.",),
    ours=(
        Ours("Name", "name"),
        Ours("Domain", "domain"),
        Ours("Redirect URLs", "launch"),
        Ours("OpenID Connect Login URL", "login"),
        Ours("Target Link URI", "launch"),
        Ours("Keyset URL", "jwks"),
    ),
    shown_at="Brightspace shows them once the tool is registered there.",
    theirs=(
        Theirs("Client Id", "client_id"),
        Theirs("Brightspace Keyset URL", "jwks_url", preset="{root}/d2l/.well-known/jwks"),
        Theirs(
            "Brightspace OAuth2 Access Token URL",
            "auth_token_url",
            preset="https://auth.brightspace.com/core/connect/token",
        ),
        Theirs("OpenID Connect Authentication Endpoint", "auth_login_url", preset="{root}/d2l/lti/authenticate"),
        Theirs(
            "Brightspace OAuth2 Audience",
            "token_audience",
            "A field of its own: without it, no grade reaches Brightspace.",
            preset="https://api.brightspace.com/auth/token",
        ),
        Theirs("Issuer", "issuer", "The address of your Brightspace."),
        Theirs("Deployment ID", "deployment_id", "Shown when you choose Create deployment."),
    ),
    choices=(
        Choice("Extensions", "Assignment and Grade Services, Deep Linking, Names and Role Provisioning Services"),
        Choice("Roles", "Send Institution Role"),
        Choice("Security settings of the deployment", "Org Unit Information, User Information, Link Information"),
        Choice("Configuration of the deployment", "Open as External Resource, Auto create grade items"),
    ),
    after_registering=(
        (
            f"Brightspace leaves the new registration disabled. Open *{REGISTER}*, choose the tool and switch "
            "*Enabled* on."
        ),
        (
            f"If no deployment was made, open *{DEPLOY} › New Deployment*. Under *Security settings* tick *Org Unit "
            "Information*, *User Information* and *Link Information*."
        ),
        "Do not choose anonymous: Brightspace then leaves out the roles, and everybody arrives as a learner.",
        (
            "Make the deployment available to the org units that teach with it, and choose *Open as External "
            "Resource*, so that it opens in a new tab."
        ),
    ),
    deployment_comes_later=True,
    opens_in_new_tab=True,
    hosts=frozenset({"auth.brightspace.com", "api.brightspace.com"}),
    remedies=MappingProxyType(
        {
            "key_set": f"In Brightspace: {REGISTER} › the tool › Keyset URL.",
            "launch": f"In Brightspace: {REGISTER} › the tool › Enabled.",
            "deep_linking": f"In Brightspace: {REGISTER} › the tool › Extensions › Deep Linking; the same in {DEPLOY}.",
            "grades": f"In Brightspace: {REGISTER} › the tool › Extensions › Assignment and Grade Services; the same "
            f"in {DEPLOY}. Compare Brightspace OAuth2 Audience with the registration here.",
            "columns": f"In Brightspace: {DEPLOY} › the deployment › Auto create grade items.",
            "roster": f"In Brightspace: {REGISTER} › the tool › Extensions › Names and Role Provisioning Services; "
            f"the same in {DEPLOY}.",
            "names": f"In Brightspace: {DEPLOY} › the deployment › Security settings › User Information.",
        }
    ),
)
