"""Where a warm launch's CPU goes: login, launch, the way to the page and the page, in one process without a server.

`python -m tests.benchmarks.bench_launches_parts [LAUNCHES [FILE]]`. With FILE, what cProfile saw is kept there.
"""

import cProfile
import os
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lms_plugin.demo.platform.people import find_person
from tests.benchmarks.bench_launches import come_far
from tests.benchmarks.bench_scores import makers
from tests.harness.house import House

PARTS = ("login", "launch", "way", "page")
FORM = "application/x-www-form-urlencoded"


class LoggingHouse(House):
    """As served: each request writes its log line."""

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "LOG_LEVEL": "INFO"}


class Caller:
    """One browser that keeps its cookies, in front of the WSGI application itself; counts the CPU of each answer."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cookies: dict[str, str] = {}
        self.spent: dict[str, list[float]] = {part: [] for part in PARTS}
        self.profile: cProfile.Profile | None = None

    def call(self, part: str, path: str, form: dict[str, str] | None = None) -> str:
        """Ask; the address that the answer leads to, empty for a page."""
        body = urlencode(form or {}).encode()
        answer: dict[str, Any] = {}

        def start(status: str, headers: Any, _error: object = None) -> Callable[[bytes], object]:
            answer.update(status=status, headers=headers)
            return lambda _chunk: None

        address = urlsplit(path)
        environ = {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": address.path,
            "QUERY_STRING": address.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": str(urlsplit(self.house.tool_url).port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": urlsplit(self.house.tool_url).netloc,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "CONTENT_TYPE": FORM,
            "CONTENT_LENGTH": str(len(body)),
        }
        if self.profile:
            self.profile.enable()
        began = time.process_time()
        chunks = self.house.app.wsgi_app(environ, start)
        b"".join(chunks)
        chunks.close()  # type: ignore[attr-defined]
        self.spent[part].append(time.process_time() - began)
        if self.profile:
            self.profile.disable()
        assert answer["status"][0] in "23", answer
        location = ""
        for name, value in answer["headers"]:
            if name == "Location":
                location = value
            if name == "Set-Cookie":
                key, _, content = value.split(";")[0].partition("=")
                self.cookies[key] = content
                if not content:
                    del self.cookies[key]
        return location

    def launch(self) -> None:
        settings, lms = self.house.platform.settings, self.house.platform.platform
        form = {"iss": settings.issuer, "client_id": settings.client_id, "login_hint": "amara"}
        form["target_link_uri"] = settings.tool_launch_url
        location = self.call("login", "/lti/login", form)
        while location.startswith("/"):
            location = self.call("login", location)
        query = {name: value[0] for name, value in parse_qs(urlsplit(location).query).items()}
        person, link = find_person("amara"), settings.find_link("3")
        assert person is not None
        assert link is not None
        claims = lms.launch_claims(person, link, query["nonce"])
        location = self.call("launch", "/lti/launch", {"state": query["state"], "id_token": lms.sign(claims)})
        while location:
            location = self.call("page", location)
            if location:
                self.spent["way"].append(self.spent["page"].pop())


def measure(house: House, launches: int, file: str | None) -> dict[str, float]:
    """Milliseconds of CPU a launch for each part."""
    caller = Caller(house)
    for _ in range(20):
        caller.launch()
    caller.spent = {part: [] for part in PARTS}
    caller.profile = cProfile.Profile(time.process_time) if file else None
    for _ in range(launches):
        caller.launch()
    if caller.profile and file:
        caller.profile.dump_stats(file)
    return {part: 1000 * median(times) if times else 0 for part, times in caller.spent.items()}


def main() -> None:
    """Each engine, at the module's page and in the middle of a lesson."""
    launches = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    file = sys.argv[2] if len(sys.argv) > 2 else None
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - the log of requests, for as long as the process lives
    print(f"{'CPU ms':12}" + "".join(f"{part:>8}" for part in (*PARTS, "all")))
    with tempfile.TemporaryDirectory() as place, makers(Path(place)) as found:
        for name, maker in found.items():
            folder = Path(place) / name
            folder.mkdir()
            url = maker.make()
            with LoggingHouse(url, folder) as house:
                for page in ("module", "lesson"):
                    spent = measure(house, launches, file and f"{file}.{name}.{page}")
                    figures = (*spent.values(), sum(spent.values()))
                    print(f"{name:12}" + "".join(f"{each:8.2f}" for each in figures), page, flush=True)
                    come_far(url, folder, everywhere=True)


if __name__ == "__main__":
    main()
