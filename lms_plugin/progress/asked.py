"""A question as a form shows it: the parts of its stem, what is chosen or typed so far, what to say of it. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.progress.answer_fields import (
    FIELDS,
    chosen_by_row,
    chosen_keys,
    given_order,
    marked_points,
    typed_answer,
    typed_in_gaps,
)
from lms_plugin.progress.gaps import Block, Piece, gap_names, gap_words, pieces
from lms_plugin.progress.stems import split_stem
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.hotspot import named_regions
from lms_plugin.questions.rendered import RenderedQuestion

_SCORING_HELP = {
    "plus_minus": "Choose all that fit. Part marks count; a wrong choice takes one away.",
    "all_or_nothing": "Choose all that fit. The answer counts as a whole.",
    "per_option": "Choose all that fit. Part marks count.",
    "weighted": "Choose all that fit. Part marks count.",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`kind` names the template and the reader of the script; `error` is said at the field, in words; what was typed
    stays. `by_row` is what is chosen in each row, `in_gaps` what stands in each gap, by its key. `ordered`: the order
    on the page is the answer. `prefix` tells the fields of several questions in one form apart."""

    question: RenderedQuestion
    scene: str
    label: str
    kind: str
    field: str
    chosen: frozenset[str]
    typed: str
    by_row: Mapping[str, frozenset[str]]
    in_gaps: Mapping[str, str]
    agreed: bool
    points: tuple[tuple[str, str], ...]
    ordered: bool
    scored: bool
    help: str
    error: str = ""
    prefix: str = ""

    @property
    def name(self) -> str:
        """What the form calls the field."""
        return self.prefix + self.field

    @property
    def is_typed(self) -> bool:
        """The answer is written, not chosen."""
        return self.kind in {"typed", "essay"}

    @property
    def is_several(self) -> bool:
        """More than one option may be chosen."""
        return self.question.type == "multiple_response"

    def pieces(self, block: Block) -> list[Piece]:
        """A cloze's text, cut at its gaps."""
        return pieces(self.question, block)

    @property
    def gap_names(self) -> Mapping[str, str]:
        """What each gap is called, by key."""
        return gap_names(self.question)


def ask(
    shown: Mapping[str, Any],
    rendered: RenderedQuestion,
    response: Mapping[str, Any] | None,
    *,
    scored: bool,
    error: str = "",
    prefix: str = "",
) -> Asked:
    """Put together a question for a form. `response` need not be a valid one: it is shown as it was given."""
    scene, label = split_stem(rendered.stem)
    fields = FIELDS[rendered.type]
    order = given_order(response, [option.key for option in rendered.options]) if fields.kind == "order" else ()
    return Asked(
        question=rendered.in_order(order),
        scene=scene,
        label=label,
        kind=fields.kind,
        field=fields.name,
        chosen=_chosen(shown, rendered, response),
        typed=typed_answer(response),
        by_row=chosen_by_row(rendered.type, response),
        in_gaps=typed_in_gaps(response),
        agreed=rendered.statement != "" and (response or {}).get("statement") == rendered.statement,
        points=marked_points(response),
        ordered=bool(order),
        scored=scored,
        help=_help(shown, rendered, scored),
        error=error,
        prefix=prefix,
    )


def _chosen(shown: Mapping[str, Any], rendered: RenderedQuestion, response: Mapping[str, Any] | None) -> frozenset[str]:
    """The options that are ticked. A mark in a picture stays a mark: a tick would tell where it fell."""
    if rendered.picture is None or not marked_points(response):
        return chosen_keys(response)
    try:
        return named_regions(shown, response or {})
    except ResponseError:
        return frozenset()


def answer_words(shown: Mapping[str, Any], rendered: RenderedQuestion, value: Mapping[str, Any] | None) -> str:
    """An answer in words, for choosing between two."""
    asked = ask(shown, rendered, value, scored=False)
    texts = {option.key: option.text for option in rendered.options}
    if asked.by_row:
        rows = [(row.text, asked.by_row.get(row.key, frozenset())) for row in rendered.rows]
        return "; ".join(
            f"{text}: {', '.join(texts[key] for key in texts if key in keys)}" for text, keys in rows if keys
        )
    if rendered.statement:
        return "agreed" if value else "not agreed"
    if asked.in_gaps:
        found = [(gap, asked.in_gaps[gap.key]) for gap in rendered.gaps if gap.key in asked.in_gaps]
        return "; ".join(gap_words(gap, typed) for gap, typed in found)
    if asked.ordered:
        return "; ".join(f"{place}. {option.text}" for place, option in enumerate(asked.question.options, 1))
    if asked.points:
        names = [text for key, text in texts.items() if key in asked.chosen]
        return "; ".join([*names, *(f"a mark at {x}, {y}" for x, y in asked.points)])
    return asked.typed or "; ".join(text for key, text in texts.items() if key in asked.chosen) or "no answer"


def _help(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    """What to know before answering: how many, in which form and, where it is marked, how it counts."""
    said = _HELP.get(rendered.type)
    return said(shown, rendered, scored) if said is not None else ""


def _help_choices(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    if rendered.select is not None:
        return f"Choose {rendered.select}."
    return _SCORING_HELP[shown["scoring"]] if scored else "Choose all that fit."


def _help_number(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    if rendered.units:
        return f"Type the number with its unit: {' or '.join(rendered.units)}."
    return "A whole number." if rendered.whole else "A number."


def _help_matching(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    use = "Each choice can be used more than once" if shown["reuse"] else "Each choice can be used once"
    return f"{use}, or not at all. {_PARTS_HELP[shown['scoring']] if scored else ''}".strip()


def _help_parts(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    return _PARTS_HELP[shown["scoring"]] if scored else ""


def _help_ordering(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    counts = "The answer counts as a whole." if shown["scoring"] == "exact" else "Part marks count."
    return f"Move each one with its arrows. {counts if scored else ''}".strip()


def _help_matrix(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    how = "Choose all that fit; a row may stay empty." if rendered.several else "Choose one in each row."
    return f"{how} {_CELLS_HELP[shown['derived']['rule']] if scored else ''}".strip()


def _help_cloze(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    units = " or ".join(dict.fromkeys(unit for gap in rendered.gaps for unit in gap.units))
    how = f"Fill the gaps. Type numbers with their unit: {units}." if units else "Fill the gaps."
    return f"{how} {_CELLS_HELP[shown['scoring']] if scored else ''}".strip()


def _help_scale(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    return f"Choose one in each row. {_NOT_SCORED if scored else ''}".strip()


def _help_free_text(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    most = f"At most {rendered.max_words} words. " if rendered.max_words else ""
    how = "An educator reads and marks it." if shown["marking"] == "person" else _NOT_SCORED
    return f"{most}{how if scored else ''}".strip()


def _help_attestation(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    return "You sign with your name when you submit." if shown["typed_name"] and scored else ""


def _help_hotspot(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    many = f"{rendered.select} places" if rendered.select != 1 else "one place"
    return f"Mark {many} in the picture, or choose by name below it."


_NOT_SCORED = "There is no right or wrong here, and no points."
_PARTS_HELP = {
    "per_part": "Part marks count.",
    "all_or_nothing": "The answer counts as a whole.",
    "plus_minus": "Part marks count; a wrong choice takes one away, a blank one does not.",
}
_CELLS_HELP = _PARTS_HELP | {
    "plus_minus": "Part marks count; a wrong choice takes one away.",
    "linked": "Part marks count; some of them only together.",
}
_HELP: Mapping[str, Callable[[Mapping[str, Any], RenderedQuestion, bool], str]] = {
    "multiple_response": _help_choices,
    "numeric": _help_number,
    "matching": _help_matching,
    "categorise": _help_parts,
    "ordering": _help_ordering,
    "matrix": _help_matrix,
    "cloze": _help_cloze,
    "scale": _help_scale,
    "free_text": _help_free_text,
    "attestation": _help_attestation,
    "hotspot": _help_hotspot,
}
