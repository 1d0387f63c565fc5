"""The places of a hotspot question as they are drawn while it is written: those that can be, whatever else is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """In percent of the picture: a rect's left, top, width and height; an ellipse's center and its radii."""

    shape: str
    x: str
    y: str
    width: str
    height: str


def draw(data: Mapping[str, Any]) -> Iterator[Drawn]:
    """The regions of a question's data that have a shape and four numbers."""
    regions = data.get("regions")
    for region in regions if isinstance(regions, list) else ():
        at = region.get("at") if isinstance(region, dict) else None
        if isinstance(at, list) and len(at) == 4 and all(_is_number(each) for each in at):
            x, y, width, height = (f"{each:f}" if isinstance(each, Decimal) else str(each) for each in at)
            yield Drawn(shape=str(region.get("shape", "rect")), x=x, y=y, width=width, height=height)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 100
