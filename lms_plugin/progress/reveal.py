"""What may be said about a marked answer: verdicts, reasons and the key, each only where it is released. No I/O."""

from collections.abc import Mapping
from typing import Any

from lms_plugin.progress.answer_fields import (
    FIELDS,
    chosen_by_row,
    chosen_keys,
    given_order,
    marked_points,
    typed_answer,
)
from lms_plugin.progress.reveal_gaps import gap_rows
from lms_plugin.progress.revealed import NOTHING, Look, Opened, Revealed, RevealedOption, RevealedRow, Verdict
from lms_plugin.questions.cloze import ClozeSpec
from lms_plugin.questions.hotspot import HotspotSpec
from lms_plugin.questions.marks import ONE, ZERO, Mark
from lms_plugin.questions.rendered import RenderedOption, RenderedQuestion
from lms_plugin.questions.specs import QuestionSpec


def reveal(
    spec: QuestionSpec, rendered: RenderedQuestion, response: Mapping[str, Any] | None, mark: Mark, opened: Opened
) -> Revealed:
    """Say what `opened` lets be said. Before the answers open, only the person's own choices get a word."""
    if mark.credit is None:  # unscored, or waiting for a person: there is no verdict to give
        opened = NOTHING
    kind = FIELDS[spec.type].kind
    chosen = chosen_keys(response)
    by_row = chosen_by_row(spec.type, response)
    key = spec.full_response() if opened.answers and mark.credit != ONE else {}
    texts = {option.key: option.text for option in rendered.options}
    return Revealed(
        kind=kind,
        several=rendered.several or _takes_several(spec),
        rows=gap_rows(spec, rendered, response, mark, opened)
        if isinstance(spec, ClozeSpec)
        else tuple(_row(spec, rendered, row, by_row.get(row.key, frozenset()), opened) for row in rendered.rows),
        agreed=bool((response or {}).get("agreed")),
        verdict=_verdict(mark) if opened.right_wrong else "",
        options=_placed(rendered, response, mark, opened)
        if kind == "order"
        else tuple(_option(spec, option, option.key in chosen, mark, opened) for option in rendered.options),
        typed=typed_answer(response),
        feedback=_feedback(spec, mark, opened),
        rationale=spec.rationale if opened.answers else None,
        answer=typed_answer(key) if kind == "typed" else "",
        picture=rendered.picture,
        regions=spec.drawn() if isinstance(spec, HotspotSpec) and opened.answers else rendered.regions,
        points=marked_points(response),
        missed=(response or {}).get("missed", 0) if opened.right_wrong else 0,
        right_order=tuple(texts[item] for item in key.get("order", ())),
    )


def _takes_several(spec: QuestionSpec) -> bool:
    return spec.type == "multiple_response" or (isinstance(spec, HotspotSpec) and spec.choose > 1)


def _verdict(mark: Mark) -> Verdict:
    if not mark.answered:
        return "no_answer"
    if mark.credit is None:
        return ""
    return "right" if mark.credit == ONE else "part" if mark.credit > ZERO else "missed"


def _feedback(spec: QuestionSpec, mark: Mark, opened: Opened) -> tuple[str, ...]:
    """Words about the whole answer. Without an answer they could tell the key, so they wait for it."""
    if not opened.feedback or not (mark.answered or opened.answers):
        return ()
    texts = (spec.feedback_text(name) for name in mark.feedback if not name.startswith(("option:", "part:")))
    return tuple(text for text in texts if text)


def _option(spec: QuestionSpec, option: RenderedOption, is_chosen: bool, mark: Mark, opened: Opened) -> RevealedOption:
    look: Look = ""
    word = ""
    if opened.answers or (is_chosen and opened.right_wrong):
        look, word = _look(spec, option.key, is_chosen, mark)
    why = spec.feedback_text(f"option:{option.key}") if opened.feedback and (is_chosen or opened.answers) else None
    return RevealedOption(key=option.key, text=option.text, chosen=is_chosen, look=look, word=word, why=why)


def _look(spec: QuestionSpec, key: str, is_chosen: bool, mark: Mark) -> tuple[Look, str]:
    is_right = key in chosen_keys(spec.full_response())
    if is_chosen and is_right:
        return "right", "Right."
    if is_chosen:
        part = len(mark.parts) > 0 and spec.type == "single_choice" and mark.credit not in (None, ZERO)
        return "wrong", "Part right." if part else "Not this one."
    if not is_right:
        return "", ""
    return ("wrong", "You left this out.") if _takes_several(spec) else ("right", "Right.")


def _placed(
    rendered: RenderedQuestion, response: Mapping[str, Any] | None, mark: Mark, opened: Opened
) -> tuple[RevealedOption, ...]:
    """The items in the person's order, each in its place or not; none where there is no answer."""
    texts = {option.key: option.text for option in rendered.options}
    says = opened.right_wrong or opened.answers
    looks: dict[str, tuple[Look, str]] = {"right": ("right", "In its place."), "wrong": ("wrong", "Not in its place.")}
    return tuple(
        RevealedOption(key=key, text=texts[key], chosen=True, look=look, word=word)
        for key in given_order(response, texts)
        for look, word in [looks[mark.parts[key]] if says and key in mark.parts else ("", "")]
    )


def _row(
    spec: QuestionSpec, rendered: RenderedQuestion, row: RenderedOption, chosen: frozenset[str], opened: Opened
) -> RevealedRow:
    right = spec.right_for(row.key)
    picks = tuple(
        RevealedOption(key=option.key, text=option.text, chosen=option.key in chosen, look=look, word=word)
        for option in sorted(rendered.options, key=lambda option: option.key not in chosen)
        for look, word in [_pick(option.key, chosen, right, opened, several=rendered.several)]
        if option.key in chosen or word
    )
    looks = {pick.look for pick in picks if pick.chosen or pick.look == "wrong"}
    is_right = chosen == right if rendered.several else chosen <= right
    # A row's words explain its key: before the answers open they are for those who have it right.
    says = opened.feedback and (opened.answers or (len(chosen) > 0 and is_right))
    return RevealedRow(
        text=row.text,
        picks=picks,
        look="wrong" if "wrong" in looks else "right" if "right" in looks else "",
        why=spec.feedback_text(f"part:{row.key}") if says else None,
    )


def _pick(
    key: str, chosen: frozenset[str], right: frozenset[str], opened: Opened, *, several: bool
) -> tuple[Look, str]:
    """What is said of one choice in a row; nothing of what was neither chosen nor is to be named."""
    if key in chosen:
        if not opened.right_wrong and not opened.answers:
            return "", ""
        return ("right", "Right.") if key in right else ("wrong", "Not this one.")
    if opened.answers and key in right and several:
        return "wrong", "You left this out."
    if opened.answers and key in right and not chosen & right:
        return "right", "This is right."
    return "", ""
