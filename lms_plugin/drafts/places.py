"""What stands at a path of a course."""

import re

_QUESTIONS = re.compile(r"banks/[^/]+\.yaml|(?:modules/[^/]+/)?quizzes/[^/]+\.yaml")


def is_question_file(path: str) -> bool:
    """Whether a file is a quiz or a bank."""
    return _QUESTIONS.fullmatch(path) is not None


def is_bank(path: str) -> bool:
    """Whether a file is a bank: questions for quizzes to draw from, with no rules of its own."""
    return path.startswith("banks/") and is_question_file(path)
