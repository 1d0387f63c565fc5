"""A browser without a screen: keeps cookies as Chromium does on the loopback, follows redirects, posts forms."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from urllib3 import PoolManager, Retry, Timeout, encode_multipart_formdata

from tests.harness.pages import Form, Page

HOPS = 10


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


class Browser:
    """One browser profile. Cookies are kept by site, path and name; ports do not part them, as in real ones."""

    def __init__(self) -> None:
        self._http = PoolManager(retries=Retry(0, redirect=False), timeout=Timeout(60))
        self.cookies: dict[tuple[str, str, str], str] = {}
        self.visited: list[Page] = []

    def close(self) -> None:
        self._http.clear()

    def get(self, url: str, *, follow: bool = True, origin: str | None = None, **headers: str) -> Page:
        return self._go("GET", url, None, follow=follow, origin=origin, headers=headers)

    def submit(self, page: Page, form: Form, *, follow: bool = True, **changes: Any) -> Page:
        """Send a form as its page would."""
        data = urlencode(form.data(**changes))
        if form.method == "get":
            return self._go("GET", f"{form.action.split('?')[0]}?{data}", None, follow=follow, origin=page.url)
        return self._go("POST", form.action, data.encode(), follow=follow, origin=page.url)

    def post(
        self, url: str, data: dict[str, str], *, origin: str | None = None, follow: bool = True, **headers: str
    ) -> Page:
        return self._go("POST", url, urlencode(data).encode(), follow=follow, origin=origin or url, headers=headers)

    def upload(self, page: Page, form: Form, field: str, name: str, content: bytes, **changes: Any) -> Page:
        """Send a form with a file as its page would."""
        parts: list[tuple[str, Any]] = [*form.data(**{field: None, **changes}), (field, (name, content, "text/csv"))]
        body, kind = encode_multipart_formdata(parts)
        return self._go("POST", form.action, body, follow=True, origin=page.url, headers={"Content-Type": kind})

    def upload_cut(self, page: Page, form: Form, field: str, name: str, content: bytes, *, share: float) -> None:
        """The same, but the connection ends when a share of it was sent."""
        body, kind = encode_multipart_formdata([*form.data(**{field: None}), (field, (name, content, "text/csv"))])
        place = urlsplit(form.action)
        sent = {"Content-Type": kind, "Content-Length": str(len(body)), "Sec-Fetch-Site": "same-origin"}
        connection = HTTPConnection(str(place.hostname), place.port, timeout=20)
        connection.putrequest("POST", place.path)
        for header, value in (sent | {"Cookie": self._cookie_header(form.action)}).items():
            connection.putheader(header, value)
        connection.endheaders(body[: int(len(body) * share)])
        connection.close()

    def post_json(self, url: str, body: bytes, *, token: str, origin: str | None = None) -> Page:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": token}
        return self._go("POST", url, body, follow=False, origin=origin or url, headers=headers)

    def send(self, method: str, url: str, **headers: str) -> Page:
        """Any method, from a page of the same site, with an empty form."""
        form = None if method in ("GET", "HEAD", "OPTIONS") else b""
        return self._go(method, url, form, follow=False, origin=url, headers=headers)

    def _go(
        self,
        method: str,
        url: str,
        body: bytes | None,
        *,
        follow: bool,
        origin: str | None,
        headers: dict[str, str] | None = None,
    ) -> Page:
        for _ in range(HOPS):
            page = self._request(method, url, body, origin, headers or {})
            self.visited.append(page)
            if not follow or page.status not in (301, 302, 303):
                return page
            method, body, url = "GET", None, urljoin(url, page.headers["location"])
        raise AssertionError(f"more than {HOPS} redirects, the last to {url}")

    def _request(self, method: str, url: str, body: bytes | None, origin: str | None, headers: dict[str, str]) -> Page:
        sent = {"Accept": "text/html", "Sec-Fetch-Site": self._site(url, origin), **headers}
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if cookie := self._cookie_header(url):
            sent["Cookie"] = cookie
        answer = self._http.request(method, url, body=body, headers=sent, redirect=False)
        for line in answer.headers.getlist("set-cookie"):
            self._keep(url, line)
        return Page(url, answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.data)

    @staticmethod
    def _site(url: str, origin: str | None) -> str:
        if origin is None:
            return "none"
        if _origin(url) == _origin(origin):
            return "same-origin"
        return "same-site" if urlsplit(url).hostname == urlsplit(origin).hostname else "cross-site"

    def _cookie_header(self, url: str) -> str:
        parts = urlsplit(url)
        return "; ".join(
            f"{name}={value}"
            for (host, path, name), value in self.cookies.items()
            if host == parts.hostname and (parts.path or "/").startswith(path)
        )

    def _keep(self, url: str, line: str) -> None:
        first, *rest = (part.strip() for part in line.split(";"))
        name, _, value = first.partition("=")
        attributes = {k.lower(): v for k, _, v in (part.partition("=") for part in rest)}
        key = (urlsplit(url).hostname or "", attributes.get("path", "/"), name)
        if attributes.get("max-age") == "0":
            self.cookies.pop(key, None)
        else:
            self.cookies[key] = value
