"""A request's database: GET changes nothing, so its transactions only read; its statements share a connection."""

from flask import request

from lms_plugin.core.db.base import declare_read_only
from lms_plugin.core.db.statements import keep_connection, return_connection
from lms_plugin.core.web.forgery import SAFE_METHODS


def choose_transaction() -> None:
    """Before each request, on this thread."""
    declare_read_only(request.method in SAFE_METHODS)
    keep_connection()


def forget_transaction(error: BaseException | None = None) -> None:
    """After each request: what this thread does next, such as the log of refusals, may write again."""
    declare_read_only(False)
    return_connection()
