"""A platform's service said no: the answer, for whoever decides what to do about it."""

from typing import Literal

from lms_plugin.core.outbound.client import Answer


class ServiceRefusedError(Exception):
    """An answer that is no success, from the token endpoint or from the service itself."""

    def __init__(self, at: Literal["token", "service"], answer: Answer) -> None:
        super().__init__(f"{at} answered {answer.status}")
        self.at = at
        self.answer = answer
