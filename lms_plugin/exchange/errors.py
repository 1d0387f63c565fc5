"""What can be refused as a whole where a file of questions is read."""

from lms_plugin.errors import InvalidInputError

SAFE = "Nothing was added."


class UnreadableFileError(InvalidInputError):
    """The file as a whole cannot be read; the message says what it is and what to do."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem} {SAFE} {fix}")
