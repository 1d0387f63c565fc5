"""Access tokens given out, and the assertions already seen."""

import secrets
from dataclasses import dataclass

from lms_plugin.demo.platform.store import Store

TOKEN_LIFE = 3600  # seconds


@dataclass(frozen=True)
class Grant:
    """An access token and what it opens."""

    value: str
    scopes: frozenset[str]
    expires: float
    tool: str = ""


def give_token(store: Store, scopes: list[str], now: float, tool: str = "") -> Grant:
    grant = Grant(secrets.token_hex(16), frozenset(scopes), now + TOKEN_LIFE, tool)
    with store.writing() as rows:
        rows.execute("DELETE FROM token WHERE expires < ?", (now - TOKEN_LIFE,))
        rows.execute("INSERT INTO token VALUES (?, ?, ?, ?)", (grant.value, " ".join(scopes), grant.expires, tool))
    return grant


def find_token(store: Store, value: str) -> Grant | None:
    row = store.row("SELECT * FROM token WHERE value = ?", (value,))
    return Grant(value, frozenset(row["scopes"].split()), row["expires"], row["tool"]) if row else None


def spend_assertion(store: Store, jti: str, expires: float, now: float) -> bool:
    """Remember an assertion's id until it has expired. False: it was used before (RFC 7523, section 3, point 7)."""
    with store.writing() as rows:
        rows.execute("DELETE FROM assertion WHERE expires < ?", (now,))
        return rows.execute("INSERT OR IGNORE INTO assertion VALUES (?, ?)", (jti, expires)).rowcount == 1
