"""The hospital LMS as a Flask application of its own."""

from pathlib import Path

from flask import Flask

from lms_plugin.demo.platform import (
    ags,
    become,
    content,
    copies,
    course,
    gradebook,
    line_items,
    memberships,
    notices,
    oauth,
    oidc,
    policy,
    registration,
    reviews,
    roster_api,
    tools_api,
    tools_page,
)
from lms_plugin.demo.platform.faults import Faults
from lms_plugin.demo.platform.hospital import open_platform
from lms_plugin.demo.platform.settings import PlatformSettings

ROOMS = (
    become,
    course,
    content,
    gradebook,
    oidc,
    oauth,
    line_items,
    ags,
    memberships,
    roster_api,
    registration,
    reviews,
    tools_page,
    tools_api,
    copies,
    notices,
)
PACKAGE = Path(__file__).parents[2]


def create_platform(settings: PlatformSettings) -> Flask:
    """One platform over its database file. `extensions["platform"]` is its `Platform`."""
    app = Flask(
        __name__,
        static_folder=str(PACKAGE / "static"),
        static_url_path="/static",
        template_folder=str(PACKAGE / "templates"),
    )
    platform = open_platform(settings)
    app.extensions["platform"] = platform
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    policy.set_rules(app)
    app.wsgi_app = Faults(app.wsgi_app, platform.trouble, platform.requests)  # type: ignore[method-assign]
    return app
