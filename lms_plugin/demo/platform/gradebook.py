"""The gradebook of a course: its page, the same as JSON, and the switches that make the services fail.

`GET /gradebook` and `GET /api/gradebook` take `course`, a context id; without it they show the first course.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lms_plugin.demo.platform import columns
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.grades import Result, list_results
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.members import find_anyone
from lms_plugin.demo.platform.pages import current_visit, page
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.people import LEARNERS, Person, find_person
from lms_plugin.demo.platform.services import as_number

ORDERS: dict[str, dict[str, Any]] = {
    "down": {"kind": "down", "seconds": 60},
    "refuse": {"kind": "status", "status": 503, "path": "scores", "times": 1},
}
DONE = {
    "down": "The LMS has stopped answering the tool. It comes back by itself in a minute.",
    "refuse": "The LMS refuses the next grade. It takes the one after that.",
    "keys": "The LMS signs with a new key now. The old one is still published.",
    "clear": "Everything works again.",
}

blueprint = Blueprint("gradebook", __name__)


@blueprint.get("/gradebook")
def gradebook() -> Response:
    platform = _chosen_course()
    held = columns.list_columns(platform.store, platform.course_key)
    results = list_results(platform.store)
    last = max((result.received for result in results.values()), default=None)
    rows = [
        {
            "person": person,
            "scores": [(column, _shown(results.get((column.id, person.sub)))) for column in held],
            "last": _last([result for (_, sub), result in results.items() if sub == person.sub], platform.clock()),
        }
        for person in _graded(platform, results)
    ]
    return page(
        "gradebook.html",
        current_visit(platform),
        columns=held,
        courses=current_platform().courses,
        context_id=platform.settings.context_id,
        rows=rows,
        last=None if last is None else _when(last, platform.clock()),
        troubles=_troubles(platform),
        done=DONE.get(request.args.get("done", "")),
    )


@blueprint.get("/api/gradebook")
def gradebook_json() -> Response:
    platform = _chosen_course()
    results = list_results(platform.store)
    return jsonify(
        [
            _row(column, person.sub, results.get((column.id, person.sub)))
            for person in _graded(platform, results)
            for column in columns.list_columns(platform.store, platform.course_key)
        ]
    )


@blueprint.post("/api/trouble")
def trouble_json() -> Response:
    order = read_object(request.get_data(), "The body must be a JSON object with kind and on.")
    current_platform().trouble.switch(order)
    return Response(status=204)


@blueprint.post("/trouble")
def trouble() -> AnyResponse:
    """The page's own buttons."""
    platform, wish = current_platform(), request.form.get("do", "")
    if wish not in DONE:
        raise PlatformError(400, "There is no such button.")
    if wish == "keys":
        platform.keys.rotate()
    elif wish == "clear":
        platform.trouble.clear()
    else:
        platform.trouble.switch(ORDERS[wish])
    return redirect(f"/gradebook?done={wish}", 303)


def _chosen_course() -> Platform:
    """The course that the address names by its context id; the first where it names none."""
    platform = current_platform()
    found = platform.find_course(request.args.get("course", ""))
    return platform.within(found.key if found else "?")


def _graded(platform: Platform, results: Mapping[tuple[int, str], Result]) -> list[Person]:
    """The people of the rows: those on the first page, and of all others those who have a grade."""
    others = dict.fromkeys(sub for _, sub in results if find_person(sub) is None)
    found = (find_anyone(platform.store, sub) for sub in others)
    return [*LEARNERS, *(person for person in found if person)]


def _row(column: columns.Column, sub: str, result: Result | None) -> dict[str, Any]:
    score = result.score if result else None
    return {
        "user": sub,
        "line_item": columns.column_url(current_platform().within(column.course, column.tool).settings, column),
        "label": column.label,
        "score": None if score is None else as_number(score),
        "maximum": as_number(column.maximum),
        "activity_progress": result.activity_progress if result else None,
        "grading_progress": result.grading_progress if result else None,
        "timestamp": result.timestamp if result else None,
    }


def _shown(result: Result | None) -> str | None:
    """Moodle's gradebook shows two decimals; ours drops those that are nothing."""
    return None if result is None or result.score is None else f"{result.score:.2f}".rstrip("0").rstrip(".")


def _last(results: Sequence[Result], now: float) -> str:
    if not results:
        return "Nothing yet"
    result = max(results, key=lambda one: one.received)
    words = [_when(result.received, now), "final" if result.grading_progress == "FullyGraded" else "not final"]
    if result.given is not None and result.given_maximum is not None:
        words.append(f"“{result.given:.12g} of {result.given_maximum:.12g}”")
    if result.score is None:
        words.append("no grade now")
    return ", ".join(words)


def _when(stamp: float, now: float) -> str:
    """The time of day if it was today on this machine's clock, else the date."""
    then, today = (datetime.fromtimestamp(value, UTC).astimezone() for value in (stamp, now))
    return f"{then:%H:%M:%S}" if then.date() == today.date() else f"{then:%B} {then.day}"


def _troubles(platform: Platform) -> list[str]:
    """What is switched on, in words."""
    shown = []
    for item in platform.trouble.now():
        what = {
            "down": "not answering",
            "slow": f"answering {item.delay:g} seconds late",
            "status": f"answering {item.status}",
            "expired_tokens": "taking every access token for expired",
            "lost_answers": "doing what it is asked, but losing the answer",
        }[item.kind]
        left = platform.trouble.seconds_left(item)
        until = "" if left is None else f", until {_when(platform.clock() + left, platform.clock())}"
        shown.append(f"{item.path or 'all services'}: {what}{until}")
    return shown
