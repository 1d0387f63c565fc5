"""Values that no platform should send, and texts bent a little: drawn from a seeded source, so each comes again."""

import random
from typing import Any, Final

V2: Final = "http://purl.imsglobal.org/vocab/lis/v2"
ROLES: Final = (
    *("Instructor", "Learner", "Administrator", "Mentor", "instructor", "Instructor ", "NonInstructor", "#Instructor"),
    *(f"{V2}/membership#{name}" for name in ("Instructor", "Learner", "Mentor", "Administrator", "Officer", "")),
    *(
        f"{V2}/membership/{name}"
        for name in ("Instructor#TeachingAssistant", "Instructor#Grader", "Learner#Instructor")
    ),
    *(f"{V2}/institution/person#{name}" for name in ("Instructor", "Faculty", "Administrator", "Student")),
    *(f"{V2}/system/person#{name}" for name in ("Administrator", "SysAdmin", "TestUser")),
    *("http://evil.example/membership#Instructor", f"{V2}/unknown#Instructor", "urn:lti:instrole:ims/lis/Instructor"),
    f"{V2}/membership#Instructor\u200b",
)
TEXTS: Final = (
    *("", " ", "\t\n", "\0", "a\0b", "\ud800", "x\udfff", "\ufeff", "é", "𝒳\u202e", "e\u0301", "ﬁ", "İ", "ß", "\x7f"),
    *(
        "<script>alert(1)</script>",
        "'; DROP TABLE users; --",
        "{{7*7}}",
        "${7*7}",
        "%s%s%n",
        "../../etc/passwd",
        "\r\nX: y",
    ),
    *("x" * 255, "x" * 256, "é" * 255, "x" * 5000, "null", "true", "0", "NaN", "amara", "dana", "1", "7", "3"),
)
ADDRESSES: Final = (
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "https://evil.example/",
        "http://[::1",
        "http://[fd00::1]/",
    ),
    *(
        "http://169.254.169.254/latest",
        "https://a b.example/",
        "https://x@y.example/",
        "https://bücher.example/",
        "https://",
    ),
    *(
        "https://lms.example;script-src *",
        "https://lms.example/\r\nX: y",
        "http://localhost:8000@evil.example/",
        "file:///x",
    ),
    *(
        "http://localhost:8000\\@evil.example/",
        "HTTP://LOCALHOST:8000/lti/launch",
        "http://localhost:80000/",
        "https://x:y/",
    ),
    *(
        "http://localhost:8000.evil.example/",
        "http://local\thost:8000/lti/launch",
        "https://" + "a" * 5000,
        "http://%00/",
        "x",
    ),
)
NUMBERS: Final = (
    0,
    -1,
    1,
    1.5,
    -0.0,
    1e30,
    1e308,
    -1e308,
    5e-324,
    2**31,
    2**53 + 1,
    2**63,
    10**19,
    10**25,
    float("nan"),
    float("inf"),
)


def odd_value(rng: random.Random, depth: int = 0) -> Any:
    """Any JSON value, and a few that are none."""
    kind = rng.randrange(9 if depth < 3 else 5)
    if kind <= 1:
        return rng.choice(TEXTS)
    if kind == 2:
        return rng.choice(NUMBERS)
    if kind == 3:
        return rng.choice((None, True, False))
    if kind == 4:
        return rng.choice(ADDRESSES)
    if kind == 5:
        return [odd_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 6:
        return {rng.choice((*TEXTS[:12], "id", "title")): odd_value(rng, depth + 1) for _ in range(rng.randrange(4))}
    if kind == 7:
        return nested(rng.choice((5, 31, 33, 200)), rng.random() < 0.5)
    return [rng.choice(ROLES)] * rng.choice((1, 3, 300))


def nested(depth: int, listed: bool) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if listed else {"a": value}
    return value


def bend(rng: random.Random, text: str) -> str:
    """The text with something small done to it; for some texts it may stay as it is."""
    place = int(rng.random() * (len(text) + 1))
    other = chr(rng.choice((*range(33, 127), 0, 9, 10, 32, 0xE9, 0x202E, 0x1F600)))
    return rng.choice(
        (
            text[:place] + other + text[place + 1 :],
            text[:place] + other + text[place:],
            text[:place] + text[place + 1 :],
            text[:place],
            text[place:],
            text + other,
            text + text,
            text.swapcase(),
            f" {text} ",
            text[: len(text) // 2],
        )
    )
