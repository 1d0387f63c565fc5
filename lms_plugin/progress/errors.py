"""What can go wrong on the learner's path."""

from lms_plugin.errors import InvalidInputError, NotAllowedError, NotFoundError


class StepNotFoundError(NotFoundError):
    """The module has no such lesson, quiz or question, or not any more."""

    title = "This step is not in your module"
    remedy = "Go back to the module. What you saved is safe."


class BadPlaceError(InvalidInputError):
    """A place that is not in the lesson."""

    title = "We could not keep your place"
    remedy = "Reload the page. The place kept before stands."


class LockedError(NotAllowedError):
    """Something else has to be done before this step."""

    title = "This step is not open yet"
    remedy = "Go back to the module. The row of this step links to what comes first. What you saved is safe."
