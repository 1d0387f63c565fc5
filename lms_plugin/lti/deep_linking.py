"""The signed answer to a deep-linking request (LTI Deep Linking 2.0, section 4.5).

pylti1p3 carries the nouns; its answer is corrected where platforms are strict: no claim is ever null, the time lies a
little back for clocks that grant no leeway (Moodle), and the nonce does not tell the machine's network address.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

import jwt
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration

from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey

CLOCK_SLACK = 5
LIFE = 300


@dataclass(frozen=True, kw_only=True)
class GradeColumn:
    """The column that the platform is asked to make with a link. `points` is a whole number.

    `review_url`: where the platform's gradebook may open a person's answers (Submission Review 1.0, section 3).
    """

    points: int
    label: str
    resource_id: str
    tag: str
    review_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContentItem:
    """One link to be placed in the course: what opens is named by custom parameters, never by the address."""

    title: str
    url: str
    custom: dict[str, str] = field(default_factory=dict)
    column: GradeColumn | None = None
    opens: datetime | None = None
    due: datetime | None = None


class _Answer(DeepLink):
    """pylti1p3's answer, signed by our own key."""

    def __init__(self, registration: Registration, deployment_id: str, data: str | None, key: SigningKey) -> None:
        super().__init__(registration, deployment_id, {} if data is None else {"data": data})
        self._key = key

    def _generate_nonce(self) -> str:
        return token_urlsafe(24)

    def get_message_jwt(self, resources: Sequence[DeepLinkResource]) -> dict[str, object]:
        """The claims, without those that are null."""
        now = int(time.time())
        claims: dict[str, object] = super().get_message_jwt(resources)
        claims |= {"aud": self._registration.get_issuer(), "iat": now - CLOCK_SLACK, "exp": now + LIFE}
        return {name: value for name, value in claims.items() if value is not None}

    def encode_jwt(self, message: dict[str, Any]) -> str:
        """RS256, with the kid under which our key set publishes the key."""
        return jwt.encode(message, self._key.private_key, algorithm="RS256", headers={"kid": self._key.kid})


def sign_answer(
    registration: KnownRegistration,
    items: Sequence[ContentItem],
    *,
    deployment_id: str,
    data: str | None,
    key: SigningKey,
) -> str:
    """The JWT for the platform's return address; `data` as the request had it. No items: nothing was chosen."""
    ours = Registration().set_issuer(registration.issuer).set_client_id(registration.client_id)
    answer: str = _Answer(ours, deployment_id, data, key).get_response_jwt([_resource(item) for item in items])
    return answer


class _Resource(DeepLinkResource):
    """pylti1p3's content item with what it has no words for."""

    def __init__(self, more: dict[str, Any]) -> None:
        super().__init__()
        self._more = more

    def to_dict(self) -> dict[str, Any]:
        """The content item as JSON."""
        return {**super().to_dict(), **self._more}


def _windows(item: ContentItem) -> dict[str, Any]:
    """Dates as the specification has them (LTI-DL 2.0, section 3.2.1); none where none was chosen."""
    windows: dict[str, Any] = {}
    if item.opens is not None:
        windows["available"] = {"startDateTime": item.opens.isoformat()}
    if item.due is not None:
        windows["submission"] = {"endDateTime": item.due.isoformat()}
    return windows


def _resource(item: ContentItem) -> DeepLinkResource:
    resource = _Resource(_windows(item))
    resource.set_title(item.title).set_url(item.url).set_custom_params(item.custom)
    if item.column is not None:
        column = LineItem().set_score_maximum(item.column.points).set_label(item.column.label)
        if item.column.review_url is not None:
            column.set_submission_review(["Submitted", "Completed"], url=item.column.review_url)
        resource.set_lineitem(column.set_resource_id(item.column.resource_id).set_tag(item.column.tag))
    return resource
