"""Parallel forms (content format 3.3): who gets which form of a pair of tests at which occasion. No I/O."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.sections import Form
from lms_plugin.curriculum.shown import FormsView, SectionView

_OTHER: dict[Form, Form] = {"a": "b", "b": "a"}


@dataclass(frozen=True, kw_only=True)
class TakenForm:
    """The form of an attempt. `days` are whole ones since the occasion before began; None at the first."""

    pair: str
    form: Form
    occasion: str
    days: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON, for the paper."""
        return {"pair": self.pair, "form": self.form, "occasion": self.occasion, "days": self.days}


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """An earlier attempt at a test of some pair."""

    taken: TakenForm
    cycle: int
    started_at: datetime


def choose_form(forms: FormsView, learner: str, sittings: Sequence[Sitting], *, cycle: int, now: datetime) -> TakenForm:
    """The form for an attempt that begins now. `sittings` are the learner's earlier ones, oldest first.

    First by the parity of SHA-256(pair, learner), then the form not seen last; a further try at one occasion keeps it.
    """
    of_pair = [sitting for sitting in sittings if sitting.taken.pair == forms.pair]
    again = [s for s in of_pair if (s.taken.occasion, s.cycle) == (forms.occasion, cycle)]
    before = [s for s in of_pair if (s.taken.occasion, s.cycle) != (forms.occasion, cycle)]
    if again:
        form = again[-1].taken.form
    elif before:
        form = _OTHER[before[-1].taken.form]
    else:
        form = first_form(forms.pair, learner)
    days = (now - before[-1].started_at).days if before else None
    return TakenForm(pair=forms.pair, form=form, occasion=forms.occasion, days=days)


def first_form(pair: str, learner: str) -> Form:
    """a for an even SHA-256 of `pair:learner`, b for an odd one."""
    return "b" if hashlib.sha256(f"{pair}:{learner}".encode()).digest()[-1] % 2 else "a"


def sections_of(forms: FormsView | None, sections: Sequence[SectionView], form: Form | None) -> tuple[SectionView, ...]:
    """The sections of a paper: those of the form, and those of neither form."""
    if forms is None or form is None:
        return tuple(sections)
    other = forms.b if form == "a" else forms.a
    return tuple(section for section in sections if section.key not in other)
