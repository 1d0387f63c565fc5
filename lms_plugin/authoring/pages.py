"""The blueprints of this room, complete: importing the modules adds their routes."""

from lms_plugin.authoring import (
    choosing,
    copy_views,
    editor_views,
    export_views,
    glossary_views,
    import_views,
    lesson_views,
    picture_views,
    publish_views,
    question_views,
    reference_views,
    settings_views,
    views,
)
from lms_plugin.authoring.editor import blueprint

EDITOR = (  # on one blueprint
    editor_views,
    copy_views,
    question_views,
    lesson_views,
    settings_views,
    publish_views,
    import_views,
    export_views,
    picture_views,
    reference_views,
    glossary_views,
)
BLUEPRINTS = (views.blueprint, choosing.blueprint, blueprint)
