"""The command group `quizzes`: a hospital's own courses as files, out of this installation and into it."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings
from lms_plugin.core.audit.exports import record_export
from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.errors import ContentErrors, NotYourCourseError
from lms_plugin.drafts.bringing import (
    BringingPlan,
    FilePlan,
    bring_in,
    find_faults,
    place_single,
    plan_bringing,
    take_out,
)
from lms_plugin.drafts.bundles import Bundle, as_package, read_path, write_folder
from lms_plugin.drafts.errors import DiffersError
from lms_plugin.drafts.files import get_draft, list_drafts
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.services import open_shelf, shelf_of
from lms_plugin.platforms.models import Tenant
from lms_plugin.platforms.services import choose_tenant
from lms_plugin.platforms.tenants import get_tenant

_TENANT = click.option(
    "--tenant", "--hospital", "tenant", help="The hospital, by its name or id; default: the only one."
)


@click.group()
def quizzes() -> None:
    """A hospital's own quizzes and courses as files."""


def _tenant(name: str | None) -> Tenant:
    settings: Settings = current_app.extensions["settings"]
    try:
        return get_tenant(UUID(name or ""))
    except ValueError:
        return choose_tenant(name, timezone=settings.timezone)


@quizzes.command("list")
@_TENANT
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
@with_appcontext
def list_(tenant: str | None, *, as_json: bool) -> None:
    """List a hospital's own courses, and the files of each."""
    drafts = list_drafts(_tenant(tenant).id)
    if as_json:
        rows = [
            {"course": draft.course_key, "path": draft.path, "edited_at": draft.edited_at.isoformat()}
            for draft in drafts
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for draft in drafts:
        click.echo(f"{draft.course_key}  {draft.path}")
    if not drafts:
        click.echo("This hospital has no quizzes of its own yet.", err=True)


@quizzes.command("export")
@_TENANT
@click.argument("course")
@click.argument("path", required=False)
@click.option("--out", required=True, help="A file, a folder (a zip where the name ends in .zip), or - for the output.")
@with_appcontext
def export(tenant: str | None, course: str, path: str | None, out: str) -> None:
    """Write COURSE, or its file at PATH alone, byte for byte as it is being written, published or not."""
    hospital, now = _tenant(tenant), datetime.now(UTC)
    if path is not None:
        data = get_draft(hospital.id, course, path).text.encode()
        said = _put(data, out, path.rpartition("/")[2])
        subject, kind = f"{course}/{path}", "yaml"
    else:
        bundle = take_out(hospital.id, course)
        said = _put_course(bundle, out)
        subject, kind = course, "course"
    author = Person.at_command_line(hospital.id)
    record_export("questions", author, subject_kind="draft", subject_id=subject, part={"kind": kind}, now=now)
    db.session.commit()
    click.echo(said, err=True)


def _put(data: bytes, out: str, name: str) -> str:
    """Write a file; in a folder under its own `name`. Where it lies, in words."""
    if out == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return f"{name}: written."
    file = Path(out) / name if out.endswith("/") or Path(out).is_dir() else Path(out)
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        _refuse_place(file, error)
    return f"{file}: written."


def _put_course(bundle: Bundle, out: str) -> str:
    if out == "-" or out.endswith(".zip"):
        return _put(as_package(bundle), out, f"{bundle.course}.zip")
    folder = Path(out) / bundle.course
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is there already. Nothing was written. Move it away, or name another.")
    try:
        write_folder(bundle, folder)
    except OSError as error:
        _refuse_place(folder, error)
    return f"{folder}: {_count(len(bundle.files()), 'file')} written."


def _refuse_place(place: Path, error: OSError) -> NoReturn:
    raise click.ClickException(f"{place} cannot be written ({error.strerror}). Name another place with --out.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@quizzes.command("import")
@_TENANT
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--course", help="Into which of the hospital's own courses; a single file: default, its shelf.")
@click.option("--as", "place", metavar="PATH", help="Where a single file stands in the course.")
@click.option("--update", is_flag=True, help="Let files that differ replace those that are there.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_appcontext
def import_(
    tenant: str | None, path: Path, course: str | None, place: str | None, *, update: bool, dry_run: bool
) -> None:
    """Bring in a quiz file, a course's folder or a zip of one, as drafts of a hospital. All of it, or nothing."""
    hospital, now = _tenant(tenant), datetime.now(UTC)
    author = Person.at_command_line(hospital.id)
    try:
        bundle = read_path(path)
        key = course or bundle.course
        if not bundle.course:
            key = _course_for_single(hospital, key, now)
            bundle = _placed(hospital.id, key, bundle, place)
        plan = plan_bringing(hospital.id, key, bundle)
        faults = find_faults(hospital.id, key, bundle, now=now)
        if not dry_run:
            plan = bring_in(author, key, bundle, update=update, now=now)
    except ContentErrors as error:
        _refuse(error)
    except (DiffersError, NotYourCourseError) as error:
        for file in plan.files if isinstance(error, DiffersError) else ():
            if file.verdict == "differs":
                _tell(file)
        raise click.ClickException(f"{error} {error.remedy}") from error
    for file in plan.files:
        _tell(file)
    for fault in faults:
        click.echo(f"to mend before it is published: {fault}", err=True)
    if not dry_run:
        db.session.commit()
    click.echo(_summary(plan, is_dry=dry_run))


def _course_for_single(hospital: Tenant, course: str, now: datetime) -> str:
    """The course that a single file goes into: the hospital's shelf, or one that is there."""
    if course and any(draft.course_key == course for draft in list_drafts(hospital.id)):
        return course
    if course and course != shelf_of(hospital.id):
        raise click.ClickException(f"This hospital has no course of its own called {course}. See: quizzes list")
    author = Person.at_command_line(hospital.id)
    return open_shelf(author, name=hospital.name, language="en-US", timezone=hospital.timezone, now=now)


def _placed(tenant_id: UUID, course: str, bundle: Bundle, place: str | None) -> Bundle:
    """A single file at its place in the course."""
    if place is None:
        return place_single(tenant_id, course, bundle)
    if not is_question_file(place):
        raise click.ClickException(f"{place} is no place of a quiz. Write quizzes/NAME.yaml or banks/NAME.yaml.")
    [text] = bundle.texts.values()
    return Bundle(texts={place: text})


def _refuse(refused: ContentErrors) -> NoReturn:
    for error in refused.errors:
        click.echo(error)
    raise click.ClickException(f"{_count(len(refused.errors), 'error')}. Nothing was saved.")


def _tell(file: FilePlan) -> None:
    keys = (("changed", file.changed), ("new", file.added), ("gone", file.gone))
    parts = [f"{word} {', '.join(each)}" for word, each in keys if each and file.verdict == "differs"]
    if file.verdict == "new" and is_question_file(file.path):
        parts = [_count(len(file.added), "question")]
    words = {"new": "new", "same": "the same as here", "differs": "differs"}[file.verdict]
    click.echo(f"{file.path}: {words}{': ' if parts else ''}{'; '.join(parts)}")


def _summary(plan: BringingPlan, *, is_dry: bool) -> str:
    new, differs, same = (plan.count(each) for each in ("new", "differs", "same"))
    said = f"{plan.course}: {_count(new, 'file')} new, {differs} replaced, {same} the same"
    return f"Would do, and nothing was done: {said}." if is_dry else f"{said}."
