"""Flask as this tool uses it: no coroutines, and addresses of a launch's pages made once for all launches."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, g, has_request_context

from lms_plugin.core.web.requests import Request

STAND_IN = "0" * 32  # as long as a launch id, and none of ours
SPECIAL = frozenset({"launch_id", "_method", "_scheme", "_external"})  # an address with one of these is made anew


class Application(Flask):
    """Flask without what costs time in every request and is used in none."""

    request_class = Request

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pattern = lru_cache(maxsize=4096)(self._make_pattern)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No function of ours is a coroutine; Flask would look at each again in every request."""
        return func

    def url_for(self, /, endpoint: str, *, _anchor: str | None = None, **values: Any) -> str:
        """As Flask's. Within a launch the address is looked up: a page has twenty, and all launches have the same."""
        values = {name: value for name, value in values.items() if value is not None}  # flask.url_for names all options
        launch_id = g.get("launch_id") if has_request_context() else None
        if launch_id is None or not SPECIAL.isdisjoint(values):
            return super().url_for(endpoint, _anchor=_anchor, **values)
        return self._pattern(endpoint, _anchor, tuple(values.items())).replace(STAND_IN, launch_id, 1)

    def _make_pattern(self, endpoint: str, anchor: str | None, values: tuple[tuple[str, Any], ...]) -> str:
        given: dict[str, Any] = dict(values)
        if self.url_map.is_endpoint_expecting(endpoint, "launch_id"):
            given["launch_id"] = STAND_IN
        return super().url_for(endpoint, _anchor=anchor, **given)
