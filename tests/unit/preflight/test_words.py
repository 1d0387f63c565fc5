"""The pure halves: the gravest verdict, the summary, error codes of answers, which LMS an address belongs to."""

import pytest

from lms_plugin.core.outbound.client import Answer
from lms_plugin.lti.families.known import FAMILIES, guess_family
from lms_plugin.preflight.steps.table import STEPS
from lms_plugin.preflight.summary import summarize
from lms_plugin.preflight.verdicts import StepResult, Verdict, worst
from lms_plugin.preflight.wire import find_error_code


def result(number: int, verdict: Verdict, means: str = "") -> StepResult:
    return StepResult(
        number=number, key="roster", title="Roster", verdict=verdict, found="f", means=means, fix="", exchanges=()
    )


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), "pass"),
        (("pass", "not_offered"), "not_offered"),
        (("not_checked", "not_offered", "your_turn"), "your_turn"),
        (("your_turn", "fail", "pass"), "fail"),
    ],
)
def test_the_gravest(verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    assert worst(verdicts) == expected


def test_what_fails_comes_first() -> None:
    said = summarize([result(1, "your_turn"), result(2, "fail", "Nobody comes in."), result(3, "pass")])
    assert said.head == "1 of 3 steps fails: roster cannot be read."
    assert said.text == "Nobody comes in. Step 2 says how to fix it."


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error": "invalid_scope"}', "invalid_scope"),
        (b'{"error" : ""kid" invalid, or so"}', ""),
        (b'{"error":"invalid_client","error_description":"Amara Okafor"}', "invalid_client"),
        (b'{"error": "Amara Okafor"}', ""),
        (b"<html>", ""),
        (b"\xff\xfe", ""),
    ],
)
def test_only_codes_are_kept_of_an_answer(body: bytes, code: str) -> None:
    assert find_error_code(Answer(400, {}, body)) == code


@pytest.mark.parametrize(
    ("key", "token_url", "expected"),
    [
        (None, "https://lms.example/mod/lti/token.php", "moodle"),
        (None, "https://lms.example/api/lti_consumer/v1/token/1", "openedx"),
        ("canvas", "https://lms.example/mod/lti/token.php", "canvas"),
        ("unheard-of", "https://lms.example/token", "other"),
    ],
)
def test_which_lms(key: str | None, token_url: str, expected: str) -> None:
    assert guess_family(key, token_url).key == expected


def test_every_lms_has_words_for_every_remedy() -> None:
    wanted = {"key_set", "launch", "deep_linking", "grades", "columns", "roster", "names"}
    assert {each.key: wanted - set(each.remedies) for each in FAMILIES if wanted - set(each.remedies)} == {}


def test_steps_have_keys_of_their_own() -> None:
    assert len({each.key for each in STEPS}) == len(STEPS)
