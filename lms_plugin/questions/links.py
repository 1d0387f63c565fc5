"""Links between parts: a part counts only together with its anchor, as a reason does with what it is given for."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated

from annotated_types import Len
from pydantic import Field

from lms_plugin.questions.options import group_problems
from lms_plugin.questions.specs import Key, Many, Problem, Spec


class LinkSpec(Spec):
    """An anchor and the parts that count together with it."""

    anchor: Key
    parts: Annotated[Many[Key], Len(1, 20)] = Field(alias="with")


def link_problems(links: Sequence[LinkSpec], known: Collection[str], noun: str) -> Iterator[Problem]:
    """Parts that there are not, and parts that two links speak of. `noun` is what a part is called."""
    groups = ((link.anchor, *link.parts) for link in links)
    return group_problems("links", groups, known, noun=noun, done="linked", where="link")
