"""The settings of a quiz as a form, in plain words; what nobody touches stays out of the file and is as usual."""

from collections.abc import Iterator, Mapping
from typing import Any

from lms_plugin.authoring.question_forms.fields import Field

MOMENTS = (
    ("per_question", "After each question"),
    ("after_submit", "After handing in"),
    ("after_pass", "After passing, or when no try is left"),
    ("after_due", "After the due date"),
    ("never", "Never"),
)


def _choice(name: str, label: str, *choices: tuple[str, str], apart: bool = False, help: str = "") -> Field:  # noqa: A002
    return Field(name=name, label=label, kind="choice", choices=choices, apart=apart, help=help)


def _yes_or_no(name: str, label: str) -> Field:
    return Field(name=name, label=label, kind="yesno", choices=(("true", "Yes"), ("false", "No")), apart=True)


LAYOUT: tuple[Field, ...] = (
    Field(name="title", label="Name"),
    Field(name="intro", label="Said before the start", kind="text"),
    Field(name="policy.pass_mark", label="Pass mark, in percent", kind="number", help="Left empty, it is 80."),
    Field(
        name="policy.attempts", label="Tries", kind="number", help="A number, or unlimited. Left empty, it is as usual."
    ),
    Field(name="policy.time_limit", label="Time limit", help="Such as 20m. Left empty, there is none."),
    Field(name="policy.cool_down", label="Wait between tries", help="Such as 10m or 24h.", apart=True),
    _choice(
        "policy.counts",
        "Which try counts",
        ("best", "The best"),
        ("last", "The last"),
        ("first", "The first"),
        ("average", "The average"),
        apart=True,
    ),
    _choice("policy.retake", "A further try asks", ("fresh", "Everything"), ("missed", "What was missed"), apart=True),
    _yes_or_no("policy.shuffle.questions", "Questions in a new order each time"),
    _yes_or_no("policy.shuffle.options", "Answers in a new order each time"),
    _choice("policy.navigation", "Going back", ("free", "Allowed"), ("forward", "Not allowed"), apart=True),
    _choice("policy.show.score", "Score is shown", *MOMENTS[1:], apart=True),
    _choice("policy.show.right_wrong", "Right or wrong is shown", *MOMENTS, apart=True),
    _choice("policy.show.feedback", "Feedback is shown", *MOMENTS, apart=True),
    _choice("policy.show.answers", "Right answers are shown", *MOMENTS, apart=True),
    Field(name="policy.opens", label="Opens", help="Such as 2027-01-31.", apart=True),
    Field(name="policy.due", label="Due", apart=True),
    Field(name="policy.closes", label="Closes", apart=True),
    _choice(
        "policy.certainty",
        "How sure people are",
        ("off", "Is not asked"),
        ("ask", "Is asked"),
        ("graded", "Is asked and counts"),
        apart=True,
    ),
    _choice(
        "grade.send",
        "Sent to the LMS",
        ("score", "The score"),
        ("completion", "Whether it is complete"),
        ("none", "Nothing"),
        apart=True,
    ),
    Field(name="policy.retired", label="No new tries", kind="flag", apart=True),
)


OF_A_BANK: tuple[Field, ...] = (Field(name="title", label="Name"),)


def list_rules(policy: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The rules of a quiz for reading, from its resolved policy as JSON."""
    pass_mark, limit = policy.get("pass_mark"), policy.get("time_limit")
    yield "Pass mark", "None" if pass_mark is None else f"{pass_mark}%"
    yield "Tries", "No limit" if policy["attempts"] == "unlimited" else str(policy["attempts"])
    yield (
        "Counts",
        {"best": "Best try", "last": "Last try", "first": "First try", "average": "Average"}[policy["counts"]],
    )
    yield "Feedback", dict(MOMENTS)[policy["show"]["feedback"]]
    yield "Time limit", str(limit) if limit else "None"
