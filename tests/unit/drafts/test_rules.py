"""Who may publish: one table over every mix of who wrote, who asked, and what changed since."""

from uuid import UUID

import pytest

from lms_plugin.drafts.rules import Bar, Request, find_bar, find_bar_to_answer

DANA, ROSA, MILO = UUID(int=1), UUID(int=2), UUID(int=3)


def asked(by: UUID, *, is_stale: bool = False) -> Request:
    return Request(asked_by=by, is_stale=is_stale)


@pytest.mark.parametrize(
    ("who", "request_", "bar"),
    [
        (DANA, None, "own_work"),
        (DANA, asked(DANA), "own_work"),
        (DANA, asked(ROSA), "own_work"),
        (ROSA, None, "not_asked"),
        (ROSA, asked(DANA, is_stale=True), "stale"),
        (ROSA, asked(ROSA), "own_request"),
        (ROSA, asked(DANA), None),
    ],
)
def test_with_the_rule_a_colleague_publishes_what_was_sent(who: UUID, request_: Request | None, bar: Bar) -> None:
    assert find_bar(who, needs_second_person=True, changed_by={DANA}, request=request_) == bar


def test_everybody_who_had_a_hand_in_it_is_barred() -> None:
    found = [
        find_bar(who, needs_second_person=True, changed_by={DANA, ROSA}, request=asked(DANA)) for who in (ROSA, MILO)
    ]
    assert found == ["own_work", None]


@pytest.mark.parametrize("request_", [None, asked(DANA), asked(DANA, is_stale=True)])
def test_without_the_rule_nobody_is_barred(request_: Request | None) -> None:
    assert find_bar(DANA, needs_second_person=False, changed_by={DANA}, request=request_) is None


@pytest.mark.parametrize(
    ("who", "request_", "bar"),
    [(ROSA, None, "not_asked"), (ROSA, asked(DANA, is_stale=True), "stale"), (DANA, asked(DANA), "own_request")],
)
def test_a_check_is_another_persons_word_on_what_was_sent(who: UUID, request_: Request | None, bar: Bar) -> None:
    assert find_bar_to_answer(who, request_) == bar
