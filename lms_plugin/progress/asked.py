"""A question as a form shows it: the parts of its stem, what is chosen or typed so far, what to say of it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.progress.answer_fields import FIELDS, chosen_keys, typed_answer
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
    """`error` is said at the field, in words; what was typed stays."""

    question: RenderedQuestion
    scene: str
    label: str
    field: str
    chosen: frozenset[str]
    typed: str
    help: str
    error: str = ""

    @property
    def is_typed(self) -> bool:
        """The answer is written, not chosen."""
        return self.question.type in {"numeric", "short_text"}

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
    return Asked(
        question=rendered,
        scene=scene,
        label=label,
        field=FIELDS[rendered.type],
        chosen=chosen_keys(response),
        typed=typed_answer(response),
        help=_help(shown, rendered, scored),
        error=error,
    )


def _help(shown: Mapping[str, Any], rendered: RenderedQuestion, scored: bool) -> str:
    if rendered.type == "multiple_response":
        if rendered.select is not None:
            return f"Choose {rendered.select}."
        return _SCORING_HELP[shown["scoring"]] if scored else "Choose all that fit."
    if rendered.type == "numeric":
        if rendered.units:
            return f"Type the number with its unit: {' or '.join(rendered.units)}."
        return "A whole number." if rendered.whole else "A number."
    return ""
