"""SVG as a picture and nothing else: no scripts, no references to anything outside, no foreign content."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from lms_plugin.core.media.errors import MediaError

_NAMESPACE = "http://www.w3.org/2000/svg"
# What draws, and what holds or names a drawing.
# fmt: off
_ELEMENTS = frozenset((
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker",
    "switch", "filter", "feGaussianBlur", "feOffset", "feBlend", "feFlood", "feComposite", "feMerge", "feMergeNode",
    "feColorMatrix", "feDropShadow",
))
# fmt: on
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_REFERENCE = re.compile(r"url\(\s*['\"]?\s*(.?)", re.I)

_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?"
    rb"(?:<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*<(?:\w+:)?svg[\s>/]",
    re.DOTALL,
)


def looks_like_svg(head: bytes) -> bool:
    """Whether the first element of a text is `svg`."""
    return _BEGIN.match(head) is not None


def read_svg(data: bytes) -> tuple[int, int]:
    """Width and height in whole pixels, at least 1. Raises MediaError, with the line, for all that is not a picture."""
    reader = _Reader()
    parser = reader.parser
    parser.StartElementHandler = reader.start
    parser.StartDoctypeDeclHandler = lambda *given: reader.refuse("a DOCTYPE")
    parser.EntityDeclHandler = lambda *given: reader.refuse("an entity")
    parser.ProcessingInstructionHandler = lambda target, words: reader.refuse(f"the instruction <?{target[:40]}")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MediaError("The SVG is not well-formed", "Export it again", error.lineno) from error
    return reader.size


@dataclass
class _Reader:
    size: tuple[int, int] = (0, 0)
    is_first: bool = True
    parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate("utf-8", namespace_separator=" "))

    def refuse(self, what: str) -> None:
        line = self.parser.CurrentLineNumber
        raise MediaError(f"The SVG holds {what} (line {line})", "Remove it, or export the picture as PNG", line)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if namespace != _NAMESPACE or element not in _ELEMENTS:
            self.refuse(f"<{element[:40]}>")
        for full, value in attributes.items():
            self.attribute(full.rpartition(" ")[2].casefold(), value)
        if self.is_first:
            self.is_first, self.size = False, _size(attributes)

    def attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            self.refuse(f"the script {name[:40]}")
        if name in {"href", "src"} and not value.strip().startswith("#"):
            self.refuse("a reference to something outside it")
        if any(found[1] != "#" for found in _REFERENCE.finditer(value)):
            self.refuse("a reference to something outside it")
        if "\\" in value or "@import" in value.casefold() or "javascript:" in value.casefold():
            self.refuse(f"something unsafe in {name[:40]}")


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """By width and height in pixels, else by the view box; (0, 0) where neither says it."""
    given = [_LENGTH.fullmatch(attributes.get(name, "")) for name in ("width", "height")]
    if given[0] and given[1]:
        return _whole(given[0][1]), _whole(given[1][1])
    box = attributes.get("viewBox", "").replace(",", " ").split()
    sides = [_LENGTH.fullmatch(side) for side in box[2:]]
    if len(box) == 4 and sides[0] and sides[1]:
        return _whole(sides[0][1]), _whole(sides[1][1])
    return 0, 0


def _whole(length: str) -> int:
    return max(1, round(float(length))) if len(length) < 12 else 0
