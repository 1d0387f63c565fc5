"""What our three requests, six statements and bytes of page cost where nothing else is done: the yardstick's own parts.

Served in the environment of the scripts, as the yardstick is, with STACK=real; its login is the yardstick's. Nothing
is decided by what is read, and the page is a constant.
"""

import os
from typing import Any

import reference_tool as yardstick  # type: ignore[import-not-found]  # it lies beside the scripts
import sqlalchemy as sa
from flask import redirect, request, session

app = yardstick.app
PAGE = "<!doctype html><title>Floor</title>".ljust(int(os.environ["PAGE_BYTES"]), "-")
READ = sa.text("SELECT id, iss, sub, name, email, seen, launches FROM fl_user WHERE iss = :iss AND sub = :sub")


def read(times: int, sub: str) -> None:
    with yardstick.auto.connect() as connection:
        for _ in range(times):
            connection.execute(READ, {"iss": yardstick.ISSUER, "sub": sub}).first()


def launch() -> Any:
    """One statement reads, one writes."""
    claims = yardstick.check(request.form, request.cookies.get("s", ""))
    read(1, claims["sub"])
    yardstick.save(claims)
    session["sub"] = claims["sub"]
    return redirect("/l/0/", 303)


def page(launch_id: str) -> str:
    """One statement for the session, three for the page."""
    read(4, session["sub"])
    return PAGE


app.view_functions["launch"] = launch
app.add_url_rule("/l/<launch_id>/", view_func=page)
