"""The production server, and what has to be right before it may serve people."""

import os
import socket
import sys
import tempfile
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from lms_plugin.config import ConfigurationError, Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.db.schema import schema_problem
from lms_plugin.platforms.keys import ensure_key

THREADS = 8
METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"


def check_ready() -> None:
    """Raise ConfigurationError with every reason why this installation may not serve."""
    settings: Settings = current_app.extensions["settings"]
    problems = settings.problems()
    if problem := schema_problem(db.engine):
        problems.append(problem[0].upper() + problem[1:] + ".")
    if problems:
        raise ConfigurationError("\n".join(problems))


def check_free(host: str, port: int) -> None:
    """Raise ConfigurationError where nobody can listen at this address: the server's own words are a crash report."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(
            f"Nothing can listen at {host}, port {port} ({error}).", remedy="Choose another address with --bind."
        ) from error


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to listen.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@with_appcontext
def serve(bind: str, workers: int) -> None:
    """Serve the tool. Put a reverse proxy with https in front of it."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise click.BadParameter(f"{bind!r} is not HOST:PORT, such as 127.0.0.1:8000.", param_hint="--bind")
    check_ready()
    check_free(host.strip("[]"), int(port))
    settings: Settings = current_app.extensions["settings"]
    ensure_key(settings.key_secret, now=datetime.now(UTC))
    db.session.commit()
    db.engine.dispose()  # the worker processes open connections of their own
    if workers > 1 and METRICS_DIR not in os.environ:
        # prometheus_client decides at its import where figures are kept, so the command starts itself anew.
        os.environ[METRICS_DIR] = tempfile.mkdtemp(prefix="lms-plugin-metrics-")
        os.execv(sys.executable, [sys.executable, "-m", "lms_plugin.cli", *sys.argv[1:]])  # noqa: S606 - our own
    Granian(
        "lms_plugin.app:create_app",
        factory=True,
        address=host.strip("[]"),
        port=int(port),
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        workers_kill_timeout=30,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
