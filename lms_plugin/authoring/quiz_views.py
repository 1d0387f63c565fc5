"""The editor's page of one quiz or bank: its questions in order, to be moved, copied, taken out, and acts undone."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from lms_plugin.authoring.drawn import list_drawn
from lms_plugin.authoring.editing import head_of, list_lines, title_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.editor_views import PURPOSE_WORDS
from lms_plugin.authoring.question_forms.layouts import FORMS, KINDS
from lms_plugin.authoring.reviewing import tell_of
from lms_plugin.authoring.settings_form import list_rules
from lms_plugin.core.db.base import db
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.policies import PolicySpec, resolve_policy
from lms_plugin.drafts import moving
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import NothingToUndoError
from lms_plugin.drafts.files import get_draft, list_drafts, own_last_act, undo
from lms_plugin.drafts.places import is_bank, is_question_file
from lms_plugin.drafts.sections import keys_in, sections_of
from lms_plugin.drafts.states import find_published
from lms_plugin.errors import InvalidInputError

SAID = ("undo", "remove", "copy", "give")


@blueprint.get("/<course>/<path:path>/")
@placers_only
def quiz(course: str, path: str) -> str:
    """The questions of a quiz or bank."""
    return render_template("authoring/quiz.html", **_page(course, path), said=request.args.get("said", ""))


def _page(course: str, path: str) -> dict[str, Any]:
    draft = get_draft(get_viewer().tenant_id, course, path)
    file = split_file(draft.text)
    head, newest = head_of(file), find_published(course)
    published = newest.text(path)
    return {
        "course": course,
        "path": path,
        "draft": draft,
        "head": head,
        "lines": list_lines(file),
        "kinds": {kind: KINDS[kind] for kind in FORMS},
        "is_changed": published != draft.text,
        "was_published": published is not None,
        "act": own_last_act(draft, get_viewer().user_id),
        "by_you": draft.edited_by == get_viewer().user_id,
        "purposes": PURPOSE_WORDS,
        "rules": _rules(head),
        "told": tell_of(course, path, get_viewer()),
        "is_bank": is_bank(path),
        **(drawn := _drawn(course, file)),
        "also": _published_with(course, path, file, newest.texts(), [each.path for each in drawn["drawn"]])
        if published != draft.text
        else (),
    }


def _published_with(
    course: str, path: str, file: QuestionFileText, texts: Mapping[str, str], banks: list[str]
) -> tuple[str, ...]:
    """The files that have to be published with this one: banks that it draws from, and those that a question was
    moved to or from since they were published. `texts` are those of the newest publication."""
    published = texts.get(path)
    now, was = set(keys_in(file)), set(keys_in(split_file(published))) if published is not None else set()
    others = [draft for draft in list_drafts(get_viewer().tenant_id, course) if texts.get(draft.path) != draft.text]
    moved = [
        draft.path
        for draft in (others if now != was else ())
        if is_question_file(draft.path)
        and (was - now) & set(keys_in(split_file(draft.text)))
        | (now - was) & (set(keys_in(split_file(texts[draft.path]))) if draft.path in texts else set())
    ]
    changed = {draft.path for draft in others}
    return tuple(each for each in dict.fromkeys([*banks, *moved]) if each != path and each in changed)


def _drawn(course: str, file: QuestionFileText) -> dict[str, Any]:
    """What the quiz draws, and which of its own questions it asks by themselves; nothing of it without sections."""
    sections = sections_of(file)
    if not sections:
        return {"drawn": [], "named": None}
    named = {str(key) for section in sections for key in section.get("questions") or ()}
    draws = any(section.get("draws") for section in sections)
    files = list(drafts.list_question_files(get_viewer().tenant_id, course)) if draws else []
    return {"drawn": list_drawn(sections, files), "named": named}


def _rules(head: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rules as they will hold; none where they cannot be read, and for a bank, which has none."""
    try:
        policy = PolicySpec.model_validate(head.get("policy") or {})
        return list(list_rules(resolve_policy(head["purpose"], policy).to_json()))
    except (ValidationError, KeyError):
        return []


@blueprint.post("/<course>/<path:path>/act")
@placers_only
def act(course: str, path: str) -> Response:
    """Move, copy or take out a question (`do`, `key`), or undo the last act (`undo`, its id).

    A move by script is answered with the list as it is then, in JSON.
    """
    check_token()
    key, do = request.form.get("key", ""), request.form.get("do", "")
    acts = _acts(course, path, key)
    if do not in acts:
        raise InvalidInputError("There is no such act.")
    acts[do]()
    db.session.commit()
    if wants_json():
        return _list_anew(course, path)
    said = do if do in SAID else "moved"
    return redirect(url_for("editor.quiz", course=course, path=path, said=said, _anchor=f"q-{key}"), 303)


def _acts(course: str, path: str, key: str) -> dict[str, Callable[[], object]]:
    now, form = datetime.now(UTC), request.form
    at = (author(), course, path, key)
    return {
        "up": lambda: moving.move_question(*at, by=-1, now=now),
        "down": lambda: moving.move_question(*at, by=1, now=now),
        "place": lambda: moving.place_question(
            *at, after=form.get("after") or None, number=form.get("number", 1, type=int), now=now
        ),
        "copy": lambda: drafts.copy_question(*at, now=now),
        "remove": lambda: drafts.remove_question(*at, base=form.get("base", ""), now=now),
        "give": lambda: _give(course, path, key, form.get("other", ""), now),
        "undo": lambda: undo(author(), course, path, _act_id(key), now=now),
    }


def _give(course: str, path: str, key: str, other: str, now: datetime) -> None:
    here, there = (title_of(drafts.read_file(get_viewer().tenant_id, course, each), each) for each in (path, other))
    moving.move_to_file(author(), course, path, key, other, titles=(here, there), now=now)


def _act_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NothingToUndoError("No act was named.") from None


def _list_anew(course: str, path: str) -> Response:
    """What the page shows of the quiz, after a move of this person and all that others did before it."""
    page = {**_page(course, path), "said": "moved"}
    return jsonify(
        top=render_template("authoring/_quiz_top.html", **page),
        questions=render_template("authoring/_questions.html", **page),
    )
