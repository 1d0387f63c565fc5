"""Published quizzes whose every field holds the strings of `attacks`, as many of them as the field takes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from lms_plugin.authoring.checking import check_question
from lms_plugin.authoring.question_forms.fields import Field, Part
from lms_plugin.authoring.question_forms.layouts import layout_of
from lms_plugin.authoring.question_forms.own_fields import OWN
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.files import change_file
from lms_plugin.drafts.publishing import publish
from lms_plugin.roster.models import User
from tests.browser.test_writing_a_quiz import QUESTIONS
from tests.functional.authoring.attacks import ATTACKS
from tests.harness.house import House

# Fields that lead somewhere or are a key, and those that would change what a question is: they are refused.
FIXED = {"key", "objective", "references", "match", "in", "correct", "review_by", "applies_to"}
FIXED |= {"tags", "pattern", "base"}
Form = dict[str, Any]


def _is_taken(text: str) -> bool:
    question = {"key": "a", "type": "true_false", "answer": True, "stem": f"Is it so?\n\n{text}"}
    return not check_question(question).must_fix


def _as_words(attack: str) -> str:
    """The string in a Markdown text that is published: HTML and odd links are refused unless they are only words."""
    escaped = "".join(f"\\{sign}" if sign in "<[]{}!`*_" else sign for sign in attack)
    code = f"`` {attack} ``"
    return next(text for text in (attack, escaped, code) if _is_taken(text))


def words() -> str:
    """All strings as paragraphs that may be published."""
    return "\n\n".join(_as_words(attack) for attack in ATTACKS)


def text_fields(layout: Sequence[Part], form: Form, prefix: str = "") -> Iterator[str]:
    """The names of the controls that take words: all that stand alone, and those of the rows that the form fills."""
    for part in layout:
        at = f"{prefix}{part.name}"
        if isinstance(part, Field):
            if part.kind in ("text", "line") and not FIXED & set(at.split(".")) and not at.startswith("figure."):
                yield at
            continue
        rows = {name[len(at) + 1 :].partition(".")[0] for name in form if name.startswith(f"{at}.")} - {"one"}
        for row in sorted(rows) or (["0"] if part.name == "hints" else []):
            yield from text_fields(part.fields, form, f"{at}.{row}.")


def attacked(kind: str, form: Form, published: str) -> dict[str, Any]:
    """The data of a question that can be published, each of its fields with as many of the strings as it takes.

    First all of them, then as words, then one of them, in the end none.
    """
    # What all types have in common is filled in one of them: a quiz may hold 1 MiB.
    layout = layout_of(kind) if kind == "single_choice" else (Field(name="stem", label=""), *OWN[kind])
    texts = list(text_fields(layout, form))
    levels = dict.fromkeys(texts, 0)
    for turn in range(99):
        tries = ("\n\n".join(ATTACKS), published, ATTACKS[turn], "")
        filled = {**form, **{name: f"{form.get(name, '')} {tries[level]}".strip() for name, level in levels.items()}}
        data = read_form(layout_of(kind), filled, {"key": f"attacked-{kind.replace('_', '-')}", "type": kind})
        faults = check_question(data).must_fix
        if not faults:
            return data
        named = [fault.field for fault in faults if fault.field in levels] or [
            each for each in texts if not levels[each]
        ]
        assert named, (kind, faults)
        levels.update({name: min(levels[name] + 1, 3) for name in named})
    raise AssertionError(f"{kind} cannot be made sound")


def as_posted(kind: str) -> Form:
    """The form of a question of each type, as a browser sends it."""
    form: Form = {name: "true" if value is True else value for name, value in QUESTIONS[kind].items()}
    ticks = {"single_choice": {"options.one": "1"}, "cloze": {"gaps.0.choices.one": "0"}}
    return form | ticks.get(kind, {})


def in_lines(number: int) -> dict[str, Any]:
    """A question with two of the strings in fields that hold a line."""
    here, there = ATTACKS[number], ATTACKS[-1 - number]
    base = {"key": f"line-{number}", "type": "true_false", "stem": f"{number}? {_as_words(here)}", "answer": True}
    labels = {"label_true": f"yes {here}", "label_false": f"no {there}"}
    return {**base, **labels, "author": here, "reviewer": there, "tags": [here], "note": here}


def publish_attacked(house: House) -> str:
    """Two quizzes, and others for their names; the address of the hospital's shelf in the editor."""
    now = datetime.now(UTC)
    with house.app.app_context():
        user = db.session.scalars(select(User).where(User.sub == "dana")).one()
        dana = Person(tenant_id=user.tenant_id, user_id=user.id, launch_id="l" * 32)
        shelf = drafts.open_shelf(dana, name="A hospital", language="en-US", timezone="UTC", now=now)
        published = words()
        types = [attacked(kind, as_posted(kind), published) for kind in QUESTIONS]
        texts = {"Attacked types": types, "Attacked lines": [in_lines(number) for number in range(len(ATTACKS))]}
        paths = []
        for title, questions in texts.items():
            path = drafts.new_quiz(dana, shelf, title=title, purpose="module_quiz", now=now)
            drafts.add_questions(dana, shelf, path, questions, now=now)
            policy = {"layout": "all" if title == "Attacked lines" else "one", "pass_mark": 0}
            change_file(dana, shelf, path, "Settings", settings(published, policy), now=now)
            paths.append(path)
        for first in range(0, len(ATTACKS), 6):
            title = f"Named {first} {' '.join(ATTACKS[first : first + 6])}"[:500]
            path = drafts.new_quiz(dana, shelf, title=title, purpose="practice", now=now)
            drafts.add_questions(dana, shelf, path, [{"type": "true_false", "stem": "Is it?", "answer": True}], now=now)
            paths.append(path)
        publish(dana, shelf, paths, note=" ".join(ATTACKS)[:300], now=now)
        db.session.commit()
        db.session.remove()
    return shelf


def settings(published: str, policy: dict[str, Any]) -> Any:
    """A change of a quiz's head: what is said before the start, and its rules."""

    def change(file: QuestionFileText) -> QuestionFileText:
        return file.edit_fields({"intro": published, "policy": policy})

    return change
