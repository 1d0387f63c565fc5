"""Two people in one case: whoever writes a question stands in nobody's way who writes the story."""

from copy import deepcopy
from typing import Any

from lms_plugin.drafts.merging import merge_case

BASE: dict[str, Any] = {
    "key": "night",
    "type": "case",
    "stimulus": "A night.",
    "stages": [
        {"key": "first", "questions": [{"key": "judge", "stem": "Is it so?"}, {"use": "shared"}]},
        {"key": "later", "reveal": "Morning.", "questions": [{"key": "reply", "stem": "Now?"}]},
    ],
}


def changed(**fields: Any) -> dict[str, Any]:
    return {**deepcopy(BASE), **fields}


def asking(*lists: list[Any]) -> dict[str, Any]:
    """The case with other lists in its stages."""
    stages = [{**stage, "questions": listed} for stage, listed in zip(BASE["stages"], lists, strict=True)]
    return changed(stages=stages)


JUDGE, SHARED = BASE["stages"][0]["questions"]
[REPLY] = BASE["stages"][1]["questions"]
OTHER = {**JUDGE, "stem": "Is it true?"}


def test_the_story_is_mine_and_the_questions_are_theirs() -> None:
    theirs = asking([OTHER, SHARED], [REPLY, {"key": "new", "stem": "And then?"}])
    assert merge_case(BASE, changed(stimulus="A day."), theirs) == {**theirs, "stimulus": "A day."}


def test_a_question_that_i_move_goes_as_they_wrote_it() -> None:
    mine, theirs = asking([SHARED], [REPLY, JUDGE]), asking([OTHER, SHARED], [REPLY])
    assert merge_case(BASE, mine, theirs) == asking([SHARED], [REPLY, OTHER])


def test_a_question_changed_unseen_is_not_taken_out() -> None:
    assert merge_case(BASE, asking([SHARED], [REPLY]), asking([OTHER, SHARED], [REPLY])) is None


def test_both_changed_the_story_or_the_order() -> None:
    assert merge_case(BASE, changed(stimulus="A day."), changed(stimulus="An evening.")) is None
    assert merge_case(BASE, asking([SHARED, JUDGE], [REPLY]), asking([SHARED], [REPLY, JUDGE])) is None


def test_what_was_looked_at_gives_way_but_for_its_questions() -> None:
    mine = asking([SHARED, JUDGE], [REPLY])
    theirs = {**asking([OTHER], [REPLY]), "stimulus": "An evening."}
    assert merge_case(BASE, mine, theirs, mine_wins=True) == asking([SHARED, OTHER], [REPLY])


def test_stages_that_cannot_be_told_apart_are_not_merged() -> None:
    twice = changed(stages=[BASE["stages"][0], {"key": "first", "questions": [REPLY]}])
    mine = {**twice, "stimulus": "A day."}
    assert merge_case(twice, mine, {**twice, "note": "x"}) is None
    assert merge_case(twice, mine, twice) == mine
