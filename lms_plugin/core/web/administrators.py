"""Who is asking under /admin: one frozen AdminViewer, apart from the launches' Viewer and never turned into one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Literal, ParamSpec, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import g, request

from lms_plugin.errors import NotAllowedError

P = ParamSpec("P")
R = TypeVar("R")

AdminRole = Literal["operator", "admin", "officer"]

ADMIN = "/admin"


class AdminNotAllowedError(NotAllowedError):
    """The administrator is known and may not do this."""

    remedy = "If you think it should be, ask an operator of this installation."


@dataclass(frozen=True, kw_only=True)
class AdminViewer:
    """One administrator in one sign-in. `tenant_id` is None for operators, who look after every hospital."""

    id: UUID
    session_id: UUID
    email: str
    role: AdminRole
    tenant_id: UUID | None

    @property
    def is_operator(self) -> bool:
        """May do everything, in every hospital."""
        return self.role == "operator"

    @property
    def may_change(self) -> bool:
        """Officers read."""
        return self.role != "officer"

    def sees(self, tenant_id: UUID | None) -> bool:
        """Whether what belongs to that hospital is this administrator's business; None is the installation's own."""
        return self.tenant_id is None or self.tenant_id == tenant_id


def is_admin_path(path: str) -> bool:
    """Whether an address belongs to the administration."""
    return path == ADMIN or path.startswith(f"{ADMIN}/")


def is_admin_request() -> bool:
    """Whether this request is for the administration, also where nothing stands at its address."""
    return is_admin_path(request.path)


def find_admin() -> AdminViewer | None:
    """The administrator of this request, None where nobody is signed in."""
    admin: AdminViewer | None = g.get("admin")
    return admin


def get_admin() -> AdminViewer:
    """The administrator of this request. Raises AdminNotAllowedError where nobody is signed in."""
    admin = find_admin()
    if admin is None:
        raise AdminNotAllowedError("Nobody is signed in.")
    return admin


def operators_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let in only those who look after the whole installation."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not get_admin().is_operator:
            raise AdminNotAllowedError("This page is for the operators of this installation.")
        return view(*args, **kwargs)

    return guarded


def safe_next(address: str | None) -> str | None:
    """A page of ours to go on to after signing in: a path under /admin alone, else None.

    Browsers resolve dots in a path, also escaped ones, and read a backslash as a slash.
    """
    if not address or "\\" in address or any(not 32 < ord(character) < 127 for character in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    segments = parts.path.lower().replace("%2e", ".").split("/")
    if parts.scheme or parts.netloc or not parts.path.startswith(f"{ADMIN}/") or {".", ".."} & set(segments):
        return None
    return None if segments[2:3] in (["login"], ["logout"]) else address
