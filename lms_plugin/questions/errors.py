"""What can go wrong with an answer."""

from lms_plugin.errors import InvalidInputError


class ResponseError(InvalidInputError):
    """An answer that this question cannot take. The message quotes what was typed and says what fits."""

    title = "This answer does not fit the question"
    remedy = "Correct the answer and save again. The answer saved before is kept."
