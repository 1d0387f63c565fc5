"""Assignment and Grade Services 2.0: sending a score, reading a result back.

pylti1p3 carries the nouns (service, line item, grade); its connector is replaced by ours (lti.connector).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.grade import Grade

from lms_plugin.core.outbound.client import Outbound
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.connector import Connector
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey

SCORE_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
MAXIMUM = 100


@dataclass(frozen=True, kw_only=True)
class Score:
    """One score message: always final, always out of 100. `score_ppm` in millionths of full credit."""

    user: str
    score_ppm: int
    stamp: datetime
    submitted_at: datetime | None = None
    comment: str | None = None


def write_stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and an explicit offset, as AGS 3.4.2 wants it."""
    return moment.isoformat(timespec="milliseconds")


def make_grade(score: Score) -> Grade:
    """The score as pylti1p3's Grade. Four decimals out of 100: exactly the figure that we show."""
    grade = (
        Grade()
        .set_user_id(score.user)
        .set_score_given(float(Decimal(score.score_ppm) * MAXIMUM / 1_000_000))
        .set_score_maximum(MAXIMUM)
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
        .set_timestamp(write_stamp(score.stamp))
    )
    if score.comment:
        grade.set_comment(score.comment)
    if score.submitted_at:
        grade.set_extra_claims({"submission": {"submittedAt": write_stamp(score.submitted_at)}})
    return grade


class GradeService:
    """The grade columns of one registration."""

    def __init__(
        self, registration: KnownRegistration, *, outbound: Outbound, tokens: AccessTokens, key: SigningKey
    ) -> None:
        self._connector = Connector(registration, outbound=outbound, tokens=tokens, key=key)

    def send_score(self, line_item_url: str, score: Score) -> None:
        """Send a score. Returning means that the platform answered with success.

        Raises ServiceRefusedError, and OutboundError, whose `sent` tells whether the score may have arrived.
        """
        service = AssignmentsGradesService(self._connector, {"scope": [SCORE_SCOPE], "lineitem": line_item_url})
        service.put_grade(make_grade(score))

    def read_result(self, line_item_url: str, user: str) -> int | None:
        """What the platform holds for this person, in millionths of full credit; None where it has no grade.

        Raises ServiceRefusedError and OutboundError.
        """
        url = _results_url(line_item_url, user)
        answer = self._connector.exchange((RESULT_SCOPE,), "GET", url, {"Accept": RESULTS_TYPE})
        return _find_result(answer.body, user)


def _results_url(line_item_url: str, user: str) -> str:
    """`/results` goes before the query (Moodle's line items carry one)."""
    parts = urlsplit(line_item_url)
    query = "&".join(part for part in (parts.query, f"user_id={quote(user, safe='')}") if part)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/results", query=query))


def _find_result(body: bytes, user: str) -> int | None:
    try:
        results = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        return None
    for result in results if isinstance(results, list) else []:
        # Some platforms ignore the filter, so it is checked again here.
        if not isinstance(result, dict) or result.get("userId") != user:
            continue
        score, maximum = result.get("resultScore"), result.get("resultMaximum", Decimal(1))
        if isinstance(score, Decimal) and isinstance(maximum, Decimal) and maximum > 0:
            return int(score * 1_000_000 / maximum)
    return None
