"""A quiz's rules: what a file may say, and what its purpose makes of what it leaves out."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Interval
from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from lms_plugin.curriculum.dates import DateRule
from lms_plugin.curriculum.requirements import Requires
from lms_plugin.questions.exact import Exact
from lms_plugin.questions.specs import Key, Line, Problem, Spec, none_if

Purpose = Literal["practice", "module_quiz", "pretest", "posttest", "retention", "final", "evaluation", "attestation"]
# Words of the format that a file may hold and this version refuses by name, because nothing would act on them.
LATER_WORDS: Mapping[str, frozenset[str]] = {}
Moment = Literal["per_question", "after_submit", "after_pass", "after_due", "never"]
When = Literal["marked", "passed", "released", "after_due"]
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_MOMENTS = ("per_question", "after_submit", "after_pass", "after_due", "never")


def _as_seconds(value: object) -> int:
    found = re.fullmatch(r"(\d{1,4})([smhd])", value) if isinstance(value, str) else None
    if found is not None:
        return int(found[1]) * _SECONDS[found[2]]
    if value == 0 and not isinstance(value, bool):
        return 0
    raise PydanticCustomError("duration", "is not a length of time")


def _as_text(seconds: int) -> str:
    unit = next(unit for unit in "dhms" if seconds % _SECONDS[unit] == 0)
    return f"{seconds // _SECONDS[unit]}{unit}"


def _as_limit(value: object) -> int | Literal["off"]:
    if value == "off" or value is False:  # YAML of the older kind reads `off` so
        return "off"
    seconds = _as_seconds(value)
    if seconds == 0:
        raise PydanticCustomError("duration", "is no time at all")
    return seconds


def _limit_text(limit: int | Literal["off"]) -> str:
    return limit if limit == "off" else _as_text(limit)


def _as_attempts(value: object) -> object:
    if value == "unlimited" or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100):
        return value
    raise PydanticCustomError("attempts", "is not a number of attempts")


Attempts = Annotated[int | Literal["unlimited"], BeforeValidator(_as_attempts)]
# None while they say nothing: one try for each question at no cost, hints where a question has some.
Tries = Annotated[Annotated[int, Interval(ge=1, le=5)] | None, none_if(1)]
Cost = Annotated[Exact | None, none_if(0)]
Hints = Annotated[Literal["on", "off"] | None, none_if("on")]
# Written `30s`, `10m`, `24h`, `7d`; held as seconds.
Duration = Annotated[int, BeforeValidator(_as_seconds), PlainSerializer(_as_text, return_type=str)]
TimeLimit = Annotated[int | Literal["off"], BeforeValidator(_as_limit), PlainSerializer(_limit_text, return_type=str)]


class ShowSpec(Spec):
    """From when on each thing is shown."""

    score: Literal["after_submit", "after_pass", "after_due", "never"] | None = None
    right_wrong: Moment | None = None
    feedback: Moment | None = None
    answers: Moment | None = None


class ShuffleSpec(Spec):
    questions: bool | None = None
    options: bool | None = None


class PolicySpec(Spec):
    """Only the differences from what the purpose sets."""

    later: ClassVar[frozenset[str]] = frozenset({"test_out", "evaluation"})
    attempts: Attempts | None = None
    counts: Literal["best", "last", "first", "average"] | None = None
    cool_down: Duration | None = None
    pass_mark: Annotated[int, Interval(ge=0, le=100)] | None = None
    retake: Literal["fresh", "missed"] | None = None
    show: ShowSpec | None = None
    navigation: Literal["free", "forward"] | None = None
    layout: Literal["one", "all"] | None = None
    shuffle: ShuffleSpec | None = None
    certainty: Literal["off", "ask", "graded"] | None = None
    tries: Tries = None
    try_cost: Cost = None
    hints: Hints = None
    time_limit: TimeLimit | None = None
    grace: Duration | None = None
    on_time_up: Literal["submit", "overtime"] | None = None
    opens: DateRule | None = None
    due: DateRule | None = None
    closes: DateRule | None = None
    due_source: Literal["lms", "own", "earliest"] | None = None
    requires: Requires | None = None
    retired: bool | None = None
    replaced_by: Key | None = None


class GradeSpec(Spec):
    """What goes to the LMS, and when."""

    send: Literal["score", "completion", "none"] | None = None
    when: When | None = None
    label: Line | None = None
    tag: Line | None = None


class Show(Spec):
    score: Moment
    right_wrong: Moment
    feedback: Moment
    answers: Moment


class Shuffle(Spec):
    questions: bool
    options: bool


class Allowance(Spec):
    """What one person gets beyond a quiz's rules; None is nothing. `multiplier` is of the time limit, 1 or more."""

    multiplier: Exact | None = None
    no_limit: bool | None = None
    extra_attempts: int | None = None
    extra_days: int | None = None


class Policy(Spec):
    """Every rule of a quiz, nothing left open. `cool_down` is in seconds; no `pass_mark` means nothing to pass.

    `time_limit` (seconds; None: no limit), `grace` and `on_time_up` are as the file has them (see quizzes.time_limits).
    `allowance` is set for one person's attempt and never by a file; `attempts` holds its further tries already.
    """

    attempts: int | Literal["unlimited"]
    counts: Literal["best", "last", "first", "average"]
    cool_down: Duration
    pass_mark: int | None = None
    retake: Literal["fresh", "missed"]
    show: Show
    navigation: Literal["free", "forward"]
    layout: Literal["one", "all"]
    shuffle: Shuffle
    certainty: Literal["off", "ask", "graded"]
    tries: Tries = None
    try_cost: Cost = None
    hints: Hints = None
    time_limit: Duration | None = None
    grace: Duration | None = None
    on_time_up: Literal["submit", "overtime"] | None = None
    allowance: Allowance | None = None
    opens: DateRule | None = None
    due: DateRule | None = None
    closes: DateRule | None = None
    due_source: Literal["lms", "own", "earliest"] | None = None
    requires: Requires | None = None
    retired: bool | None = None
    replaced_by: Key | None = None


class Grade(Spec):
    """What goes to the LMS, nothing left open but the column's own words."""

    send: Literal["score", "completion", "none"]
    when: When
    label: str | None = None
    tag: str | None = None


_SHOW = {
    "score": "after_submit",
    "right_wrong": "after_submit",
    "feedback": "after_submit",
    "answers": "after_pass",
}
_BASE: dict[str, Any] = {
    "attempts": "unlimited",
    "counts": "best",
    "cool_down": "0s",
    "pass_mark": 80,
    "retake": "fresh",
    "show": _SHOW,
    "navigation": "free",
    "layout": "one",
    "shuffle": {"questions": False, "options": True},
    "certainty": "off",
}
_NEVER = dict.fromkeys(_SHOW, "never")
_PRETEST: dict[str, Any] = {"attempts": 1, "pass_mark": None, "show": _NEVER}
_POSTTEST: dict[str, Any] = _PRETEST | {"show": _NEVER | {"feedback": "after_submit"}}
_PURPOSES: Mapping[str, dict[str, Any]] = {
    "practice": {"show": _SHOW | {"feedback": "per_question"}, "certainty": "ask"},
    "module_quiz": {"retake": "missed"},
    "pretest": _PRETEST,
    "posttest": _POSTTEST,
    "retention": _POSTTEST,
    "final": {"attempts": 2, "cool_down": "24h", "show": _SHOW | {"answers": "never"}},
    "evaluation": _PRETEST,
    "attestation": {"pass_mark": None, "show": _NEVER},
}
_SENDS = {"module_quiz": "score", "final": "score", "attestation": "completion"}


def resolve_policy(purpose: Purpose, stated: PolicySpec) -> Policy:
    """The purpose's rules with the stated differences put in."""
    rules = _BASE | _PURPOSES[purpose]
    said = stated.to_json()
    for group in ("show", "shuffle"):
        rules[group] = rules[group] | said.pop(group, {})
    if said.get("time_limit") == "off":
        del said["time_limit"]
    return Policy.model_validate(rules | said)


def resolve_grade(purpose: Purpose, stated: GradeSpec) -> Grade:
    """What the purpose sends, unless the file says otherwise."""
    default = {"send": _SENDS.get(purpose, "none"), "when": "marked"}
    return Grade.model_validate(default | stated.to_json())


def policy_problems(purpose: Purpose, policy: PolicySpec, grade: GradeSpec) -> Iterator[Problem]:
    """What the rules, taken together, must not say."""
    resolved, sent = resolve_policy(purpose, policy), resolve_grade(purpose, grade)
    show = resolved.show
    if _MOMENTS.index(show.answers) < _MOMENTS.index(show.right_wrong):
        yield Problem(
            ("policy", "show"),
            f"answers would be shown {show.answers}, before right and wrong ({show.right_wrong})",
            "Open answers at the same time or later",
        )
    if sent.send == "score" and resolved.pass_mark is None:
        yield Problem(("grade", "send"), "a graded quiz needs a pass mark", "Add policy: {pass_mark: 80}")
    yield from date_problems(resolved, sent)
    yield from _try_problems(resolved)
    yield from _page_problems(resolved)


def _try_problems(policy: Policy) -> Iterator[Problem]:
    if policy.tries is not None and policy.show.right_wrong != "per_question":
        problem = "several tries need to be told what was right at each"
        yield Problem(("policy", "tries"), problem, "Add show: {right_wrong: per_question}")
    if policy.try_cost is not None and policy.tries is None:
        yield Problem(("policy", "try_cost"), "there is no further try that could cost something", "Add tries: 3")
    elif policy.try_cost is not None and not 0 <= policy.try_cost <= 1:
        yield Problem(("policy", "try_cost"), "try_cost must be from 0 to 1", "Write a part of the points such as 1/4")


def _page_problems(policy: Policy) -> Iterator[Problem]:
    """What a page with all questions of a try cannot do: tell, lock or ask anything of one question by itself."""
    if policy.layout != "all":
        return
    if policy.navigation == "forward":
        problem = "forward locks each question as it is left, and layout: all leaves none"
        yield Problem(("policy", "navigation"), problem, "Write navigation: free, or layout: one")
    if policy.tries is not None:
        problem = "layout: all checks no single answer, so there are no tries"
        yield Problem(("policy", "tries"), problem, "Remove tries, or write layout: one")
    if policy.certainty != "off":
        problem = "layout: all does not ask how sure somebody is"
        yield Problem(("policy", "certainty"), problem, "Write certainty: off, or layout: one")
    for name in ("right_wrong", "feedback", "answers"):
        if getattr(policy.show, name) == "per_question":
            problem = f"layout: all tells nothing of one question at a time, and {name} is shown per_question"
            yield Problem(
                ("policy", "show", name), problem, f"Add show: {{{name}: after_submit}}, or write layout: one"
            )


def date_problems(policy: Policy, grade: Grade) -> Iterator[Problem]:
    """What must not be said of dates: a moment that never comes, or one that is given away before."""
    show, fresh = policy.show, "Write retake: fresh"
    waits = [name for name in ("score", "right_wrong", "feedback", "answers") if getattr(show, name) == "after_due"]
    if policy.due is None and (waits or grade.when == "after_due"):
        at = ("policy", "show", waits[0]) if waits else ("grade", "when")
        yield Problem(at, "waits for a due date, and there is none", "Add policy: {due: 2027-01-31}")
    if policy.retake == "missed" and {"score", "right_wrong"} & set(waits):
        yield Problem(("policy", "show"), "asking only what was missed would tell before the due date", fresh)
    if show.score == "after_due" and grade.send != "none" and grade.when in ("marked", "passed"):
        fix = "Write grade: {when: released}"
        yield Problem(("policy", "show", "score"), "the LMS would show the score before it is shown here", fix)
    if show.score == "never" and grade.send != "none" and grade.when == "released":
        yield Problem(("grade", "when"), "the score is never released", "Write when: marked")
    if policy.replaced_by is not None and not policy.retired:
        yield Problem(("policy", "replaced_by"), "only a retired quiz is replaced", "Add retired: true")
    if policy.due_source == "earliest" and policy.due is None:
        yield Problem(("policy", "due_source"), "there is no due date of our own", "Add due, or write due_source: lms")
