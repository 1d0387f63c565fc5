"""Which item of a list became which: by key where items have one, else by what they say, else by place."""

from collections import defaultdict, deque
from typing import Any


def pair_up(old: list[Any], new: list[Any]) -> list[int | None]:
    """For each new item the place of the old one that it comes from, none twice."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for number, item in enumerate(old):
        places[_name(item)].append(number)
    found: list[int | None] = []
    for item in new:
        here = places[_name(item)]
        found.append(here.popleft() if here else None)
    free = {number for group in places.values() for number in group}
    if len(old) == len(new):
        found = [number if place is None and number in free else place for number, place in enumerate(found)]
    return found


def _name(item: Any) -> str:
    if isinstance(item, dict):
        for field in ("key", "use"):
            if isinstance(item.get(field), str):
                return f"{field} {item[field]}"
    return repr(item)
