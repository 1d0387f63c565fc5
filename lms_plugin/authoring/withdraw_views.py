"""The button that takes a quiz out of use, or puts it back; publishing follows."""

from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.withdrawing import set_withdrawn
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import placers_only
from lms_plugin.errors import InvalidInputError


@blueprint.post("/<course>/<path:path>/use")
@placers_only
def use(course: str, path: str) -> Response:
    """Write it into the draft (`do` is `withdraw` or `give`), and show what publishing it means."""
    check_token()
    do = request.form.get("do", "")
    if do not in ("withdraw", "give") or "quizzes" not in path.split("/")[-2:-1]:
        raise InvalidInputError("This cannot be done with it.")
    set_withdrawn(author(), course, path, on=do == "withdraw", now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("editor.review", course=course, path=path), 303)
