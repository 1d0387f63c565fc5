"""The editor's lists: a hospital's own quizzes, and the questions of one, to be added, ordered, copied, taken out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from lms_plugin.authoring.editing import head_of, list_lines
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.layouts import KINDS
from lms_plugin.authoring.question_forms.own_fields import OWN
from lms_plugin.authoring.reviewing import tell_of
from lms_plugin.authoring.settings_form import list_rules
from lms_plugin.authoring.withdrawing import is_withdrawn
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.policies import PolicySpec, resolve_policy
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import NothingToUndoError
from lms_plugin.drafts.files import get_draft, last_act, undo
from lms_plugin.drafts.publishing import list_states, published_text
from lms_plugin.drafts.reviews import list_waiting
from lms_plugin.errors import InvalidInputError
from lms_plugin.platforms.tenants import get_tenant

PURPOSE_WORDS = {
    "module_quiz": "A quiz that is graded",
    "practice": "Practice, as often as people like",
    "final": "A final examination",
    "pretest": "A test before the course",
    "posttest": "A test after the course",
    "retention": "A test some weeks later",
    "evaluation": "An evaluation: opinions, no marks",
    "attestation": "Statements to sign",
}
LONGEST_TITLE = 500


@blueprint.get("/")
@teachers_only
def start() -> str:
    """The hospital's own quizzes and banks."""
    return _start()


def _start(problem: str = "", typed: str = "") -> str:
    tenant_id = get_viewer().tenant_id
    files: list[dict[str, Any]] = [
        {
            "draft": draft,
            "title": head_of(file).get("title") or draft.path,
            "count": len(file.blocks),
            "withdrawn": is_withdrawn(head_of(file)),
        }
        for draft, file in drafts.list_question_files(tenant_id)
    ]
    states = {
        (course, state.path): state
        for course in {each["draft"].course_key for each in files}
        for state in list_states(tenant_id, course)
    }
    return render_template(
        "authoring/own.html",
        files=files,
        states=states,
        waiting=list_waiting(tenant_id),
        purposes=PURPOSE_WORDS,
        problem=problem,
        typed=typed,
    )


@blueprint.post("/")
@teachers_only
def add_quiz() -> Response | tuple[str, int]:
    """A new, empty quiz on the hospital's shelf."""
    check_token()
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    purpose = request.form.get("purpose", "module_quiz")
    if not title:
        return _start("Give the quiz a name."), 400
    if purpose not in PURPOSE_WORDS:
        raise InvalidInputError("There is no such kind of quiz.")
    viewer, now = get_viewer(), datetime.now(UTC)
    shelf = drafts.open_shelf(
        author(),
        name=get_tenant(viewer.tenant_id).name,
        language="en-US",
        timezone=viewer.timezone.key,
        now=now,
    )
    path = drafts.new_quiz(author(), shelf, title=title, purpose=purpose, now=now)
    db.session.commit()
    return redirect(url_for("editor.quiz", course=shelf, path=path), 303)


@blueprint.get("/<course>/<path:path>/")
@teachers_only
def quiz(course: str, path: str) -> str:
    """The questions of a quiz or bank."""
    draft = get_draft(get_viewer().tenant_id, course, path)
    file = split_file(draft.text)
    head, published = head_of(file), published_text(course, path)
    return render_template(
        "authoring/quiz.html",
        course=course,
        path=path,
        draft=draft,
        head=head,
        lines=list_lines(file),
        kinds={kind: KINDS[kind] for kind in OWN},
        is_changed=published != draft.text,
        was_published=published is not None,
        act=last_act(draft),
        by_you=draft.edited_by == get_viewer().user_id,
        purposes=PURPOSE_WORDS,
        rules=_rules(head),
        told=tell_of(course, path, get_viewer()),
        said=request.args.get("said", ""),
    )


def _rules(head: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rules as they will hold; none where they cannot be read, and for a bank, which has none."""
    try:
        policy = PolicySpec.model_validate(head.get("policy") or {})
        return list(list_rules(resolve_policy(head["purpose"], policy).to_json()))
    except (ValidationError, KeyError):
        return []


@blueprint.post("/<course>/<path:path>/act")
@teachers_only
def act(course: str, path: str) -> Response:
    """Move, copy or take out a question (`do`, `key`), or undo the last act (`undo`, its id)."""
    check_token()
    now, key, do = datetime.now(UTC), request.form.get("key", ""), request.form.get("do", "")
    acts: dict[str, Callable[[], object]] = {
        "up": lambda: drafts.move_question(author(), course, path, key, by=-1, now=now),
        "down": lambda: drafts.move_question(author(), course, path, key, by=1, now=now),
        "copy": lambda: drafts.copy_question(author(), course, path, key, now=now),
        "remove": lambda: drafts.remove_question(author(), course, path, key, now=now),
        "give": lambda: drafts.move_to_file(author(), course, path, key, request.form.get("other", ""), now=now),
        "undo": lambda: undo(author(), course, path, _act_id(key), now=now),
    }
    if do not in acts:
        raise InvalidInputError("There is no such act.")
    acts[do]()
    db.session.commit()
    said = do if do in ("undo", "remove", "copy", "give") else "moved"
    return redirect(url_for("editor.quiz", course=course, path=path, said=said, _anchor=f"q-{key}"), 303)


def _act_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NothingToUndoError("No act was named.") from None
