"""What an administrator does to tools, for the page "Tools" and for its JSON twin alike."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lms_plugin.demo.platform import scopes, tools
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform
from lms_plugin.demo.platform.invitations import Invitation, invite
from lms_plugin.demo.platform.profiles import PROFILES
from lms_plugin.demo.platform.tool_configuration import is_address
from lms_plugin.demo.platform.tools import NewTool, Tool, add_tool, change_tool


def find_tool(platform: Platform, client_id: str) -> Tool:
    tool = next((tool for tool in platform.tools if tool.client_id == client_id), None)
    if tool is None:
        raise PlatformError(404, "There is no such tool.")
    return tool


def change(platform: Platform, client_id: str, changes: Mapping[str, Any]) -> None:
    """Set any of `state`, `scopes`, `names`, `emails`, `custom` of a tool; the first tool's until the platform ends."""
    tool = replace(find_tool(platform, client_id), **changes)
    if tool.state not in tools.STATES:
        raise PlatformError(400, f"state is one of {', '.join(tools.STATES)}.")
    if tool.key:
        change_tool(platform.store, client_id, tool)
        return
    platform.granted, platform.first_state = tool.scopes, tool.state
    platform.shares_names, platform.shares_emails = tool.names, tool.emails
    platform.settings = replace(platform.settings, custom=tool.custom or {})


def add_by_hand(platform: Platform, new: NewTool) -> Tool:
    """A tool whose addresses somebody typed. It is active at once."""
    for name, value in (("Tool URL", new.target_url), ("Login URL", new.login_url), ("Keyset URL", new.jwks_url)):
        if not is_address(value):
            raise PlatformError(400, f"{name} must be a whole http or https address.")
    if not new.name.strip():
        raise PlatformError(400, "The tool needs a name.")
    if not new.redirects or not all(is_address(uri) for uri in new.redirects):
        raise PlatformError(400, "Redirect URIs must be whole http or https addresses, one per line.")
    return add_tool(platform.store, new, platform.settings.profile)


def begin_registration(platform: Platform, url: str, allowed: frozenset[str], updates: str) -> Invitation:
    """A token for the tool behind this registration address."""
    if not is_address(url):
        raise PlatformError(400, "The registration address must be a whole http or https address.")
    if updates:
        find_tool(platform, updates)
    return invite(platform.store, url, allowed, updates, platform.clock())


def known_at(platform: Platform, url: str) -> Tool | None:
    """A registered tool on the host and port of this address, the latest first. Only Moodle asks about it."""
    site = NewTool("", "", url, (), "", frozenset()).site
    found = [tool for tool in platform.tools if tool.key and tool.site == site]
    return found[-1] if found and platform.settings.like_moodle else None


def choose_profile(platform: Platform, family: str) -> None:
    """Take on the habits of another family of LMSs, until the platform ends."""
    if family not in PROFILES:
        raise PlatformError(400, f"family is one of {', '.join(PROFILES)}.")
    platform.settings = replace(platform.settings, profile=family)


def described(platform: Platform, tool: Tool) -> dict[str, Any]:
    """All that stands about a tool, and what it has to be told."""
    settings = platform.settings
    return {
        "name": tool.name,
        "state": tool.state,
        "how": tool.how,
        "client_id": tool.client_id,
        "deployment_id": tool.deployment_id,
        "issuer": settings.issuer,
        "authorization_url": settings.auth_url,
        "token_url": settings.token_url,
        "token_audience": settings.token_audience,
        "keyset_url": settings.certs_url,
        "target_url": tool.target_url,
        "login_url": tool.login_url,
        "redirect_uris": list(tool.redirects),
        "tool_keyset_url": tool.jwks_url,
        "picker_url": tool.picker_url,
        "scopes": sorted(tool.scopes),
        "groups": scopes.groups_of(tool.scopes),
        "names": tool.names,
        "emails": tool.emails,
        "custom": dict(tool.custom or {}),
    }
