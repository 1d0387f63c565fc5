"""The editor's page of a quiz's settings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.checking import FormSource, as_faults
from lms_plugin.authoring.editing import QuestionForm, head_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.fields import Part
from lms_plugin.authoring.question_forms.filling import fill
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.authoring.settings_form import LAYOUT, OF_A_BANK
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.specs import BankSpec, QuizSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import YamlText
from lms_plugin.drafts.files import change_file, get_draft
from lms_plugin.drafts.services import is_bank

# The rules of a quiz can be wrong without any of its questions.
_A_QUESTION = {"key": "a", "type": "true_false", "stem": "A?", "answer": True}


@blueprint.get("/<course>/<path:path>/settings")
@teachers_only
def settings(course: str, path: str) -> str:
    """The settings as they stand."""
    draft = get_draft(get_viewer().tenant_id, course, path)
    return _page(course, path, head_of(split_file(draft.text)), ())


def _page(course: str, path: str, head: Mapping[str, Any], errors: tuple[ContentError, ...]) -> str:
    parts = fill(_layout(path), head)
    form = QuestionForm(kind="", kind_name="", parts=parts, faults=as_faults(errors), asked=None)
    return render_template(
        "authoring/settings.html",
        course=course,
        path=path,
        title=head.get("title", path),
        form=form,
        is_bank=is_bank(path),
    )


def _layout(path: str) -> tuple[Part, ...]:
    """A bank has a name and no rules."""
    return OF_A_BANK if is_bank(path) else LAYOUT


@blueprint.post("/<course>/<path:path>/settings")
@teachers_only
def save_settings(course: str, path: str) -> Response | tuple[str, int]:
    """Save them. What does not fit is said at its field, and nothing is saved then."""
    check_token()
    draft = get_draft(get_viewer().tenant_id, course, path)
    before = head_of(split_file(draft.text))
    head = read_form(_layout(path), request.form, before)
    errors = _check(path, head)
    if errors:
        return _page(course, path, head, errors), 400
    changes = {name: head.get(name) for name in {*before, *head} if head.get(name) != before.get(name)}

    def change(file: QuestionFileText) -> QuestionFileText:
        return file.edit_fields(changes)

    change_file(author(), course, path, "Changed the settings", change, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="settings"), 303)


def _check(path: str, head: Mapping[str, Any]) -> tuple[ContentError, ...]:
    errors: list[ContentError] = []
    bare = {name: value for name, value in head.items() if name not in ("sections", "forms")}
    spec = BankSpec if is_bank(path) else QuizSpec
    validate(spec, FormSource("", YamlText({**bare, "questions": [_A_QUESTION]}, {})), errors)
    return tuple(errors)
