"""The editor's page of a quiz's settings."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.checking import FormSource, as_faults
from lms_plugin.authoring.editing import QuestionForm, head_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.fields import Field
from lms_plugin.authoring.question_forms.filling import fill
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.authoring.settings_form import LAYOUT, OF_A_BANK
from lms_plugin.authoring.settings_together import find_clashes, on_top_of
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.specs import BankSpec, QuizSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import YamlText
from lms_plugin.drafts.files import change_file, get_draft
from lms_plugin.drafts.places import is_bank

# The rules of a quiz can be wrong without any of its questions.
_A_QUESTION = {"key": "a", "type": "true_false", "stem": "A?", "answer": True}


@blueprint.get("/<course>/<path:path>/settings")
@placers_only
def settings(course: str, path: str) -> str:
    """The settings as they stand."""
    file = split_file(get_draft(get_viewer().tenant_id, course, path).text)
    return _page(course, path, head_of(file), file.head + file.tail)


def _page(
    course: str, path: str, head: Mapping[str, Any], base_text: str, errors: Sequence[ContentError] = (), **extra: Any
) -> str:
    """The form says `head`; it was filled from `base_text`."""
    parts = fill(_layout(path), head)
    form = QuestionForm(kind="", kind_name="", parts=parts, faults=as_faults(errors), asked=None)
    return render_template(
        "authoring/settings.html",
        course=course,
        path=path,
        title=head.get("title", path),
        form=form,
        base_text=base_text,
        **extra,
        is_bank=is_bank(path),
    )


def _layout(path: str) -> tuple[Field, ...]:
    """A bank has a name and no rules."""
    return OF_A_BANK if is_bank(path) else LAYOUT


@blueprint.post("/<course>/<path:path>/settings")
@placers_only
def save_settings(course: str, path: str) -> Response | tuple[str, int]:
    """Save them. What does not fit is said at its field, and nothing is saved then.

    What somebody else changed since the page was opened stays; where both changed one field, both texts are shown.
    """
    check_token()
    file = split_file(get_draft(get_viewer().tenant_id, course, path, lock=True).text)
    now, base_text = head_of(file), request.form.get("base_text", "").replace("\r\n", "\n")
    base = head_of(split_file(base_text)) if base_text else now
    layout = _layout(path)
    typed = read_form(layout, request.form, base)
    if errors := _check(path, typed):
        return _page(course, path, typed, base_text, errors), 400
    head = read_form(layout, on_top_of(layout, now, request.form, base, typed), now)
    if clashes := find_clashes(layout, now, base, typed):
        return _page(course, path, head, file.head + file.tail, clashes=clashes), 409
    changes = {name: head.get(name) for name in {*now, *head} if head.get(name) != now.get(name)}

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
