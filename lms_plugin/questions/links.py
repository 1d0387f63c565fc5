"""Links between parts: a part counts only together with its anchor, as a reason does with what it is given for."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated

from annotated_types import Len
from pydantic import Field

from lms_plugin.questions.specs import Key, Many, Problem, Spec


class LinkSpec(Spec):
    """An anchor and the parts that count together with it."""

    anchor: Key
    parts: Annotated[Many[Key], Len(1, 20)] = Field(alias="with")


def link_problems(links: Sequence[LinkSpec], known: Collection[str], noun: str) -> Iterator[Problem]:
    """Parts that there are not, and parts that two links speak of. `noun` is what a part is called."""
    seen: set[str] = set()
    for index, link in enumerate(links):
        for key in (link.anchor, *link.parts):
            if key not in known:
                yield Problem(("links", index), f"no {noun} '{key}'", f"{noun.title()}s: {', '.join(known)}")
            elif key in seen:
                yield Problem(("links", index), f"{noun} '{key}' is linked twice", "Name it in one link, once")
            seen.add(key)
