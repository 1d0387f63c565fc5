"""The editor's blueprint, complete: importing the modules adds their routes."""

from lms_plugin.authoring import (
    bank_views,
    copy_views,
    draws_views,
    editor_views,
    export_views,
    glossary_views,
    history_views,
    import_views,
    kind_views,
    lesson_views,
    moving_views,
    picture_views,
    publish_views,
    question_views,
    quiz_views,
    reference_views,
    settings_views,
    taking_views,
    withdraw_views,
)
from lms_plugin.authoring.editor import blueprint

PAGES = (
    editor_views,
    quiz_views,
    copy_views,
    question_views,
    lesson_views,
    kind_views,
    moving_views,
    bank_views,
    taking_views,
    draws_views,
    settings_views,
    publish_views,
    history_views,
    import_views,
    export_views,
    picture_views,
    reference_views,
    withdraw_views,
    glossary_views,
)
__all__ = ["PAGES", "blueprint"]
