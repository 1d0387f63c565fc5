"""What can be wrong with a file."""

from lms_plugin.errors import InvalidInputError


class MediaError(InvalidInputError):
    """A file that is not taken in. `problem` and `fix` are for the person who made it; `line` is where, in text."""

    title = "This file cannot be used"
    remedy = "Nothing was stored. Choose another file."

    def __init__(self, problem: str, fix: str, line: int = 1) -> None:
        super().__init__(f"{problem}. {fix}.")
        self.problem, self.fix, self.line = problem, fix, line
