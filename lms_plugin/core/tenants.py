"""The hospitals' names for rooms that stand beside `platforms` and may not import it; the app factory fills this in."""

from collections.abc import Callable
from uuid import UUID

TenantNames = Callable[[], dict[UUID, str]]
