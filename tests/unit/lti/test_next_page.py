"""The next page, from Link headers as platforms really write them; never on another origin."""

import pytest

from lms_plugin.lti.next_page import ForeignLinkError, find_next

URL = "https://lms.example.org/api/c/7/members?limit=2"
NEXT = "https://lms.example.org/api/c/7/members?limit=2&from=2"


@pytest.mark.parametrize(
    "header",
    [
        f'<{NEXT}>; rel="next"',
        f"<{NEXT}>; rel=next",
        f"<{NEXT}>;rel='next'",
        f'<{NEXT}>; REL="Next"',
        f'<{NEXT}>; title="a, b"; rel="next"',
        f'<{NEXT}>; rel="last next"',
        f"<{NEXT}>; rel=“next”",
        f"<{NEXT}>; rel=“next”".encode().decode("latin-1"),
        f'<{NEXT.replace("&", "&amp;")}>; rel="next"',
        f'<https://lms.example.org/first>; rel="first", <{NEXT}>; rel="next", <https://x.example/>; rel="last"',
        '</api/c/7/members?limit=2&from=2>; rel="next"',
        '<members?limit=2&from=2>; rel="next"',
        '<?limit=2&from=2>; rel="next"',
        f'<https://LMS.example.org:443{NEXT[23:]}>; rel="next"',
        f'<http{NEXT[5:]}>; rel="next"',
        f'< {NEXT} >; rel="next"',
        f'<{NEXT}#there>; rel="next"',
    ],
)
def test_every_spelling_of_next(header: str) -> None:
    found = find_next(header, URL)
    assert found is not None
    assert found.lower().replace(":443", "") == NEXT


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "next",
        f'<{NEXT}>; rel="prev"',
        f'<{NEXT}>; rel="nextish"',
        f'<{NEXT}>; title="rel=next"x',
        f"<{NEXT}>",
        f"{NEXT}; rel=next",
        "<" * 20_000,
    ],
)
def test_no_next(header: str | None) -> None:
    assert find_next(header, URL) is None


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/api",
        "//evil.example/api",
        "https://lms.example.org.evil.example/",
        "https://lms.example.org:8443/api",
        "https://lms.example.org@evil.example/",
        "https://someone@lms.example.org/api",
        "http://evil.example/",
        "ftp://lms.example.org/",
        "javascript:alert(1)",
        "https://[::1",
        "https://lms.example.org:x/",
    ],
)
def test_a_next_page_elsewhere_is_refused(target: str) -> None:
    with pytest.raises(ForeignLinkError):
        find_next(f'<{target}>; rel="next"', URL)


def test_plain_http_stays_plain_http() -> None:
    here = "http://127.0.0.1:8001/members"
    assert find_next('<http://127.0.0.1:8001/members?p=2>; rel="next"', here) == f"{here}?p=2"
    with pytest.raises(ForeignLinkError):
        find_next('<http://127.0.0.1:8002/members?p=2>; rel="next"', here)
