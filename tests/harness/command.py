"""The `lms-plugin` command in this process: one of its own costs a second of imports, and a few tests have one."""

import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest
from flask import Flask

from lms_plugin.app import create_app
from lms_plugin.cli import main
from lms_plugin.core.db.base import db


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def run_command(*words: str, environment: Mapping[str, str] | None = None) -> Outcome:
    """What the console script does: arguments, environment beside that of this process, both outputs, exit code."""
    out, err, apps = StringIO(), StringIO(), list[Flask]()

    def make() -> Flask:
        apps.append(create_app())
        return apps[-1]

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["lms-plugin", *words])
        for name, value in (environment or {}).items():
            patch.setenv(name, value)
        patch.setattr("lms_plugin.cli.create_app", make)
        with pytest.raises(SystemExit) as ended:
            main()
    for app in apps:  # a process of its own would close its connections by ending
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    return Outcome(int(ended.value.code or 0), out.getvalue(), err.getvalue())
