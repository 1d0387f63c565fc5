"""What each LMS makes of a deep-linking answer. One table, by the family that names itself in the launch.

What a platform does not honour it drops without a word, so an educator must not be asked for it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Habits:
    """`windows`: dates of `available` and `submission` come to something. `label`: a column is called as we say.

    `review`: `lineItem.submissionReview` is kept, so that the gradebook can open a person's answers here.
    Points are whole numbers from 1 to `most_points`.
    """

    windows: bool = False
    label: bool = True
    review: bool = False
    most_points: int = 100


# Moodle 4.5: points of its site maximum, 100, or less, whole, else the activity is made without any number; the column
# is called like the activity; dates are dropped; submissionReview is kept.
MOODLE = Habits(label=False, review=True)
# Canvas's pages on content items: available and submission become the assignment's dates.
CANVAS = Habits(windows=True)
# Who is not in the table is asked for no more than the smallest of all takes.
CAREFUL = Habits()

HABITS = {"moodle": MOODLE, "canvas": CANVAS}


def habits_of(family: str | None) -> Habits:
    """The habits of a family (`tool_platform.product_family_code`)."""
    return HABITS.get((family or "").strip().lower(), CAREFUL)
