"""The command group `courses`: check, publish, list and offer content that is kept as files."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings, load_settings
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentError, ContentErrors, NotYourCourseError
from lms_plugin.curriculum.loader import find_courses, load_course
from lms_plugin.curriculum.services import list_courses, offer_course, publish_course

PATH = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def courses() -> None:
    """The curriculum as files."""


def _load(path: Path) -> list[Course]:
    """The courses in a folder; every fault of all of them is printed, then exit 1."""
    found, errors = [], []
    try:
        for folder in find_courses(path):
            try:
                found.append(load_course(folder, today=datetime.now(UTC).date()))
            except ContentErrors as error:
                errors.extend(error.errors)
    except ContentErrors as error:
        errors.extend(error.errors)
    if errors:
        _refuse(errors)
    _warn(warning for course in found for warning in course.warnings)
    return found


def _refuse(errors: Iterable[ContentError]) -> None:
    listed = sorted(errors)
    for error in listed:
        click.echo(error)
    raise click.ClickException(f"{_count(len(listed), 'error')}.")


def _warn(warnings: Iterable[ContentError]) -> None:
    for warning in sorted(warnings):
        click.echo(f"warning: {warning}", err=True)


def _hint(hints: Sequence[ContentError], *, in_full: bool) -> None:
    """Print hints, or how many there are: they must not drown the warnings."""
    if in_full:
        for hint in hints:
            click.echo(f"hint: {hint}", err=True)
    elif hints:
        click.echo(f"{_count(len(hints), 'hint')}; see {'it' if len(hints) == 1 else 'them'} with --hints", err=True)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@courses.command()
@click.argument("path", type=PATH, required=False)
@click.option("--hints", is_flag=True, help="Print hints for writing better questions too.")
def validate(path: Path | None, *, hints: bool) -> None:
    """Check the courses in PATH (default: the shipped ones). Needs no database."""
    found = _load(path or load_settings().courses_dir)
    _hint(sorted(hint for course in found for hint in course.hints), in_full=hints)
    lessons = sum(len(list(course.lessons())) for course in found)
    questions = sum(len(list(course.questions())) for course in found)
    counts = (_count(len(found), "course"), _count(lessons, "lesson"), _count(questions, "question"))
    click.echo(f"{', '.join(counts)}: no errors")


@courses.command()
@click.argument("path", type=PATH, required=False)
@click.option("--note", default="", help="What is new, for those who read the list of publications.")
@with_appcontext
def publish(path: Path | None, note: str) -> None:
    """Publish the courses in PATH (default: the shipped ones); what has not changed stays as it is."""
    settings: Settings = current_app.extensions["settings"]
    for course in _load(path or settings.courses_dir):
        try:
            done = publish_course(course, note=note, now=datetime.now(UTC))
        except ContentErrors as error:
            db.session.rollback()
            _refuse(error.errors)
        except NotYourCourseError as error:
            db.session.rollback()
            raise click.ClickException(f"{error} {error.remedy}") from error
        db.session.commit()
        _warn(warning for warning in done.warnings if warning not in course.warnings)
        click.echo(done)
        for tenant in done.held_back:
            click.echo(f"  stays on the publication before for {tenant}: its words for new slots are missing")


@courses.command("list")
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
@with_appcontext
def list_(as_json: bool) -> None:
    """List the published courses."""
    lines = list_courses()
    if as_json:
        rows = [
            {
                "key": line.key,
                "title": line.title,
                "publication": line.publication,
                "published_at": line.published_at.isoformat(),
                "offers": line.offers,
            }
            for line in lines
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for line in lines:
        click.echo(f"{line.key}  publication {line.publication}  {_count(line.offers, 'offer')}  {line.title}")


@courses.command()
@click.argument("course")
@click.option("--tenant", type=click.UUID, required=True, help="The hospital's id.")
@click.option("--slot", "slots", multiple=True, metavar="KEY=VALUE", help="The hospital's words; once for each slot.")
@with_appcontext
def offer(course: str, tenant: UUID, slots: tuple[str, ...]) -> None:
    """Offer COURSE to a hospital, with its own words for the course's slots."""
    pairs = [slot.partition("=") for slot in slots]
    if bad := [key for key, sign, _ in pairs if not sign]:
        raise click.ClickException(f"--slot {bad[0]} has no value. Write --slot {bad[0]}=value.")
    offer_course(tenant, course, {key: value for key, _, value in pairs}, now=datetime.now(UTC))
    db.session.commit()
    click.echo(f"{course} is offered.")
