"""`demo`: the whole product on one machine, with a demo LMS on another site."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from lms_plugin.app import create_app
from lms_plugin.config import ConfigurationError, load_settings
from lms_plugin.core.stopping import stop_on_signal
from lms_plugin.demo.platform.server import serve as serve_platform
from lms_plugin.demo.secrets import read_or_make
from lms_plugin.demo.setup import (
    ADMINISTRATOR,
    add_demo_administrator,
    environment,
    platform_settings,
    prepare,
    read_courses,
)

FILES = ("demo.sqlite", "demo-lms.sqlite", "demo-secrets.json")
START_SECONDS = 60


def _overrides(port: int) -> tuple[dict[str, Any], str]:
    """The demo's settings, and its administrator's first password."""
    instance = load_settings({"TRIAL": True}).instance_path
    secrets, password = read_or_make(instance / "demo-secrets.json")
    settings = {
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": f"sqlite:///{instance / 'demo.sqlite'}",
        "DATABASE_MIGRATION_URL": f"sqlite:///{instance / 'demo.sqlite'}",
        "PUBLIC_URL": f"http://localhost:{port}",
        "TRIAL": "1",
        "LOG_LEVEL": "WARNING",
        **secrets,
    }
    return settings, password


def _forget(instance: Path) -> None:
    for name in FILES:
        for file in instance.glob(f"{name}*"):
            file.unlink()


def _check_port(port: int, option: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigurationError(
                f"Port {port} is taken on this machine.", remedy=f"Choose another with {option}."
            ) from error


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where the tool listens, as localhost.")
@click.option("--platform-port", default=8001, show_default=True, help="Where the demo LMS listens, as 127.0.0.1.")
@click.option("--fresh", is_flag=True, help="Forget everything of earlier demos first.")
def demo(port: int, platform_port: int, fresh: bool) -> None:
    """Run the product with a demo hospital LMS on this machine; prints the address to open."""
    _check_port(port, "--port")
    _check_port(platform_port, "--platform-port")
    if fresh:
        _forget(load_settings({"TRIAL": True}).instance_path)
    overrides, password = _overrides(port)
    app = create_app(overrides)
    platform_url = f"http://127.0.0.1:{platform_port}"
    with app.app_context():
        settings = app.extensions["settings"]
        prepare(platform_settings(settings, platform_url), read_courses(settings.courses_dir))
        add_demo_administrator(password)
    _run(os.environ | environment(overrides), port, platform_url, password)


@click.command("demo-lms", hidden=True)
@click.option("--url", required=True, help="Its own address.")
def demo_platform(url: str) -> None:
    """The demo LMS alone; `demo` starts it."""
    settings = platform_settings(load_settings(), url)
    serve_platform(settings, host="127.0.0.1", port=int(url.rsplit(":", 1)[1]))


def _run(environ: dict[str, str], port: int, platform_url: str, password: str) -> None:
    """Keep tool, demo LMS and worker running until one of them ends or somebody stops the demo."""
    stop = stop_on_signal()
    commands = (
        ("serve", "--bind", f"127.0.0.1:{port}"),
        ("demo-lms", "--url", platform_url),
        ("work",),
    )
    children = [
        subprocess.Popen([sys.executable, "-m", "lms_plugin.cli", *command], env=environ)  # noqa: S603 - our own
        for command in commands
    ]
    try:
        _wait_until_up(children, f"http://127.0.0.1:{port}/readyz", f"{platform_url}/")
        click.echo(f"\nThe demo is running. Open {platform_url}/ and choose who to be.")
        click.echo(f"The tool itself is at http://localhost:{port}; it opens from the course page of that LMS.")
        click.echo(f"Its administration: http://localhost:{port}/admin/")
        click.echo(f"    sign in as {ADMINISTRATOR}, password {password} (of this demo alone, unless you changed it)")
        click.echo("Stop it with Ctrl-C.")
        while not stop.wait(0.5) and all(child.poll() is None for child in children):
            pass
    finally:
        _end(children)
    if not stop.is_set():
        raise ConfigurationError("A part of the demo ended by itself.", remedy="See the messages above.")


def _wait_until_up(children: list[subprocess.Popen[bytes]], *addresses: str) -> None:
    http = PoolManager(retries=Retry(0), timeout=Timeout(2))
    deadline = time.monotonic() + START_SECONDS
    for address in addresses:
        while not _answers(http, address):
            if time.monotonic() > deadline or any(child.poll() is not None for child in children):
                raise ConfigurationError(f"{address} does not answer.", remedy="See the messages above.")
            time.sleep(0.1)


def _answers(http: PoolManager, address: str) -> bool:
    try:
        return http.request("GET", address).status == 200
    except HTTPError:
        return False


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
