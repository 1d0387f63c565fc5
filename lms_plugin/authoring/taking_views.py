"""Taking questions from banks and other quizzes: a search over all of them, and what is ticked is copied at once."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editing import list_line, title_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.layouts import KINDS
from lms_plugin.authoring.searching import (
    MOST,
    PER_PAGE,
    Candidate,
    Search,
    Source,
    by_id,
    candidates,
    find,
    title_of_source,
)
from lms_plugin.authoring.taking import as_taken, list_sources, names_of
from lms_plugin.config import Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts import services as drafts


@blueprint.get("/<course>/<path:path>/take")
@placers_only
def take(course: str, path: str) -> str:
    """What there is to take, before anything is looked for."""
    return _page(course, path, Search(where=request.args.get("where", "")), [])


@blueprint.post("/<course>/<path:path>/take")
@placers_only
def take_chosen(course: str, path: str) -> Response | str | tuple[str, int]:
    """Look for others (`go` is `search` or `page:2`), with what is ticked kept; or take it (`take`)."""
    check_token()
    search, chosen, go = _search(), request.form.getlist("item")[:MOST], request.form.get("go", "search")
    if go.startswith("page:"):
        return _page(course, path, replace(search, page=_number(go.partition(":")[2])), chosen)
    if go != "take":
        return _page(course, path, search, chosen)
    found = by_id(_sources(course, path), chosen)
    if not found:
        return _page(course, path, search, [], problem="Tick the questions that you want first."), 400
    _take(course, path, list(found.values()))
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="taken"), 303)


def _take(course: str, path: str, found: list[Candidate]) -> None:
    names = names_of(get_viewer().tenant_id, course)
    taken = [as_taken(each, names) for each in found]
    what = f"Added {drafts.counted(len(taken))}"
    if any(is_less for _, is_less in taken):
        what += ", without the objectives and references that this course does not have"
    drafts.add_questions(author(), course, path, [data for data, _ in taken], now=datetime.now(UTC), what=what)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _search() -> Search:
    form = request.form
    kind, tag, objective, where = (
        " ".join(form.get(name, "").split())[:200] for name in ("kind", "tag", "objective", "where")
    )
    words = " ".join(form.get("q", "").split())[:100]
    return Search(words=words, kind=kind, tag=tag, objective=objective, where=where)


def _sources(course: str, path: str) -> list[Source]:
    """All files but the one that is taken into."""
    settings: Settings = current_app.extensions["settings"]
    listed = list_sources(get_viewer().tenant_id, settings.courses_dir)
    return [each for each in listed if (each.course, each.path) != (course, path)]


def _page(course: str, path: str, search: Search, chosen: list[str], *, problem: str = "") -> str:
    here = drafts.read_file(get_viewer().tenant_id, course, path)
    sources = _sources(course, path)
    found = find(sources, search)
    pages = max(1, -(-len(found) // PER_PAGE))
    search = replace(search, page=min(search.page, pages))
    shown = found[(search.page - 1) * PER_PAGE : search.page * PER_PAGE]
    there = {each.id for each in shown}
    return render_template(
        "authoring/take.html",
        course=course,
        path=path,
        title=title_of(here, path),
        search=search,
        found=len(found),
        pages=pages,
        rows=[(each, list_line(each.block)) for each in shown],
        apart=[each for each in by_id(sources, chosen).values() if each.id not in there] if chosen else [],
        chosen=frozenset(chosen),
        sources=[(f"{each.course}/{each.path}", title_of_source(each), each.shelf) for each in sources],
        kinds=KINDS,
        per_page=PER_PAGE,
        problem=problem,
        has_any=bool(found) or any(True for _ in candidates(sources)),
    )
