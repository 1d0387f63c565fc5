"""Files that a page hands out."""

from flask import Response, make_response

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: str | bytes, name: str, kind: str) -> Response:
    """A file to be kept under a name of ours: letters, digits, hyphens and a dot, so that it splits no header."""
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
