"""The only shape of a question that a page is made from: nothing in it gives the key away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class RenderedOption:
    """One answer to choose from. `exclusive` stands alone: choosing it clears the others."""

    key: str
    text: str
    exclusive: bool = False


@dataclass(frozen=True)
class RenderedGap:
    """One gap in a text, in the order of the text: of the type single_choice, short_text or numeric."""

    key: str
    type: str
    options: tuple[RenderedOption, ...] = ()
    units: tuple[str, ...] = ()
    whole: bool = False
    max_length: int | None = None


@dataclass(frozen=True, kw_only=True)
class RenderedFigure:
    """A picture. `digest` and `name` lead to its file; without a digest there is none yet. `caption` and `long` are
    Markdown; `alt` is empty for a decorative one, `source` says whose it is."""

    digest: str
    name: str
    alt: str
    width: int | None = None
    height: int | None = None
    caption: str = ""
    source: str = ""
    long: str = ""


@dataclass(frozen=True)
class RenderedRegion:
    """A place in a picture, in percent as text: a rect's left, top, width and height; an ellipse's center and radii."""

    key: str
    label: str
    shape: str
    x: str
    y: str
    width: str
    height: str


def figure_of(written: Mapping[str, Any], media: Mapping[str, Any] | None) -> RenderedFigure:
    """A picture out of what its author wrote and what its file is."""
    known = media or {}
    return RenderedFigure(
        digest=known.get("digest", ""),
        name=written["src"].removeprefix("media/"),
        alt=written.get("alt", ""),
        width=known.get("width"),
        height=known.get("height"),
        source=written.get("credit", ""),
        **{name: written.get(name, "") for name in ("caption", "long")},
    )


@dataclass(frozen=True, kw_only=True)
class RenderedQuestion:
    """What a template needs. Texts are Markdown; `points` is exact text such as `"1.5"`.

    `select`: how many to choose, where the question says so. `units`: the unit names a number may carry, the base unit
    first; `unit_needed`: whether an answer without one is asked back. `whole`: a whole number is meant. `rows`: what
    each asks for its own choice of `options` (prompts, items, rows of a table), of `several` where it says so.
    `text` with `gaps`: what a cloze has instead; an attestation's text has the hash `statement`. `lines`, `max_words`:
    how much is to be written. `figure` stands under the stem; in `picture` places are marked, `regions` are those that
    are outlined.
    """

    key: str
    type: str
    edition: int
    points: str
    stem: str
    options: tuple[RenderedOption, ...] = ()
    rows: tuple[RenderedOption, ...] = ()
    several: bool = False
    select: int | None = None
    units: tuple[str, ...] = ()
    unit_needed: bool = False
    whole: bool = False
    max_length: int | None = None
    text: str = ""
    gaps: tuple[RenderedGap, ...] = ()
    statement: str = ""
    lines: int = 0
    max_words: int | None = None
    figure: RenderedFigure | None = None
    picture: RenderedFigure | None = None
    regions: tuple[RenderedRegion, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the options, then of the rows, then of what is chosen from in the gaps, as they stand."""
        chosen_from = (f"{gap.key}:{option.key}" for gap in self.gaps for option in gap.options)
        return (*(item.key for item in (*self.options, *self.rows)), *chosen_from)

    def in_order(self, order: Sequence[str]) -> "RenderedQuestion":
        """The same question laid out as an `order` says; as it is where that is empty."""
        if not order:
            return self
        count = len(self.options)
        return replace(
            self,
            options=_sorted(self.options, order[:count]),
            rows=_sorted(self.rows, order[count:]),
            gaps=tuple(replace(gap, options=_sorted(gap.options, _within(gap.key, order))) for gap in self.gaps),
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON, for a page's script or a stored paper."""
        return asdict(self) | {
            "options": _plain(self.options),
            "rows": _plain(self.rows),
            "units": list(self.units),
            "gaps": [asdict(gap) | {"units": list(gap.units), "options": _plain(gap.options)} for gap in self.gaps],
        }


def _plain(options: tuple[RenderedOption, ...]) -> list[dict[str, Any]]:
    return [asdict(option) for option in options]


def _within(gap: str, order: Sequence[str]) -> list[str]:
    return [key.partition(":")[2] for key in order if key.partition(":")[0] == gap and ":" in key]


def _sorted(items: tuple[RenderedOption, ...], order: Sequence[str]) -> tuple[RenderedOption, ...]:
    place = {key: index for index, key in enumerate(order)}
    return tuple(sorted(items, key=lambda item: place[item.key]))


def basics(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that every type has, out of the shown part."""
    found = {name: shown[name] for name in ("key", "type", "edition", "points", "stem")}
    figure = figure_in(shown)
    return found if figure is None else found | {"figure": figure}


def figure_in(shown: Mapping[str, Any]) -> RenderedFigure | None:
    """The picture under a question's stem."""
    figure = shown.get("figure")
    return None if figure is None else figure_of(figure, media_of(shown).get(figure["src"]))


def media_of(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the files of its pictures are, by the names that the question has for them."""
    media: Mapping[str, Any] = shown.get("derived", {}).get("media", {})
    return media
