"""The editor's page of one question: a form that saves as it is typed, what is wrong in it, and how learners see it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.case_acts import beginning_of, change_case, name_act
from lms_plugin.authoring.case_form import CaseAsSeen, case_as_seen, form_of, stages_of
from lms_plugin.authoring.checking import Fault
from lms_plugin.authoring.editing import next_key, read_block
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.insides import inside_of, new_inside
from lms_plugin.authoring.question_forms.layouts import FORMS, KINDS, layout_of
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.authoring.row_acts import ROW_ACTS, change_row
from lms_plugin.authoring.surroundings import Surroundings, surroundings_of
from lms_plugin.authoring.uploads import MAX_UPLOAD, take_pictures
from lms_plugin.core.db.base import db
from lms_plugin.core.media.sniff import MAX_BYTES
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.filters import clock
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.drafts import cases
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import ChangedSinceError
from lms_plugin.drafts.files import digest_of, get_draft, own_last_act
from lms_plugin.drafts.models import DraftAct, DraftMedia
from lms_plugin.errors import InvalidInputError
from lms_plugin.progress.texts import Writer

NEW = "new"
Data = dict[str, Any]


@blueprint.get("/<course>/<path:path>/questions/<key>")
@placers_only
def question(course: str, path: str, key: str) -> str:
    """The form of a question; of a new one with `kind` where `key` is "new"."""
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    if key == NEW:
        kind = request.args.get("kind", "single_choice")
        if kind not in FORMS or (kind == "case" and "in_case" in request.args):
            raise InvalidInputError("There is no such kind of question.")
        return _page(course, path, file, key, "", beginning_of(kind))
    block = drafts.get_question(file, key)
    return _page(course, path, file, key, block.text, block.data)


@blueprint.post("/<course>/<path:path>/questions/<key>")
@placers_only
def save_question(course: str, path: str, key: str) -> Response | tuple[str, int] | tuple[Response, int]:
    """Save what was typed; `go` says where to go then. A save by script is answered with JSON."""
    request.max_content_length = MAX_UPLOAD
    check_token()
    base_text, now = request.form.get("base_text", "").replace("\r\n", "\n"), datetime.now(UTC)
    data, refused = _typed(course, base_text, now)
    if refused:
        return _again(course, path, key, base_text, data, refused=refused), 400
    try:
        data = _as_text(data)
    except InvalidInputError as error:
        return _again(course, path, key, base_text, data, text_problem=str(error)), error.status
    data, what = _changed(data, request.form.get("go", ""))
    try:
        key = _put(course, path, key, data, base_text, what, now)
    except ChangedSinceError as error:
        db.session.rollback()
        return _conflict(course, path, key, data, error)
    db.session.commit()
    return _saved(course, path, key, now)


def _typed(course: str, base_text: str, now: datetime) -> tuple[Data, list[Fault]]:
    """What the fields say, with the pictures that came with them, and what of these was refused."""
    before = read_block(base_text) if base_text else beginning_of(request.form.get("kind", ""))
    taken = dict(take_pictures(author(), course, request.files, now=now))
    db.session.commit()  # a picture stays, whatever becomes of the question
    sources = {name: each.src for name, each in taken.items() if isinstance(each, DraftMedia)}
    data = read_form(layout_of(str(before.get("type", ""))), {**request.form, **sources}, before)
    return data, [each for each in taken.values() if isinstance(each, Fault)]


def _changed(data: Data, go: str) -> tuple[Data, str]:
    """The data after what a button asks for, and what that is called where it is more than a text."""
    changed = change_row(data, go)
    if data.get("type") != "case":
        return changed, ""
    return change_case(changed, go), name_act(data, go)


def _put(course: str, path: str, key: str, data: Data, base_text: str, what: str, now: datetime) -> str:
    """Save it where it was, or as a new question; its key. Raises ChangedSinceError."""
    over, case = request.form.get("over", ""), request.form.get("in_case", "")
    if key != NEW and data.get("type") == "case" and not _typed_text():
        base = read_block(base_text)
        cases.save_case(author(), course, path, key, data, base=base, over=over, now=now, what=what)
        return key
    if key != NEW:
        seen = over or digest_of(base_text)
        return drafts.save_question(author(), course, path, key, data, base=seen, now=now, text=_typed_text())
    if case:
        made = cases.add_to_case(author(), course, path, case, request.form.get("in_stage", ""), data, now=now)
    else:
        [made] = drafts.add_questions(author(), course, path, [data], now=now)
    if _typed_text():
        _keep_comments(course, path, made, now)
    return made


def _again(course: str, path: str, key: str, base_text: str, data: Data, **extra: Any) -> str:
    """The page with what was typed, which is not saved."""
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    return _page(course, path, file, key, base_text, data, **extra)


def _as_text(data: Data) -> Data:
    """With `go` = `text` the question is taken from its text instead of from its fields."""
    if request.form.get("go") != "text":
        return data
    return read_block(_typed_text())


def _typed_text() -> str:
    """What was typed as the question's text; "" where its fields were typed in."""
    return request.form.get("as_text", "").replace("\r\n", "\n") if request.form.get("go") == "text" else ""


def _keep_comments(course: str, path: str, key: str, now: datetime) -> None:
    """A new question that was typed as text is kept as that text."""
    block = drafts.get_question(drafts.read_file(get_viewer().tenant_id, course, path), key)
    drafts.save_question(author(), course, path, key, block.data, base=block.digest, now=now, text=_typed_text())


def _saved(course: str, path: str, key: str, now: datetime) -> Response:
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    if not wants_json():
        return redirect(_where_next(course, path, key, file), 303)
    block, around = drafts.get_question(file, key), _around(course, path)
    told = render_template(
        "authoring/_told.html",
        form=form_of(block.data, around),
        case=_case(block.data, around),
        course=course,
        path=path,
        key=key,
        is_wide=False,
        **_writers(),
    )
    here = url_for("editor.question", course=course, path=path, key=key)
    return jsonify(address=here, base_text=block.text, told=told, saved_at=clock(now))


def _where_next(course: str, path: str, key: str, file: QuestionFileText) -> str:
    """Where the pressed button leads: `go` is its act, with the place in the form that it is about."""
    act, _, name = request.form.get("go", "").partition(":")
    if act == "references":
        return url_for("editor.references", course=course, back=f"{path}/questions/{key}")
    if act == "next":
        following = next_key(file, key)
        if following is None:
            inside = inside_of(file, key)
            return url_for("editor.quiz", course=course, path=path, _anchor=f"q-{inside.case if inside else key}")
        return url_for("editor.question", course=course, path=path, key=following)
    if act == "ask":
        kind = request.form.get(f"add.{name}", "")
        return url_for("editor.question", course=course, path=path, key=NEW, kind=kind, in_case=key, in_stage=name)
    if request.form.get("kind") == "case" and name_act({}, request.form.get("go", "")):
        at = f"q-{name}" if act in ("q-up", "q-down") else "stages"
        return url_for("editor.question", course=course, path=path, key=key, said=act, _anchor=at)
    anchors = {"more": name, "upload": name, **dict.fromkeys(ROW_ACTS, name.rpartition(".")[0])}
    more = name if act == "more" else None
    return url_for("editor.question", course=course, path=path, key=key, more=more, _anchor=anchors.get(act))


def _conflict(
    course: str, path: str, key: str, data: Data, error: ChangedSinceError
) -> tuple[str, int] | tuple[Response, int]:
    """What was typed stays in the form; saving it again puts it, whole, in place of what the other person saved."""
    if wants_json():
        return jsonify(error=error.title, message=str(error)), error.status
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    if error.theirs is None:
        # What a case asks stands in no field of its form.
        whole = write_block({**data, "key": ""}) if data.get("type") == "case" else ""
        return _page(course, path, file, NEW, whole, {**data, "key": ""}, removed=True), error.status
    mine, over = write_block({**data, "key": key}), digest_of(error.theirs)
    return _page(course, path, file, key, mine, data, theirs=error.theirs, over=over), error.status


def _page(
    course: str,
    path: str,
    file: QuestionFileText,
    key: str,
    base_text: str,
    data: Mapping[str, Any],
    refused: Sequence[Fault] = (),
    **extra: Any,
) -> str:
    more = {request.args["more"]: 1} if "more" in request.args else {}
    keys = [block.key for block in file.blocks]
    around = _around(course, path)
    case, stage = request.values.get("in_case", ""), request.values.get("in_stage", "")
    is_begun = dict(data) != beginning_of(str(data.get("type", ""))) or bool(refused)
    return render_template(
        "authoring/question.html",
        course=course,
        path=path,
        key=key,
        number=keys.index(key) + 1 if key in keys else len(keys) + 1,
        total=len(keys) + (key not in keys),
        base_text=base_text,
        form=form_of(data, around, more=more, is_begun=is_begun, refused=refused),
        inside=new_inside(file, case, stage) if key == NEW and case else inside_of(file, key),
        case=_case(data, around),
        stages=stages_of(data, around) if data.get("type") == "case" else (),
        around=around,
        has_form=str(data.get("type", "")) in FORMS,
        as_text=_text_to_show(key, base_text, data),
        is_typed_text=_typed_text() != "",
        kinds=KINDS,
        act=_own_act(course, path) if "said" in request.args else None,
        is_wide="wide" in request.args,
        most_bytes=MAX_BYTES,
        **_writers(),
        **extra,
    )


def _case(data: Mapping[str, Any], around: Surroundings) -> CaseAsSeen | None:
    return case_as_seen(data, around) if data.get("type") == "case" else None


def _around(course: str, path: str) -> Surroundings:
    return surroundings_of(get_viewer().tenant_id, course, path)


def _own_act(course: str, path: str) -> DraftAct | None:
    viewer = get_viewer()
    return own_last_act(get_draft(viewer.tenant_id, course, path), viewer.user_id)


def _text_to_show(key: str, base_text: str, data: Mapping[str, Any]) -> str:
    """What stands in the text's own field: what was typed there, as it is, where that was not saved."""
    return _typed_text() or (base_text if key != NEW else write_block({**data, "key": key}))


def _writers() -> dict[str, Any]:
    writer = Writer({})
    return {"text": writer.block, "inline": writer.line}


@blueprint.get("/<course>/<path:path>/questions/<key>/now")
@placers_only
def now_stands(course: str, path: str, key: str) -> Response:
    """The digest of a question as it stands, for a page that is open in front of somebody else."""
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    return jsonify(digest=drafts.get_question(file, key).digest)
