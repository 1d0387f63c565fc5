"""A request whose upload was cut leaves no file behind."""

from typing import IO

from flask import Request as FlaskRequest


class Request(FlaskRequest):
    """Flask's, which closes what it began to store when a form does not come whole."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        stream = super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self.__dict__.setdefault("_begun", []).append(stream)
        return stream

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except Exception:
            for stream in self.__dict__.pop("_begun", ()):
                stream.close()
            raise
