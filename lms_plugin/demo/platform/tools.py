"""The tools that an administrator registered, beside the one that the platform began with."""

import json
import secrets
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.platform.store import Store

ACTIVE, PENDING, OFF, DISABLED = "active", "pending", "off", "disabled"
STATES = (ACTIVE, PENDING, OFF, DISABLED)


@dataclass(frozen=True)
class NewTool:
    """What a tool says of itself, and what it is allowed. `picker_url` is empty where it adds no activities."""

    name: str
    login_url: str
    target_url: str
    redirects: tuple[str, ...]
    jwks_url: str
    scopes: frozenset[str]
    picker_url: str = ""
    names: bool = True
    emails: bool = True
    custom: Mapping[str, str] | None = None
    how: str = "by hand"
    state: str = ACTIVE

    @property
    def site(self) -> str:
        """Host and port of its target, by which a tool is known again."""
        return urlsplit(self.target_url).netloc.removeprefix("www.")


@dataclass(frozen=True)
class Tool(NewTool):
    """A tool with the ids that it was given. `key` is its client id, or empty for the platform's first."""

    key: str = ""
    client_id: str = ""
    deployment_id: str = ""

    def over(self, settings: PlatformSettings) -> PlatformSettings:
        """The settings as they are for this tool."""
        target = urlsplit(self.target_url)
        return replace(
            settings,
            client_id=self.client_id,
            deployment_id=self.deployment_id,
            tool_url=f"{target.scheme}://{target.netloc}",
            login_url=self.login_url,
            launch_url=self.target_url,
            picker_url=self.picker_url,
            keys_url=self.jwks_url,
            redirects=self.redirects,
            custom=self.custom or {},
        )


def list_tools(store: Store) -> list[Tool]:
    return [_tool(row) for row in store.rows("SELECT * FROM tool ORDER BY rowid")]


def find_tool(store: Store, client_id: str) -> Tool | None:
    row = store.row("SELECT * FROM tool WHERE client_id = ?", (client_id,))
    return _tool(row) if row else None


def add_tool(store: Store, new: NewTool, family: str) -> Tool:
    """Give it ids as that family of LMSs would."""
    with store.writing() as rows:
        number = rows.execute("SELECT coalesce(max(rowid), 0) + 2 FROM tool").fetchone()[0]
        client_id, deployment_id = _ids(family, number)
        rows.execute(
            "INSERT INTO tool (client_id, deployment_id, name, state, how, login_url, target_url, picker_url,"
            " redirects, jwks_url, scopes, names, emails, custom) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (client_id, deployment_id, *_values(new).values()),
        )
    return _known(store, client_id)


def change_tool(store: Store, client_id: str, new: NewTool) -> Tool:
    """Replace all that it says of itself and may do; its ids stay."""
    values = _values(new)
    sets = ", ".join(f"{name} = ?" for name in values)
    store.write(f"UPDATE tool SET {sets} WHERE client_id = ?", (*values.values(), client_id))  # noqa: S608 - our names
    return _known(store, client_id)


def _ids(family: str, number: int) -> tuple[str, str]:
    if family == "moodle":
        return secrets.token_urlsafe(11)[:15].replace("-", "a").replace("_", "b"), str(number)
    if family == "canvas":
        return str(10_000_000_000_000 + number), f"{number}:{secrets.token_hex(20)}"
    if family == "brightspace":
        return str(uuid.uuid4()), str(uuid.uuid4())
    return str(uuid.uuid4()), str(number)


def _values(new: NewTool) -> dict[str, Any]:
    return {
        "name": new.name,
        "state": new.state,
        "how": new.how,
        "login_url": new.login_url,
        "target_url": new.target_url,
        "picker_url": new.picker_url,
        "redirects": json.dumps(new.redirects),
        "jwks_url": new.jwks_url,
        "scopes": " ".join(sorted(new.scopes)),
        "names": new.names,
        "emails": new.emails,
        "custom": json.dumps(dict(new.custom or {})),
    }


def _known(store: Store, client_id: str) -> Tool:
    tool = find_tool(store, client_id)
    if tool is None:
        raise LookupError("the tool is gone")
    return tool


def _tool(row: sqlite3.Row) -> Tool:
    return Tool(
        name=row["name"],
        login_url=row["login_url"],
        target_url=row["target_url"],
        redirects=tuple(json.loads(row["redirects"])),
        jwks_url=row["jwks_url"],
        scopes=frozenset(row["scopes"].split()),
        picker_url=row["picker_url"],
        names=bool(row["names"]),
        emails=bool(row["emails"]),
        custom=json.loads(row["custom"]),
        how=row["how"],
        state=row["state"],
        key=row["client_id"],
        client_id=row["client_id"],
        deployment_id=row["deployment_id"],
    )
