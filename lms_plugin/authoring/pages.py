"""The blueprints of this room, complete: importing the modules adds their routes."""

from lms_plugin.authoring import (
    choosing,
    editor_views,
    export_views,
    history_views,
    import_views,
    publish_views,
    question_views,
    settings_views,
    views,
    withdraw_views,
)
from lms_plugin.authoring.editor import blueprint

EDITOR = (  # on one blueprint
    editor_views,
    question_views,
    settings_views,
    publish_views,
    history_views,
    import_views,
    export_views,
    withdraw_views,
)
BLUEPRINTS = (views.blueprint, choosing.blueprint, blueprint)
