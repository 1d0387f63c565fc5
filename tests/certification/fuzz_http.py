"""Parts of HTTP requests that no browser sends: methods, content types, paths, headers."""

from typing import Final

METHODS: Final = ("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "post", "POST ", "PROPFIND", "X" * 300)
TYPES: Final = (
    *(
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "text/plain",
    ),
    *(
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=\xff",
        "",
        "x",
        "a/b/c",
    ),
    *(
        "APPLICATION/X-WWW-FORM-URLENCODED",
        "application/x-www-form-urlencoded;" + "a" * 9000,
        "text/html; charset=utf-7",
    ),
)
PATHS: Final = (
    *(
        "/lti/launch/",
        "//lti/launch",
        "/LTI/launch",
        "/lti/launch\0",
        "/lti/./launch",
        "/lti/launch/x",
        "/lti",
        "/lti/jwks",
    ),
    *(
        "/l//",
        "/l/x/",
        "/l/" + "0" * 32 + "/",
        "/l/" + "0" * 32 + "/session",
        "/l/\0/session",
        "/l/" + "f" * 9000 + "/",
    ),
    *(
        "/open/x",
        "/open/\0",
        "/open/" + "x" * 5000,
        "/static/../lti/launch",
        "/static/\0",
        "/healthz",
        "/\xff\xfe",
        "/l/é/people",
        "",
    ),
    *("/l/" + "0" * 32 + "/finish", "/l/" + "0" * 32 + "/window", "/l/" + "0" * 32 + "/picker", "/lti/login"),
)
HEADERS: Final[tuple[dict[str, str], ...]] = (
    {"Content-Length": "-1"},
    {"Content-Length": "x"},
    {"Content-Length": "5"},
    {"Content-Length": "99999999999"},
    {"Content-Length": ""},
    {"Host": "evil.example"},
    {"Host": "\xff\x00"},
    {"Host": ""},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    {"X-Forwarded-For": "\xff, ::1%eth0, x"},
    {"X-HTTP-Method-Override": "GET"},
    {"Transfer-Encoding": "chunked"},
    {"Accept": "application/json"},
    {"Accept": "*/*;q=\xff,,;;=" + "a" * 5000},
    {"Origin": "null", "Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Accept-Language": "\x00\xff"},
    {"Range": "bytes=0-1"},
    {"If-None-Match": '"x', "If-Modified-Since": "never"},
    {"Authorization": "Basic \xff"},
    {"Expect": "100-continue"},
    {"Content-Encoding": "gzip"},
)
