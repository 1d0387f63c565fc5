"""What the platform holds for each person in each column, and the log of every score message it was sent."""

import json
import math
import sqlite3
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

from lms_plugin.demo.platform.columns import Column
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.scores import Score
from lms_plugin.demo.platform.store import Store

FUTURE_ALLOWED = 60.0  # seconds that a tool's clock may be ahead before the specification profile refuses


@dataclass(frozen=True)
class Result:
    """The last score taken for one person in one column. `score` is None after an erasing message."""

    line_item: int
    sub: str
    score: float | None
    comment: str | None
    given: float | None
    given_maximum: float | None
    activity_progress: str
    grading_progress: str
    timestamp: str
    stamp: float | None
    received: float


@dataclass(frozen=True)
class ScoreMessage:
    """One POST to a scores address, whatever became of it. `payload` is the body as it came."""

    line_item: str
    received: float
    headers: Mapping[str, str]
    payload: str
    status: int

    def json(self) -> Any:
        return json.loads(self.payload)


def take_score(store: Store, column: Column, score: Score, now: float, *, like_moodle: bool) -> Result:
    """Change the grade as the message asks, or refuse: 409 when a later one was taken."""
    decide = _as_moodle if like_moodle else _as_specified
    with store.writing() as rows:
        row = rows.execute("SELECT * FROM result WHERE line_item = ? AND sub = ?", (column.id, score.sub)).fetchone()
        after = decide(_result(row) if row else None, _as_sent(column, score, now))
        rows.execute(f"INSERT OR REPLACE INTO result VALUES ({', '.join('?' * 11)})", astuple(after))  # noqa: S608
    return after


def list_results(store: Store) -> dict[tuple[int, str], Result]:
    """Every result, by column and person."""
    results = [_result(row) for row in store.rows("SELECT * FROM result ORDER BY line_item, sub")]
    return {(result.line_item, result.sub): result for result in results}


def log_message(store: Store, message: ScoreMessage) -> None:
    store.write(
        "INSERT INTO score_message (line_item, received, headers, payload, status) VALUES (?, ?, ?, ?, ?)",
        (message.line_item, message.received, json.dumps(dict(message.headers)), message.payload, message.status),
    )


def list_messages(store: Store) -> list[ScoreMessage]:
    """Oldest first."""
    return [
        ScoreMessage(row["line_item"], row["received"], json.loads(row["headers"]), row["payload"], row["status"])
        for row in store.rows("SELECT * FROM score_message ORDER BY id")
    ]


def _as_sent(column: Column, score: Score, now: float) -> Result:
    return Result(
        line_item=column.id,
        sub=score.sub,
        score=score.on_scale(column.maximum),
        comment=score.comment,
        given=score.given,
        given_maximum=score.maximum,
        activity_progress=score.activity_progress,
        grading_progress=score.grading_progress,
        timestamp=score.timestamp,
        stamp=score.stamp,
        received=now,
    )


def _as_moodle(before: Result | None, sent: Result) -> Result:
    """Moodle 4.5: whole seconds, equal is too late, and what is not a final score wipes grade and clock."""
    if _second(before) >= _second(sent):
        raise PlatformError(409, "Refusing score with an earlier timestamp: one of that second or later is held.")
    if sent.score is None or sent.grading_progress != "FullyGraded":
        return replace(sent, score=None, comment=None, stamp=None)
    return sent


def _as_specified(before: Result | None, sent: Result) -> Result:
    """AGS 2.0, section 3.4: an older score changes nothing, and one that is not final may be passed over."""
    if sent.stamp is not None and sent.stamp > sent.received + FUTURE_ALLOWED:
        raise PlatformError(400, "The timestamp lies in the future.")
    if before and before.stamp is not None and sent.stamp is not None and before.stamp > sent.stamp:
        raise PlatformError(409, "A score with a later timestamp is held.")
    if sent.score is not None and sent.grading_progress != "FullyGraded":
        return replace(sent, score=before.score if before else None)
    return sent


def _second(result: Result | None) -> float:
    """The whole second of a message; before all others where none is held."""
    return -math.inf if result is None or result.stamp is None else math.floor(result.stamp)


def _result(row: sqlite3.Row) -> Result:
    return Result(**{field.name: row[field.name] for field in fields(Result)})
