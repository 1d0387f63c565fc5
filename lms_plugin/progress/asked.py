"""A question as a form shows it: the parts of its stem, what is chosen or typed so far, what to say of it. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.progress.answer_fields import FIELDS, chosen_by_row, chosen_keys, given_order, typed_answer
from lms_plugin.progress.stems import split_stem
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
    stays. `by_row` is what is chosen in each row, by the row's key. `ordered`: the order on the page is the answer."""

    question: RenderedQuestion
    scene: str
    label: str
    kind: str
    field: str
    chosen: frozenset[str]
    typed: str
    by_row: Mapping[str, frozenset[str]]
    ordered: bool
    scored: bool
    help: str
    error: str = ""

    @property
    def is_typed(self) -> bool:
        """The answer is written, not chosen."""
        return self.kind == "typed"

    @property
    def is_several(self) -> bool:
        """More than one option may be chosen."""
        return self.question.type == "multiple_response"


def ask(
    shown: Mapping[str, Any],
    rendered: RenderedQuestion,
    response: Mapping[str, Any] | None,
    *,
    scored: bool,
    error: str = "",
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
        chosen=chosen_keys(response),
        typed=typed_answer(response),
        by_row=chosen_by_row(rendered.type, response),
        ordered=bool(order),
        scored=scored,
        help=_help(shown, rendered, scored),
        error=error,
    )


def answer_words(shown: Mapping[str, Any], rendered: RenderedQuestion, value: Mapping[str, Any] | None) -> str:
    """An answer in words, for choosing between two."""
    asked = ask(shown, rendered, value, scored=False)
    texts = {option.key: option.text for option in rendered.options}
    if asked.by_row:
        rows = [(row.text, asked.by_row.get(row.key, frozenset())) for row in rendered.rows]
        return "; ".join(
            f"{text}: {', '.join(texts[key] for key in texts if key in keys)}" for text, keys in rows if keys
        )
    if asked.ordered:
        return "; ".join(f"{place}. {option.text}" for place, option in enumerate(asked.question.options, 1))
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


_PARTS_HELP = {
    "per_part": "Part marks count.",
    "all_or_nothing": "The answer counts as a whole.",
    "plus_minus": "Part marks count; a wrong choice takes one away, a blank one does not.",
}
_CELLS_HELP = _PARTS_HELP | {
    "plus_minus": "Part marks count; a wrong choice takes one away.",
    "linked": "Part marks count; some rows count only together.",
}
_HELP: Mapping[str, Callable[[Mapping[str, Any], RenderedQuestion, bool], str]] = {
    "multiple_response": _help_choices,
    "numeric": _help_number,
    "matching": _help_matching,
    "categorise": _help_parts,
    "ordering": _help_ordering,
    "matrix": _help_matrix,
}
