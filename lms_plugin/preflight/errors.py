"""What can be wrong with the wish to run a check, or to see one."""

from lms_plugin.errors import InvalidInputError, NotFoundError


class PersonNotInCourseError(InvalidInputError):
    """The test person is nobody whom we know in the course that is checked."""

    title = "That person is not in the course"
    remedy = "Let them open this tool there once, or choose somebody else. Their id is the `sub` of their launches."


class CourseNotKnownError(NotFoundError):
    """No course of that id has been opened from this registration."""

    title = "That course is not known"
    remedy = "Open this tool once in that course. Its id is the `context.id` of the launch."


class CheckNotFoundError(NotFoundError):
    """No run under this address, or it is shared no longer."""

    title = "There is no check at this address"
    remedy = "A shared check can be seen for 14 days. Ask the people who run this tool to share it again."
