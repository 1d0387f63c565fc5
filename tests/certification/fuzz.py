"""Thousands of mutated logins and launches, and after each one what must hold; the same seed makes the same cases.

`python -m tests.certification.fuzz --count 50000 --seed 7` runs many; `--first 1234 --count 1` repeats one of them.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.certification.fuzz_claims import CLAIMS, Draft, draft
from tests.certification.fuzz_http import HEADERS, METHODS, PATHS
from tests.certification.fuzz_logins import LOGIN, login_fields
from tests.certification.fuzz_oracle import SESSION, Begun, Known, check, check_login
from tests.certification.fuzz_requests import FORM, REQUEST, other_cookies
from tests.certification.fuzz_shot import TOKEN, Shot
from tests.certification.fuzz_signing import HEADER, KEY, TEXT
from tests.certification.fuzz_target import Answer, Platform, Request, Target, dump, form

REASON = re.compile(rb"<code>([a-z_.]+)</code>")
BROWSERS: Final = 4
OLD: Final = 240  # seconds; a state lives for six hundred
STAGES: Final = ("claims", "claims", "claims", "text", "header", "key", "token", "token", "form", "form", "request")


@dataclass
class Report:
    """What a run saw. `problems` is empty where everything held."""

    seed: int
    cases: int = 0
    requests: int = 0
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    mutations: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people."""
        found = [
            f"seed {self.seed}: {self.cases} cases, {self.requests} requests, {self.seconds:.0f} s",
            f"status classes: {_counts(self.statuses)}",
            f"sessions opened: {sum(self.opened.values())} ({_counts(self.opened)})",
            f"outcomes: {_counts(self.outcomes)}",
            f"mutations: {_counts(self.mutations)}",
            f"5xx: {self.statuses['5xx']}, problems: {len(self.problems)}",
        ]
        return found + self.problems[:50]


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counter.most_common())


class Fuzz:
    """One run over one target."""

    def __init__(self, target: Target, seed: int) -> None:
        self.target, self.seed = target, seed
        self.report, self.known = Report(seed), Known()
        self._browsers = [f"browser-{n}-{'x' * 30}" for n in range(BROWSERS)]
        self._begun: list[tuple[float, Begun]] = []
        self._spent: list[Begun] = []
        self._case, self._names = 0, ""
        self._setting = random.Random(seed)  # for the logins behind a case, so that each case is the same run alone

    def run(self, count: int, first: int = 0) -> Report:
        began = time.monotonic()
        for self._case in range(first, first + count):
            rng = random.Random(f"{self.seed}:{self._case}")
            self.known.tokens.clear()
            kinds: tuple[Callable[[random.Random], None], ...] = (
                self._login,
                self._replay,
                self._elsewhere,
                self._plain,
            )
            (kind,) = rng.choices((self._launch, *kinds), weights=(72, 18, 4, 4, 2))
            self._setting = random.Random(f"{self.seed}:{self._case}:logins")
            kind(rng)
            self.report.cases += 1
        self.report.seconds = time.monotonic() - began
        return self.report

    def _note(self, *problems: str) -> None:
        self.report.problems += [f"case {self._case} ({self._names}): {problem}" for problem in problems]

    def _send(self, request: Request) -> tuple[Answer, int | None]:
        answer = self.target.send(request)
        problems, session = check(self.target, self.known, request, answer)
        if request.path == "/lti/login":
            problems += check_login(self.target.platforms, answer)
        self._note(*problems)
        self.report.requests += 1
        self.report.statuses[f"{answer.status // 100}xx"] += 1
        return answer, session

    # Logins that the tool really begins

    def _begin(self, platform: Platform) -> Begun:
        cookies = {"__Host-browser": self._setting.choice(self._browsers)}
        answer, _ = self._send(Request("POST", "/lti/login", body=form(login_fields(platform)), cookies=cookies))
        query = parse_qs(urlsplit(answer.header("location")).query)
        cookies |= answer.cookies()
        name = next(name for name in cookies if name.startswith("__Host-login-"))
        begun = Begun(platform, query["state"][0], query["nonce"][0], cookies, name)
        self.known.logins[begun.state] = begun
        self._begun.append((time.monotonic(), begun))
        return begun

    def _get(self, platform: Platform, unlike: Begun | None = None) -> Begun:
        """A login that nobody has used yet: most launches are refused and leave theirs unspent."""
        for place, (at, begun) in enumerate(self._begun):
            if begun.spent or time.monotonic() - at > OLD:
                del self._begun[place]
                self.known.logins = {each.state: each for _, each in self._begun} | {begun.state: begun}
                self._spent = [*self._spent[-19:], begun]
                return self._get(platform, unlike)
            if begun.platform is platform and begun is not unlike:
                return begun
        return self._begin(platform)

    def _platform(self, rng: random.Random) -> Platform:
        (name,) = rng.choices(("a", "b", "c"), weights=(6, 2, 2))
        return self.target.platforms[name]

    def _draft(self, rng: random.Random) -> Draft:
        begun = self._get(self._platform(rng))
        return draft(rng, self.target, begun, lambda: self._get(self._platform(self._setting), begun), self._spent)

    # The kinds of cases

    def _launch(self, rng: random.Random) -> None:
        """A launch with one mutation, or two or three."""
        made = self._draft(rng)
        stages = sorted(rng.choices(STAGES, k=rng.choice((1, 1, 1, 1, 2, 2, 3))), key=list(dict.fromkeys(STAGES)).index)
        self._apply(stages, "claims", CLAIMS, made)
        made.payload = dump(made.claims)
        for stage, ways in (("text", TEXT), ("header", HEADER), ("key", KEY)):
            self._apply(stages, stage, ways, made)
        shot = self._shot(made, made.sign())
        for stage, more in (
            ("token", TOKEN),
            ("form", FORM),
            ("request", REQUEST),
        ):
            self._apply(stages, stage, more, shot)
        self._fire(rng, shot.finish())

    def _apply(self, stages: list[str], stage: str, ways: tuple[Callable[[Any], None], ...], subject: Any) -> None:
        """Whatever of the chosen stages is this one. The names are kept for the report."""
        while stages and stages[0] == stage:
            stages.pop(0)
            way = subject.rng.choice(ways)
            self._names = f"{self._names} {way.__name__}".strip()
            self.report.mutations[way.__name__] += 1
            way(subject)

    def _shot(self, made: Draft, token: str) -> Shot:
        signer = next((p for p in self.target.platforms.values() if made.key in p.keys.values()), None)
        if signer is not None:
            self.known.tokens[token] = signer.name
        begun = made.begun
        request = Request("POST", "/lti/launch", cookies=dict(begun.cookies))
        fields = [("state", begun.state), ("id_token", token)]
        return Shot(made.rng, self.target, request, fields, begun, made.other, tuple(self._spent))

    def _fire(self, rng: random.Random, request: Request) -> tuple[Answer, int | None]:
        answer, session = self._send(request)
        self.report.outcomes[_outcome(answer)] += 1
        if session is not None:
            self.report.opened[self._names or "unchanged"] += 1
            self._look_inside(rng, request, answer, session)
        self._names = ""
        return answer, session

    def _look_inside(self, rng: random.Random, request: Request, answer: Answer, session: int) -> None:
        """The new session's own pages: who it is for, and for some the page that a person would see."""
        place, cookies = answer.header("location"), {**request.cookies, **answer.cookies()}
        shown, _ = self._send(Request("GET", f"{place}session", cookies=cookies))
        (row,) = self.target.rows(SESSION, session)
        person = {
            "sub": row["sub"],
            "role": row["role"],
            "context": row["context"] or None,
            "resource_link": row["link"],
        }
        if shown.status != 200 or json.loads(shown.body) != person:
            self._note(f"its own page answers {shown.status} and not who it is for")
        if rng.random() < 0.25:
            page, _ = self._send(Request("GET", place, cookies=cookies))
            if page.status in (302, 303):
                page, _ = self._send(Request("GET", page.header("location").split("?")[0], cookies=cookies))
            if page.status not in (200, 302, 303):
                self._note(f"the page that it leads to answers {page.status}")

    def _plain(self, rng: random.Random) -> None:
        """Nothing changed: it has to open, or the refusals of the others would prove nothing."""
        made = self._draft(rng)
        made.payload = dump(made.claims)
        _, session = self._fire(rng, self._shot(made, made.sign()).finish())
        if session is None:
            self._note("a good launch was refused")

    def _replay(self, rng: random.Random) -> None:
        """A good launch, and the same again: by the same browser, by another, with a new token for the old nonce."""
        made = self._draft(rng)
        made.payload = dump(made.claims)
        request = self._shot(made, made.sign()).finish()
        self._names = "replay"
        self._fire(rng, request)
        again = self._shot(made, made.sign())
        if rng.random() < 0.5:
            made.payload = dump({**made.claims, "sub": "dana"})
            again = self._shot(made, made.sign())
        if rng.random() < 0.3:
            other_cookies(again)
        self._names = "replay, again"
        self.report.mutations["replay"] += 1
        _, session = self._fire(rng, again.finish())
        if session is not None:
            self._note("a used launch was taken again")

    def _login(self, rng: random.Random) -> None:
        platform = self._platform(rng)
        cookies = {"__Host-browser": rng.choice(self._browsers)} if rng.random() < 0.7 else {}
        request = Request("POST", "/lti/login", cookies=cookies)
        shot = Shot(rng, self.target, request, login_fields(platform))
        self._apply(["login"] * rng.choice((1, 1, 2, 3)), "login", LOGIN, shot)
        self._fire(rng, shot.finish())

    def _elsewhere(self, rng: random.Random) -> None:
        """Any address of the tool with any method, without a session or with a made-up one."""
        path = rng.choice(PATHS).encode("utf-8", "surrogatepass").decode("latin-1")
        request = Request(rng.choice(("GET", "POST", *METHODS)), path, query=rng.choice(("", "a=%ff", "x" * 9000)))
        request.cookies = {"__Host-browser": "x", "__Secure-launch": rng.choice(("", "x", "\xff", '"'))}
        request.headers = dict(rng.choice(HEADERS))
        self.report.mutations["elsewhere"] += 1
        self._fire(rng, request)


def _outcome(answer: Answer) -> str:
    """The reason code of a refusal; else the status, and for a redirect whether it opened or led on."""
    if reason := REASON.search(answer.body):
        return reason[1].decode()
    if answer.status == 303:
        return "opened" if answer.header("location").startswith("/l/") else "led on"
    return str(answer.status)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, Target(Path(folder) / "fuzz.sqlite") as target:
        report = Fuzz(target, options.seed).run(options.count, options.first)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
