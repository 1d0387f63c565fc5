"""The `lms-plugin` command: gathers each feature's group."""

import sys
from typing import NoReturn

import click
from flask.cli import ScriptInfo
from flask_migrate.cli import db as database_group
from sqlalchemy.exc import DBAPIError

from lms_plugin.accounts.cli import admins
from lms_plugin.app import create_app
from lms_plugin.curriculum.cli import courses
from lms_plugin.demo.cli import demo, demo_platform
from lms_plugin.doctor import doctor
from lms_plugin.drafts.cli import quizzes
from lms_plugin.errors import LmsPluginError
from lms_plugin.grades.cli import deliver, scores
from lms_plugin.launches.cli import launches
from lms_plugin.platforms.cli import platforms
from lms_plugin.platforms.keys_cli import keys
from lms_plugin.platforms.tenants_cli import tenants
from lms_plugin.preflight.cli import check
from lms_plugin.serve import serve
from lms_plugin.worker import work


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lms-plugin")
def group() -> None:
    """A hospital's curriculum inside its own LMS, over LTI 1.3."""


for command in (
    admins,
    courses,
    database_group,
    deliver,
    demo,
    demo_platform,
    doctor,
    keys,
    launches,
    platforms,
    quizzes,
    scores,
    serve,
    tenants,
    work,
):
    group.add_command(command)
platforms.add_command(check)


def main() -> None:
    """Run the command; a person's error is one clear message on standard error and exit 1."""
    try:
        sys.exit(group(obj=ScriptInfo(create_app=create_app), standalone_mode=False))
    except click.Abort:
        _refuse("Stopped.")
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(1)
    except click.UsageError as error:
        _refuse(f"{error.format_message()} See: {error.ctx.command_path if error.ctx else 'lms-plugin'} --help")
    except click.ClickException as error:
        _refuse(error.format_message())
    except LmsPluginError as error:
        _refuse(f"{error} {error.remedy}".strip())
    except DBAPIError as error:
        _refuse(f"The database does not do as asked ({_first_line(error)}). See what is wrong: lms-plugin doctor")


def _first_line(error: DBAPIError) -> str:
    return next(iter(str(error.orig).splitlines()), type(error.orig).__name__)


def _refuse(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
