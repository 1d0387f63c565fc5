"""Our way to a platform's services: pooled connections, tokens cached by registration, and pylti1p3's seam over both.

A success without JSON is taken for what it is (Moodle answers a score with 200 and nothing).
"""

from collections.abc import Sequence

from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse

from lms_plugin.core.outbound.client import Answer, Outbound
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey

MAX_BYTES = 1024 * 1024


class Connector(ServiceConnector):
    """pylti1p3's way out, on our pool and our tokens. Its own __init__ would open a second pool: it is not called."""

    def __init__(
        self, registration: KnownRegistration, *, outbound: Outbound, tokens: AccessTokens, key: SigningKey
    ) -> None:
        self._known, self._outbound, self._tokens, self._key = registration, outbound, tokens, key

    def make_service_request(
        self,
        scopes: Sequence[str],
        url: str,
        is_post: bool = False,
        data: str | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        case_insensitive_headers: bool = False,
    ) -> TServiceConnectorResponse:
        """pylti1p3's seam. The body is not read: a score's answer says nothing that we need."""
        # Moodle answers a POST that accepts only application/json with 400 "No handler found".
        headers = {"Accept": "*/*", "Content-Type": content_type} if is_post else {"Accept": accept}
        answer = self.exchange(tuple(scopes), "POST" if is_post else "GET", url, headers, data)
        return {"headers": dict(answer.headers), "body": None, "next_page_url": None}

    def exchange(
        self,
        scopes: tuple[str, ...],
        method: str,
        url: str,
        headers: dict[str, str],
        data: str | None = None,
        *,
        max_bytes: int = MAX_BYTES,
    ) -> Answer:
        """One request and its successful answer; where the token was refused, once more with a new one.

        Raises ServiceRefusedError and OutboundError.
        """
        answer = self._try(scopes, method, url, headers, data, max_bytes)
        if answer.status == 401:
            answer = self._try(scopes, method, url, headers, data, max_bytes)
        if not 200 <= answer.status < 300:
            raise ServiceRefusedError("service", answer)
        return answer

    def _try(
        self, scopes: tuple[str, ...], method: str, url: str, headers: dict[str, str], data: str | None, max_bytes: int
    ) -> Answer:
        token = self._tokens.get(self._known, scopes, self._key)
        answer = self._outbound.request(
            method,
            url,
            headers={**headers, "Authorization": f"Bearer {token}"},
            body=data.encode() if data is not None else None,
            max_bytes=max_bytes,
        )
        if answer.status == 401:
            self._tokens.drop(self._known, scopes, token)
        return answer
