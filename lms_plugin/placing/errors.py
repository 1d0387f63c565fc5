"""What can be refused where content is placed."""

from lms_plugin.errors import ConflictError


class LinkDecidedElsewhereError(ConflictError):
    """The link's own parameters say what it opens, so a choice made here would not last."""

    title = "Your LMS says what this link opens"
    remedy = "To change it, edit the link in your LMS, or delete it there and add another."

    def __init__(self) -> None:
        super().__init__("The link was added with its content. Nothing was changed.")


class ResultsThereError(ConflictError):
    """People have results behind the link, and nobody said that it is to change all the same."""

    title = "People have results here"
    remedy = "Go back, and tick that you want to change it all the same."

    def __init__(self) -> None:
        super().__init__("Nothing was changed.")
