"""Pages inside a launch: a blueprint under /l/<launch_id>/ whose links carry the launch by themselves."""

from typing import Any

from flask import Blueprint, g


class LaunchBlueprint(Blueprint):
    """A blueprint for pages of a launch. Views never see `launch_id`; they ask `get_viewer()`.

    Every request to such a page is authenticated before the view runs (launches.auth, wired by the app factory).
    """

    def __init__(self, name: str, import_name: str, *, prefix: str = "") -> None:
        super().__init__(name, import_name, url_prefix=f"/l/<launch_id>{prefix}")
        self.url_value_preprocessor(_take_launch_id)


def _take_launch_id(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.launch_id = values.pop("launch_id")


def add_launch_id(endpoint: str, values: dict[str, Any]) -> None:
    """Fill `launch_id` into an address of the same launch; registered once for the whole app."""
    from flask import current_app

    launch_id = g.get("launch_id")
    if launch_id and "launch_id" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "launch_id"):
        values["launch_id"] = launch_id
