"""A flood of tokens that name keys nobody has: how often the platform is asked, and what good launches feel of it.

`python -m tests.benchmarks.bench_unknown_kids [SECONDS [RATE]]`. Only what is compared within one run means anything.
"""

import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.bench_launches import LINK
from tests.benchmarks.launch_rig import PYTHON, SCRIPTS, Platform, Product, load, prepare
from tests.harness.postgresql import Cluster, find_binaries

WORKERS = 2
PAUSE = 5  # seconds between two fetches of one key set
CLAIMS = {"custom": LINK, "context": {"id": "course", "title": "Course"}}

# Each launch: a good login, and a token that another key has signed under a name of its own.
FLOOD = """
import asyncio, random, secrets, sys, time
sys.path.insert(0, sys.argv[1])
import aiohttp, launch_load, simlib
from urllib.parse import parse_qs, urlsplit
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives import serialization as s
login, launch, issuer, rate, seconds = *sys.argv[2:5], float(sys.argv[5]), float(sys.argv[6])
pem = rsa.generate_private_key(65537, 2048).private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
signer, seen = simlib.SigningKey(pem, "x"), {}

async def one(session):
    form = {"iss": issuer, "client_id": "client-1", "login_hint": "x", "target_link_uri": launch}
    cookie = {"Cookie": "__Host-browser=" + "b" * 43}
    async with session.post(login, data=form, headers=cookie, allow_redirects=False) as answer:
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        cookie["Cookie"] += "; " + "; ".join(f"{k}={m.value}" for k, m in answer.cookies.items())
    claims = simlib.launch_claims(issuer=issuer, client_id="client-1", deployment_id="dep-1", user=1,
                                  nonce=query["nonce"][0], target_link_uri=launch, platform_base=issuer)
    signer._head = simlib.b64u(simlib.compact({"alg": "RS256", "kid": secrets.token_hex(8)}))
    form = {"state": query["state"][0], "id_token": signer.sign(claims)}
    async with session.post(launch, data=form, headers=cookie, allow_redirects=False) as answer:
        seen[answer.status] = seen.get(answer.status, 0) + 1

async def main():
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        began, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0, began + number / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(one(session)))
        await asyncio.gather(*tasks)
        print(*(f"{status}: {count}" for status, count in sorted(seen.items())), sep=", ", end="")
        print(f", in {time.perf_counter() - began:.1f} s")

asyncio.run(main())
"""


@contextmanager
def flood(tool: Product, platform: Platform, *, rate: float, seconds: float) -> Iterator[None]:
    """Bad launches meanwhile; says how they were answered."""
    command = [PYTHON, "-c", FLOOD, str(SCRIPTS), tool.login, tool.launch, platform.url, str(rate), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield
        said = running.stdout.read().strip()
    print(f"bad launches by status: {said or 'the flood failed'}")


def measure(name: str, tool: Product, platform: Platform, *, rate: float, seconds: float) -> None:
    """Good launches at five a second, quietly and then in the flood."""
    load(tool, platform, claims=CLAIMS, seconds=5, users=20)
    quiet = load(tool, platform, claims=CLAIMS, seconds=seconds, users=20, rate=5)
    before, began = platform.fetches(), time.monotonic()
    with flood(tool, platform, rate=rate, seconds=seconds):
        busy = load(tool, platform, claims=CLAIMS, seconds=seconds, users=20, rate=5)
    took = time.monotonic() - began
    fetches, most = platform.fetches() - before, math.ceil(took / PAUSE) + 1
    print(f"{name}: {fetches} fetches of the key set in {took:.0f} s (at most {most})")
    print(f"{name}: p95 of good launches {quiet['p95_ms']:.0f} ms, in the flood {busy['p95_ms']:.0f} ms, ", end="")
    print(f"{busy['p95_ms'] / quiet['p95_ms']:.2f} × (at most 3)", flush=True)


def main() -> None:
    """On PostgreSQL and SQLite."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 100
    prepare()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        databases = {"sqlite": f"sqlite:///{folder}/tool.sqlite"}
        binaries = find_binaries()
        if binaries is not None:
            cluster = Cluster(binaries)
            stack.callback(cluster.stop)
            cluster.start()
            databases["postgresql"] = cluster.url("postgres")
        platform = Platform(stack, folder)
        for engine, database in databases.items():
            with ExitStack() as running:
                tool = Product(running, folder / engine, platform, database, WORKERS)
                measure(engine, tool, platform, rate=rate, seconds=seconds)


if __name__ == "__main__":
    main()
