"""Importing questions: a text or a file is read, looked at row by row, and added only when somebody says so."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from lms_plugin.authoring.editing import title_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.import_files import FileRead, check_around, is_ours, read_ours
from lms_plugin.authoring.import_matching import Known, know
from lms_plugin.authoring.importing import STATES, Row, Sent, as_read, by_state, held_back, incoming, review
from lms_plugin.core.db.base import db
from lms_plugin.core.web.downloads import CSV, XLSX, download
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import ChangedSinceError, TooMuchError
from lms_plugin.drafts.files import get_draft
from lms_plugin.drafts.taking_in import HeadAndTail, take_in
from lms_plugin.errors import NotFoundError
from lms_plugin.exchange.errors import SAFE, UnreadableFileError
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.reading import read_any, read_paste
from lms_plugin.exchange.rows import MOST_ROWS
from lms_plugin.exchange.writing import write_template

# What a page of rows may send back, in bytes as a form: less than what a request may hold (app.MAX_REQUEST).
MAX_REVIEW = 1_800_000
VERDICTS = ("kept", "changed", "draft", "left_out", "mended")


@blueprint.get("/<course>/<path:path>/import")
@placers_only
def import_page(course: str, path: str) -> str:
    """Where a text is pasted or a file chosen."""
    return _import_page(course, path)


def _import_page(course: str, path: str, problem: str = "", typed: str = "") -> str:
    draft = get_draft(get_viewer().tenant_id, course, path)
    title = title_of(split_file(draft.text), path)
    return render_template("authoring/import.html", course=course, path=path, title=title, problem=problem, typed=typed)


@blueprint.post("/<course>/<path:path>/import")
@placers_only
def read_import(course: str, path: str) -> str | tuple[str, int]:
    """Read what was pasted or sent, and show it; nothing is saved."""
    try:
        check_token()
    except RequestEntityTooLarge:
        return _import_page(course, path, f"That is larger than 2 MB. {SAFE} Split it into smaller parts."), 413
    get_draft(get_viewer().tenant_id, course, path)
    typed = request.form.get("text", "")
    try:
        found = _read(typed, path)
        _check_weight(found.rows)
    except UnreadableFileError as error:
        return _import_page(course, path, str(error), typed), 400
    return _review_page(
        course, path, review(found.rows, _known(course, path)), around=found.around, remarks=found.notes
    )


def _read(typed: str, path: str) -> FileRead:
    """A file that was chosen goes before a text."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _as_rows(read_paste(typed))
    data = file.read()
    if is_ours(file.filename, data):
        return read_ours(file.filename, data, path)
    return _as_rows(read_any(file.filename, data))


def _as_rows(found: Proposals) -> FileRead:
    return FileRead(rows=as_read(found.rows), notes=(found.encoding, *found.notes))


def _check_weight(sent: Sequence[Sent]) -> None:
    """That the rows come back in one request. Raises UnreadableFileError."""
    if sum(_weight(each) for each in sent) > MAX_REVIEW:
        raise UnreadableFileError("This is more than can be looked at in one go.", "Split it into smaller parts.")


def _weight(sent: Sent) -> int:
    """About what a row takes in a form."""
    words = (sent.text, sent.place, *sent.notes)
    return 300 + sum(len(quote_plus(word.replace("\n", "\r\n"), errors="replace")) for word in words)


def _known(course: str, path: str) -> Known:
    """What the course holds already."""
    return know(drafts.list_question_files(get_viewer().tenant_id, course), path)


@blueprint.post("/<course>/<path:path>/import/review")
@placers_only
def review_import(course: str, path: str) -> Response | str | tuple[str, int]:
    """Check again what was mended (`do` = `check`), or add what is ticked (`add`)."""
    check_token()
    get_draft(get_viewer().tenant_id, course, path)
    sent, around = _sent(), _around()
    rows = review(sent, _known(course, path))
    if request.form.get("do") != "add":
        return _review_page(course, path, rows, around=around)
    if problem := _problem(sent, rows):
        return _review_page(course, path, rows, around=around, problem=problem), 400
    taken = [incoming(row) for row in rows if row.is_ticked and row.data is not None]
    whole = around if request.form.get("whole") else None
    try:
        take_in(author(), course, path, taken, now=datetime.now(UTC), around=whole)
    except (TooMuchError, ChangedSinceError) as error:
        db.session.rollback()
        rows = review(sent, _known(course, path))
        return _review_page(course, path, rows, around=around, problem=f"{error} {SAFE}"), error.status
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="added"), 303)


def _problem(sent: Sequence[Sent], rows: Sequence[Row]) -> str:
    """Why nothing is added; "" where it can be."""
    if stopped := held_back(rows):
        return f"{SAFE} Look at this first: {_places(stopped)}."
    pairs = zip(sent, rows, strict=True)
    if other := [row for each, row in pairs if each.choice == "update" and row.choice == "leave" and _is_open(row)]:
        return f"{SAFE} Yours was changed meanwhile; look at it again: {_places(other)}."
    if not any(row.is_ticked and row.data is not None for row in rows):
        return "Nothing is ticked, so nothing was added."
    return ""


def _is_open(row: Row) -> bool:
    return row.state != "known"


def _places(rows: Sequence[Row]) -> str:
    return ", ".join(row.place for row in rows[:5])


def _around() -> HeadAndTail | None:
    """What stands around the questions of the file, where that was sent along. Raises UnreadableFileError."""
    if "head" not in request.form:
        return None
    head, tail = (request.form.get(name, "").replace("\r\n", "\n") for name in ("head", "tail"))
    check_around(head + tail)
    return HeadAndTail(head, tail)


def _sent() -> list[Sent]:
    """The rows of the form."""
    ticked = set(request.form.getlist("take"))
    count = request.form.get("count", 0, type=int)
    return [_sent_row(number, is_ticked=str(number) in ticked) for number in range(max(0, min(count, MOST_ROWS)))]


def _sent_row(number: int, *, is_ticked: bool) -> Sent:
    form = request.form
    verdict: Any = form.get(f"verdict-{number}", "")
    choice: Any = form.get(f"choice-{number}", "")
    return Sent(
        number=number,
        place=form.get(f"place-{number}", "")[:40],
        verdict=verdict if verdict in VERDICTS else "kept",
        notes=tuple(form.getlist(f"notes-{number}")[:20]),
        text=form.get(f"text-{number}", "").replace("\r\n", "\n"),
        was=form.get(f"was-{number}", ""),
        state=form.get(f"state-{number}", ""),
        right=form.get(f"right-{number}", ""),
        ticked=is_ticked,
        is_file=form.get(f"file-{number}", "") == "1",
        choice=choice if choice in ("update", "copy") else "leave",
        yours=form.get(f"yours-{number}", ""),
    )


def _review_page(course: str, path: str, rows: list[Row], *, around: HeadAndTail | None, **extra: Any) -> str:
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    is_empty = not drafts.read_file(get_viewer().tenant_id, course, path).blocks
    return render_template(
        "authoring/import_review.html",
        course=course,
        path=path,
        rows=by_state(rows),
        counts=counts,
        first={row.state: row.number for row in reversed(rows)},
        ticked=sum(row.is_ticked for row in rows),
        around=around if is_empty else None,
        whole="whole" in request.form or "count" not in request.form,
        **extra,
    )


@blueprint.get("/<course>/<path:path>/import/template.<kind>")
@placers_only
def import_template(course: str, path: str, kind: str) -> FlaskResponse:
    """An empty sheet with its columns and two examples."""
    get_draft(get_viewer().tenant_id, course, path)
    if kind == "csv":
        return download(write_template("csv"), "questions.csv", CSV)
    if kind == "xlsx":
        return download(write_template("xlsx"), "questions.xlsx", XLSX)
    raise NotFoundError("There is no such template.")
