"""How the questions of a quiz work, for those who teach in the launched course: a table, one question, a sheet."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms_plugin.analytics.chosen import option_labels, part_labels, rating_labels
from lms_plugin.analytics.items import (
    TYPED_FROM,
    Item,
    QuizLine,
    as_hundredths,
    as_percent,
    get_quiz_line,
    list_quizzes,
    often_typed,
    read_items,
    written,
)
from lms_plugin.analytics.items_sheet import HEADER, sheet_rows
from lms_plugin.analytics.sheets import file_name, write_csv
from lms_plugin.analytics.statistics import HIDDEN_UNDER, HINT_UNDER
from lms_plugin.core.audit.exports import record_export
from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.downloads import CSV, download
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.curriculum.services import current_publication
from lms_plugin.errors import NotFoundError
from lms_plugin.progress.asked import ask
from lms_plugin.progress.stems import headline, split_stem
from lms_plugin.progress.texts import Writer
from lms_plugin.questions.registry import render_shown

blueprint = LaunchBlueprint("items", __name__, prefix="/questions")

WORDS = {
    "as_percent": as_percent,
    "as_hundredths": as_hundredths,
    "hidden_under": HIDDEN_UNDER,
    "hint_under": HINT_UNDER,
    "typed_from": TYPED_FROM,
}


@blueprint.get("/")
@teachers_only
def start() -> str | BaseResponse:
    """Which quiz; where there is one, at once its questions."""
    lines = list_quizzes(get_viewer().context_id)
    if len(lines) == 1:
        return redirect(url_for("items.quiz", activity_id=lines[0].activity_id))
    return render_template("analytics/quizzes.html", lines=lines)


@blueprint.get("/<uuid:activity_id>")
@teachers_only
def quiz(activity_id: UUID) -> str:
    """Every question of a quiz, in a picture and a table."""
    viewer = get_viewer()
    lines = list_quizzes(viewer.context_id)
    line = get_quiz_line(lines, activity_id)
    page = read_items(viewer.context_id, activity_id)
    return render_template(
        "analytics/items.html", line=line, lines=lines, page=page, asks=_asks(_writer(line)), **WORDS
    )


@blueprint.get("/<uuid:activity_id>/<key>")
@teachers_only
def question(activity_id: UUID, key: str) -> str:
    """One question as it is asked, with the answers it got, and how it did before it was changed."""
    viewer = get_viewer()
    line = get_quiz_line(list_quizzes(viewer.context_id), activity_id)
    found = [item for item in read_items(viewer.context_id, activity_id, key).versions if item.version.key == key]
    if not found:
        raise NotFoundError("Nobody was asked such a question in this quiz.")
    item, writer = found[0], _writer(line)
    return render_template(
        "analytics/item.html",
        line=line,
        item=item,
        history=found,
        asked=ask(item.shown, render_shown(item.shown, None), None, scored=True),
        parts=() if item.choices or item.shown["type"] in ("scale", "free_text") else part_labels(item.shown),
        ratings=rating_labels(item.shown) if item.shown["type"] == "scale" else (),
        typed=often_typed(item.figures, item.shown),
        written=written(item.figures, item.shown),
        editor=_editor(line, item),
        asks=_asks(writer),
        words={label.key: label.text for label in option_labels(item.shown)} if item.choices else {},
        text=writer.block,
        inline=writer.line,
        **WORDS,
    )


@blueprint.post("/<uuid:activity_id>/sheet")
@teachers_only
def sheet(activity_id: UUID) -> Response:
    """The table as CSV, every version in a row. That it was taken out is kept in the trail."""
    check_token()
    viewer = get_viewer()
    line = get_quiz_line(list_quizzes(viewer.context_id), activity_id)
    page = read_items(viewer.context_id, activity_id)
    content = write_csv(HEADER, sheet_rows(page.versions, _asks(_writer(line))))
    record_export(
        "questions",
        Person.of(viewer),
        subject_kind="activity",
        subject_id=activity_id,
        part={"context": str(viewer.context_id), "rows": len(page.versions), "people": page.people},
        now=datetime.now(UTC),
    )
    db.session.commit()
    return download(content, file_name(f"{line.title} questions", "csv"), CSV)


def _writer(line: QuizLine) -> Writer:
    offer = current_publication(get_viewer().tenant_id, line.course)
    return Writer(offer.slots if offer is not None else {})


def _asks(writer: Writer) -> Callable[[Mapping[str, Any]], str]:
    """What a question asks, in one line."""
    return lambda shown: headline(writer.block(split_stem(shown["stem"])[1]).striptags())


def _editor(line: QuizLine, item: Item) -> str | None:
    """Where the question is edited, be it in the quiz or in a bank; None where this hospital does not write it itself,
    or the reader does not.

    The application says so by `extensions["find_editable"]`, a function of tenant, course, the path of the quiz and the
    key of the question: the path of the file that holds it, or None.
    """
    find_editable = current_app.extensions.get("find_editable")
    if find_editable is None or not get_viewer().may_place:
        return None
    path = find_editable(get_viewer().tenant_id, line.course, line.path, item.version.key)
    return path and url_for("editor.question", course=line.course, path=path, key=item.version.key)
