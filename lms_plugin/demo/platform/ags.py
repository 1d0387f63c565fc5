"""The score service and the result service (AGS 2.0, sections 3.3 and 3.4)."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from lms_plugin.demo.platform import columns
from lms_plugin.demo.platform.columns import Column
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.grades import Result, ScoreMessage, list_results, log_message, take_score
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.members import is_graded
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.scopes import RESULT_READONLY, SCORE
from lms_plugin.demo.platform.scores import read_score
from lms_plugin.demo.platform.services import (
    RESULTS,
    SCORES,
    admit,
    answer_json,
    answer_page,
    as_number,
    get_column,
)

LOGGED = ("Content-Type", "Content-Length", "Accept", "User-Agent")  # never the token

blueprint = Blueprint("ags", __name__, url_prefix="/ags/<context_id>/lineitems/<column_id>/lineitem")


@blueprint.post("/scores")
def scores(context_id: str, column_id: str) -> Response:
    platform = current_platform()
    try:
        answer = _take(platform, context_id, column_id)
    except PlatformError as error:
        _log(platform, context_id, column_id, error.status)
        raise
    _log(platform, context_id, column_id, answer.status_code)
    return answer


@blueprint.get("/results")
def results(context_id: str, column_id: str) -> Response:
    platform = admit(current_platform(), context_id, RESULTS, RESULT_READONLY)
    column = get_column(platform, column_id)
    if platform.settings.like_moodle and "limit" in request.args:
        return Response("<h1>Not found</h1>", 404, content_type="text/html")  # what Moodle 4.5 answers
    wanted = request.args.get("user_id")
    found = [
        _as_json(platform, column, result)
        for (column_key, sub), result in list_results(platform.store).items()
        if column_key == column.id and result.score is not None and wanted in (None, sub)
    ]
    return answer_page(platform, found, _below(platform, column, "results"), RESULTS)


def _take(platform: Platform, context_id: str, column_id: str) -> Response:
    platform = admit(platform, context_id, SCORES, SCORE)
    column = get_column(platform, column_id)
    content = read_object(request.get_data(), "Incorrect score received: the body is no JSON object.")
    score = read_score(content, lambda sub: is_graded(platform.store, context_id, sub))
    like_moodle = platform.settings.like_moodle
    take_score(platform.store, column, score, platform.clock(), like_moodle=like_moodle)
    if like_moodle:  # 200 with nothing in it, on which JSON parsers choke
        return Response(b"", 200, content_type=SCORES)
    return answer_json({"resultUrl": _result_url(platform, column, score.sub)}, "application/json")


def _as_json(platform: Platform, column: Column, result: Result) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": _result_url(platform, column, result.sub),
        "userId": result.sub,
        "resultScore": as_number(result.score or 0.0),
        "resultMaximum": as_number(column.maximum),
        "scoreOf": columns.column_url(platform.settings, column),
    }
    if result.comment is not None:
        content["comment"] = result.comment
    return content


def _result_url(platform: Platform, column: Column, sub: str) -> str:
    return f"{_below(platform, column, 'results')}&user_id={quote(sub)}"


def _below(platform: Platform, column: Column, name: str) -> str:
    address, query = columns.column_url(platform.settings, column).split("?")
    return f"{address}/{name}?{query}"


def _log(platform: Platform, context_id: str, column_id: str, status: int) -> None:
    deployment_id = request.args.get("type_id", platform.settings.deployment_id)
    url = f"{platform.settings.base_url}/ags/{context_id}/lineitems/{column_id}/lineitem?type_id={deployment_id}"
    headers = {name: request.headers[name] for name in LOGGED if name in request.headers}
    payload = request.get_data().decode("utf-8", "replace")
    log_message(platform.store, ScoreMessage(url, platform.clock(), headers, payload, status))
