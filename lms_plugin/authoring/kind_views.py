"""Changing a question's kind: what is lost by it, and what it does to figures, is said before it is done."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.changing_kinds import Changed, change_kind
from lms_plugin.authoring.checking import check_question
from lms_plugin.authoring.editing import list_line
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.layouts import KINDS
from lms_plugin.authoring.question_forms.own_fields import OWN
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.insides import find_question
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.states import published_texts
from lms_plugin.errors import InvalidInputError


@blueprint.get("/<course>/<path:path>/questions/<key>/kind")
@placers_only
def kind(course: str, path: str, key: str) -> str:
    """The kinds it can become; with `to`, what becoming that one does."""
    block = drafts.get_question(drafts.read_file(get_viewer().tenant_id, course, path), key)
    before, to = str(block.data.get("type", "")), request.args.get("to", "")
    if before not in OWN or (to and to not in OWN):
        raise InvalidInputError("There is no such kind of question.")
    changed, raised = _changed(course, key, block, to) if to and to != before else (None, False)
    return render_template(
        "authoring/kind.html",
        course=course,
        path=path,
        key=key,
        line=list_line(block),
        kinds={each: KINDS[each] for each in OWN if each != before},
        to=to,
        changed=changed,
        missing=check_question(changed.data).must_fix if changed else (),
        raised=raised,
        base=block.digest,
    )


def _changed(course: str, key: str, block: Block, to: str) -> tuple[Changed, bool]:
    """The question as another kind, and whether it was published as what it is and so becomes a new edition."""
    changed = change_kind(block.data, to)
    published = _published(course, key)
    edition = changed.data.get("edition", 1)
    if published is None or published.get("type") == to or not isinstance(edition, int):
        return changed, False
    was = published.get("edition", 1)
    if not isinstance(was, int) or edition > was:
        return changed, False
    return Changed({**changed.data, "edition": was + 1}, changed.lost), True


def _published(course: str, key: str) -> Mapping[str, Any] | None:
    """A question as it was published last, in whatever quiz or bank; None where it was not."""
    for path, text in published_texts(course).items():
        if is_question_file(path) and key in text:
            block = find_question(split_file(text), key)
            if block is not None:
                data: Mapping[str, Any] = block.data
                return data
    return None


@blueprint.post("/<course>/<path:path>/questions/<key>/kind")
@placers_only
def save_kind(course: str, path: str, key: str) -> Response:
    """Make it the kind `to`; `base` is the digest of the question that was looked at."""
    check_token()
    to = request.form.get("to", "")
    block = drafts.get_question(drafts.read_file(get_viewer().tenant_id, course, path), key)
    if to not in OWN or block.data.get("type") not in OWN:
        raise InvalidInputError("There is no such kind of question.")
    changed, _ = _changed(course, key, block, to)
    what, base, now = f"Made it “{KINDS[to]}”", request.form.get("base", ""), datetime.now(UTC)
    drafts.save_question(author(), course, path, key, changed.data, base=base, now=now, what=what)
    db.session.commit()
    return redirect(url_for("editor.question", course=course, path=path, key=key, said="kind"), 303)
