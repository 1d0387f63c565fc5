"""Two people at the settings of one quiz: what each changed is kept, and what both changed is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms_plugin.authoring.question_forms.fields import Field
from lms_plugin.authoring.question_forms.filling import as_text, find

Data = Mapping[str, Any]


def on_top_of(layout: Sequence[Field], now: Data, form: Mapping[str, str], base: Data, typed: Data) -> dict[str, str]:
    """The form as it would be, had it been filled from `now` instead of `base` before it was typed in."""
    filled = dict(form)
    for field in layout:
        if not _is_changed(field, base, typed):
            filled[field.name] = as_text(field, find(now, field.name), {})  # "true" is a tick, too
    return filled


def find_clashes(layout: Sequence[Field], now: Data, base: Data, typed: Data) -> list[tuple[str, str]]:
    """What both changed, each in another way: the field's label, and the text that stands in it now."""
    return [
        (field.label, _words(field, find(now, field.name)))
        for field in layout
        if _is_changed(field, base, typed) and _is_changed(field, base, now) and _is_changed(field, typed, now)
    ]


def _is_changed(field: Field, one: Data, other: Data) -> bool:
    return bool(find(one, field.name) != find(other, field.name))


def _words(field: Field, value: Any) -> str:
    """A value as its control shows it."""
    text = as_text(field, value, {})
    return dict(field.choices).get(text, text) or "as usual"
