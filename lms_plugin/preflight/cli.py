"""`platforms check`: a command of the group `platforms` that stands up here, as it looks at launches and courses."""

import json
from textwrap import wrap
from typing import Any
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from lms_plugin.core.audit.services import Actor
from lms_plugin.preflight.gathering import Wanted
from lms_plugin.preflight.models import PreflightRun
from lms_plugin.preflight.services import read_results
from lms_plugin.preflight.setup import make_checker
from lms_plugin.preflight.verdicts import StepResult

WORDS = {
    "pass": "pass",
    "fail": "FAIL",
    "not_offered": "not offered",
    "your_turn": "your turn",
    "not_checked": "not checked",
}
WIDTH = 100


@click.command()
@click.argument("registration", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@click.option("--person", metavar="SUB", help="Whom to send a test score for: a test user, or yourself as a learner.")
@click.option("--context", metavar="ID", help="The LMS's id of the course to try in; default: the one opened last.")
@click.pass_context
@with_appcontext
def check(
    invocation: click.Context, registration: UUID, as_json: bool, person: str | None, context: str | None
) -> None:
    """Prove that a registration works, step by step; exits 0 when nothing fails."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself
    wanted = Wanted(registration_id=registration, person=person, context=context)
    run = make_checker(app).check(wanted, actor=Actor.command())
    if as_json:
        click.echo(json.dumps(describe(run), indent=2))
    else:
        for step in read_results(run):
            _show(step)
        click.echo(f"Reference {run.reference}")
    invocation.exit(1 if run.verdict == "fail" else 0)


def describe(run: PreflightRun) -> dict[str, Any]:
    """A run for scripts."""
    return {
        "registration": str(run.registration_id),
        "at": run.at.isoformat(),
        "reference": run.reference,
        "verdict": run.verdict,
        "steps": run.steps,
    }


def _show(step: StepResult) -> None:
    click.echo(f"{step.number:>2}. {WORDS[step.verdict]:<11}  {step.title}: {step.found}")
    if step.verdict == "pass" and not step.fix:
        return
    for label, text in (("What it means", step.means), ("What to do", step.fix)):
        if text:
            for line in wrap(f"{label}: {text}", WIDTH):
                click.echo(f"      {line}")
    if step.verdict == "fail":
        for each in step.exchanges:
            asked = f"{each.method} {each.host}{each.path}"
            click.echo(f"      {asked} -> {each.answer}, {each.milliseconds} ms, {each.at} UTC")
