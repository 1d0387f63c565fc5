"""Taking a quiz out of use: no new tries, what runs goes on, results stay, and the picker offers it no more.

It is a field of the quiz (`policy.retired`), so it goes out by publishing, has its place in the history, and is brought
back in the same way.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms_plugin.authoring.editing import head_of
from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.drafts.files import change_file


def is_withdrawn(head: Mapping[str, Any]) -> bool:
    """Whether a quiz takes no new tries, by its fields beside the questions."""
    policy = head.get("policy")
    return isinstance(policy, dict) and policy.get("retired") is True


def set_withdrawn(author: Person, course: str, path: str, *, on: bool, now: datetime) -> None:
    """In the draft; learners notice once it is published."""

    def change(file: QuestionFileText) -> QuestionFileText:
        policy = head_of(file).get("policy")
        others = {name: value for name, value in (policy or {}).items() if name not in ("retired", "replaced_by")}
        return file.edit_fields({"policy": (others | {"retired": True} if on else others) or None})

    change_file(author, course, path, "Took it out of use" if on else "Put it back into use", change, now=now)
