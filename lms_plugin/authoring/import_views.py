"""Importing questions: a text or a file is read, looked at row by row, and added only when somebody says so."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from lms_plugin.authoring.editing import head_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.importing import Row, Sent, as_read, by_state, held_back, review, to_add
from lms_plugin.core.db.base import db
from lms_plugin.core.web.downloads import CSV, XLSX, download
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import TooMuchError
from lms_plugin.drafts.files import get_draft
from lms_plugin.errors import NotFoundError
from lms_plugin.exchange.errors import SAFE, UnreadableFileError
from lms_plugin.exchange.names import fingerprint_in
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.reading import read_any, read_paste
from lms_plugin.exchange.rows import MOST_ROWS
from lms_plugin.exchange.writing import write_template

# What a page of rows may send back, in bytes as a form: less than what a request may hold (app.MAX_REQUEST).
MAX_REVIEW = 1_800_000
VERDICTS = ("kept", "changed", "draft", "left_out", "mended")


@blueprint.get("/<course>/<path:path>/import")
@teachers_only
def import_page(course: str, path: str) -> str:
    """Where a text is pasted or a file chosen."""
    return _import_page(course, path)


def _import_page(course: str, path: str, problem: str = "", typed: str = "") -> str:
    draft = get_draft(get_viewer().tenant_id, course, path)
    title = head_of(split_file(draft.text)).get("title") or path
    return render_template("authoring/import.html", course=course, path=path, title=title, problem=problem, typed=typed)


@blueprint.post("/<course>/<path:path>/import")
@teachers_only
def read_import(course: str, path: str) -> str | tuple[str, int]:
    """Read what was pasted or sent, and show it; nothing is saved."""
    try:
        check_token()
    except RequestEntityTooLarge:
        return _import_page(course, path, f"That is larger than 2 MB. {SAFE} Split it into smaller parts."), 413
    get_draft(get_viewer().tenant_id, course, path)
    typed = request.form.get("text", "")
    try:
        found = _read(typed)
        sent = as_read(found.rows)
        _check_weight(sent)
    except UnreadableFileError as error:
        return _import_page(course, path, str(error), typed), 400
    rows = review(sent, _known(course))
    return _review_page(course, path, rows, remarks=(found.encoding, *found.notes))


def _read(typed: str) -> Proposals:
    """A file that was chosen goes before a text."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return read_any(file.filename, file.read())
    return read_paste(typed)


def _check_weight(sent: list[Sent]) -> None:
    """That the rows come back in one request. Raises UnreadableFileError."""
    if sum(_weight(each) for each in sent) > MAX_REVIEW:
        raise UnreadableFileError("This is more than can be looked at in one go.", "Split it into smaller parts.")


def _weight(sent: Sent) -> int:
    """About what a row takes in a form."""
    words = (sent.text, sent.place, *sent.notes)
    return 300 + sum(len(quote_plus(word.replace("\n", "\r\n"), errors="replace")) for word in words)


def _known(course: str) -> set[str]:
    """The fingerprints of what was imported into the course before."""
    files = drafts.list_question_files(get_viewer().tenant_id, course)
    notes = (block.data.get("note") for _, file in files for block in file.blocks)
    return {mark for note in notes if (mark := fingerprint_in(str(note or "")))}


@blueprint.post("/<course>/<path:path>/import/review")
@teachers_only
def review_import(course: str, path: str) -> Response | str | tuple[str, int]:
    """Check again what was mended (`do` = `check`), or add what is ticked (`add`)."""
    check_token()
    get_draft(get_viewer().tenant_id, course, path)
    rows = review(_sent(), _known(course))
    if request.form.get("do") != "add":
        return _review_page(course, path, rows)
    taken = [row for row in rows if row.is_ticked and row.data is not None]
    if stopped := held_back(rows):
        places = ", ".join(row.place for row in stopped[:5])
        return _review_page(course, path, rows, problem=f"{SAFE} Look at this first: {places}."), 400
    if not taken:
        return _review_page(course, path, rows, problem="Nothing is ticked, so nothing was added."), 400
    try:
        drafts.add_questions(author(), course, path, map(to_add, taken), now=datetime.now(UTC))
    except TooMuchError as error:
        db.session.rollback()
        return _review_page(course, path, rows, problem=f"{error} {SAFE}"), 400
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="added"), 303)


def _sent() -> list[Sent]:
    """The rows of the form."""
    ticked = set(request.form.getlist("take"))
    count = request.form.get("count", 0, type=int)
    return [_sent_row(number, is_ticked=str(number) in ticked) for number in range(max(0, min(count, MOST_ROWS)))]


def _sent_row(number: int, *, is_ticked: bool) -> Sent:
    form = request.form
    verdict: Any = form.get(f"verdict-{number}", "")
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
    )


def _review_page(course: str, path: str, rows: list[Row], **extra: Any) -> str:
    counts = {state: sum(row.state == state for row in rows) for state in ("ready", "look", "fix", "known", "left_out")}
    return render_template(
        "authoring/import_review.html",
        course=course,
        path=path,
        rows=by_state(rows),
        counts=counts,
        first={row.state: row.number for row in reversed(rows)},
        ticked=sum(row.is_ticked for row in rows),
        **extra,
    )


@blueprint.get("/<course>/<path:path>/import/template.<kind>")
@teachers_only
def import_template(course: str, path: str, kind: str) -> FlaskResponse:
    """An empty sheet with its columns and two examples."""
    get_draft(get_viewer().tenant_id, course, path)
    if kind == "csv":
        return download(write_template("csv"), "questions.csv", CSV)
    if kind == "xlsx":
        return download(write_template("xlsx"), "questions.xlsx", XLSX)
    raise NotFoundError("There is no such template.")
