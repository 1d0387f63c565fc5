"""What the launch benchmarks run: a platform, the tool as `lms-plugin serve` serves it, the yardstick, the load.

The scripts of platform, yardstick and load are not ours; they lie in ../shared/benchmark. They run in an environment of
their own (.peers/rig), which sees our packages, so that both sides have the same versions, and adds what it lacks.
"""

import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from lms_plugin.demo.setup import COURSE, SLOTS
from lms_plugin.serve import THREADS
from tests.harness.databases import SECRETS

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(os.environ.get("BENCHMARK_SCRIPTS", ROOT.parent / "shared" / "benchmark"))
ENVIRONMENT = ROOT / ".peers" / "rig"
PYTHON = str(ENVIRONMENT / "bin" / "python")
TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CLIENT_ID, DEPLOYMENT_ID = "client-1", "dep-1"

YARDSTICK = """
import sys
from granian import Granian
from granian.constants import HTTPModes, Interfaces
Granian(sys.argv[4], address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers=int(sys.argv[2]), blocking_threads=int(sys.argv[3]), http=HTTPModes.http1, log_access=False).serve()
"""

# The load of the rig, with claims of our own in each token.
LOAD = """
import json, os, launch_load, simlib
made, ours = simlib.launch_claims, json.loads(os.environ["CLAIMS"])
simlib.launch_claims = lambda **facts: made(**facts) | {simlib.CLAIM + name: value for name, value in ours.items()}
launch_load.main()
"""


def prepare() -> None:
    """Make the environment of the scripts where it is missing (pip asks the registry)."""
    if not (SCRIPTS / "reference_tool.py").exists():
        sys.exit(f"The yardstick is not at {SCRIPTS}; BENCHMARK_SCRIPTS names another folder.")
    ready = ENVIRONMENT / ".ready"
    if ready.exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    [packages] = ENVIRONMENT.glob("lib/python*/site-packages")
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"))
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "-r", SCRIPTS / "requirements-rig.txt"], check=True)
    ready.touch()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(command: list[str], environment: Mapping[str, str], folder: Path, name: str) -> Iterator[int]:
    """A server while it is needed; its pid. What it says goes to a file."""
    with (folder / f"{name}.log").open("wb") as log:
        running = subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield running.pid
        finally:
            running.terminate()
            running.wait(timeout=60)


def wait_for(address: str) -> None:
    """Until something answers there."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def ask(address: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=10) as answer:
        return json.load(answer)


class Platform:
    """The fast platform of the rig."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.keys, port = folder / "keys", free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [PYTHON, str(SCRIPTS / "platform_sim.py"), "--keys", str(self.keys), "--port", str(port)]
        stack.enter_context(process(command, {}, folder, "platform"))
        wait_for(f"{self.url}/_stats")

    def fetches(self) -> int:
        """How many times its key set was asked for."""
        count: int = ask(f"{self.url}/_stats")["hits"].get("jwks", 0)
        return count


class Tool:
    """One of the two that are compared: where it is, and what its processes are."""

    login: str
    launch: str
    pid: int


class Yardstick(Tool):
    """The least that is still a correct launch, in Flask, under our server."""

    module = "reference_tool"

    def __init__(self, stack: ExitStack, folder: Path, platform: Platform, dsn: str, workers: int) -> None:
        port = free_port()
        environment = {
            "STACK": "real",
            "DB": f"pg:{dsn}",
            "PLATFORM": platform.url,
            "ISSUER": platform.url,
            "CLIENT_ID": CLIENT_ID,
            "DEPLOYMENT_ID": DEPLOYMENT_ID,
            "PYTHONPATH": os.pathsep.join((str(SCRIPTS), str(Path(__file__).parent))),
            "PAGE_BYTES": "6657",
        }
        command = [PYTHON, "-c", YARDSTICK, str(port), str(workers), str(THREADS), f"{self.module}:app"]
        self.login, self.launch = (f"http://127.0.0.1:{port}/{path}" for path in ("login", "launch"))
        self.pid = stack.enter_context(process(command, environment, folder, self.module))
        wait_for(f"http://127.0.0.1:{port}/")


class Floor(Yardstick):
    """Our requests, statements and bytes of page, and nothing else (floor_tool)."""

    module = "floor_tool"


class Product(Tool):
    """Ours: installed, registered and offered by its own commands, served by `lms-plugin serve`."""

    def __init__(self, stack: ExitStack, folder: Path, platform: Platform, database: str, workers: int) -> None:
        folder.mkdir()
        port = free_port()
        url = f"http://localhost:{port}"
        settings = {"DATABASE_URL": database, "INSTANCE_PATH": str(folder), "PUBLIC_URL": url, "TRIAL": "1", **SECRETS}
        self.database = database
        self.environment = {f"LMS_PLUGIN_{name}": value for name, value in settings.items()}
        self._set_up(platform)
        command = [sys.executable, "-m", "lms_plugin.cli", "serve", "--bind", f"127.0.0.1:{port}"]
        self.pid = stack.enter_context(
            process([*command, "--workers", str(workers)], self.environment, folder, "product")
        )
        self.login, self.launch = f"{url}/lti/login", f"{url}/lti/launch"
        wait_for(f"{url}/healthz")

    def command(self, *words: str) -> str:
        """`lms-plugin` with these words; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "lms_plugin.cli", *words],
            env={**os.environ, **self.environment},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def _set_up(self, platform: Platform) -> None:
        self.command("db", "upgrade")
        self.command("courses", "publish")
        addresses = {"auth-login": "auth", "auth-token": "token", "jwks": "jwks"}
        urls = [word for name, path in addresses.items() for word in (f"--{name}-url", f"{platform.url}/{path}")]
        who = ["--issuer", platform.url, "--client-id", CLIENT_ID, "--deployment-id", DEPLOYMENT_ID]
        self.command("platforms", "add", *who, *urls)
        [tenant] = TENANT.findall(self.command("tenants", "list"))
        slots = [word for name, value in SLOTS.items() for word in ("--slot", f"{name}={value}")]
        self.command("courses", "offer", COURSE, "--tenant", tenant, *slots)


def load(
    tool: Tool, platform: Platform, *, claims: Mapping[str, Any], seconds: float, users: int, rate: float | None = None
) -> dict[str, float]:
    """Launch for so long, eight at a time or `rate` a second; the figures of the load script."""
    command = [PYTHON, "-c", LOAD, "--keys", str(platform.keys), "--login", tool.login, "--launch", tool.launch]
    command += ["--client-id", CLIENT_ID, "--deployment-id", DEPLOYMENT_ID, "--issuer", platform.url]
    command += ["--platform-base", platform.url, "--seconds", str(seconds), "--users", str(users), "--warmup", "0"]
    command += ["--pid", f"server={tool.pid}"]
    command += ["--rate", str(rate)] if rate else []
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "CLAIMS": json.dumps(claims)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool.login}: {done.stderr}{done.stdout}")
    figures: dict[str, float] = json.loads(done.stdout)["median"]
    return figures
