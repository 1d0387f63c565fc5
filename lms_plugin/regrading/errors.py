"""What can go wrong with a regrade. Until it is applied no mark, score or grade has changed."""

from lms_plugin.errors import ConflictError, InvalidInputError, NotFoundError


class QuestionNotFoundError(NotFoundError):
    """The hospital is not offered the course, or its publications have no such question."""

    title = "There is no such question"
    remedy = "Go back to the course and choose the question again. No score was changed."


class RegradeNotFoundError(NotFoundError):
    """There is no such regrade, or it is another hospital's."""

    title = "There is no such regrade"
    remedy = "Go back to the question. Its regrades are listed there. No score was changed."


class ChangedMeanwhileError(ConflictError):
    """Attempts or marks are not those that the preview was made of."""

    title = "Something changed since this preview"
    remedy = "No score was changed. Look at the new preview below and apply it then."


class NothingToRegradeError(ConflictError):
    """By this rule every mark stays as it is."""

    title = "No mark changes"
    remedy = "Choose another rule, or leave the scores as they are."


class NoReasonError(InvalidInputError):
    """Whoever changes scores says why."""

    title = "Say why the scores change"
    remedy = "Write one line. It is kept with the scores, for whoever asks later. No score was changed."
