"""The Markdown in a question and the other short texts of YAML files: each with its place, looked through."""

from collections.abc import Iterator
from typing import Any

from lms_plugin.curriculum.cases import CaseSpec
from lms_plugin.curriculum.lint import Findings, Linter
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.options import LISTS
from lms_plugin.questions.specs import QuestionSpec

# The fields of questions and of what is in them that hold Markdown.
_MARKDOWN = {"stem", "statement", "rationale", "right", "partial", "wrong", "feedback", "stimulus", "reveal"}
_MARKDOWN |= {"caption", "long"}
_TEXT_LISTS = LISTS.keys() | {"exhibits"}


def texts(data: Any, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every Markdown text in a question's data, and its place."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name == "hints" and isinstance(value, list):
                yield from (((*at, name, index), text) for index, text in enumerate(value))
            elif isinstance(value, str) and (name in _MARKDOWN or (name == "text" and _is_markdown(at))):
                yield (*at, name), value
            else:
                yield from texts(value, (*at, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts(value, (*at, index))


def _is_markdown(at: Place) -> bool:
    """Whether a `text` at this place is Markdown: a cloze's own or that of a listed item, not what is to be typed."""
    return not at or at[-2:-1] == ("questions",) or bool(_TEXT_LISTS & set(at) and not {"accept", "reject"} & set(at))


def lint_question(question: QuestionSpec | CaseSpec, source: Source, at: Place, findings: Findings) -> None:
    """Look through every text of a question or a case that stands at a place of its file."""
    for place, text in texts(question.to_json()):
        lint_text(text, source, (*at, *place), findings)


def lint_text(text: str | None, source: Source, at: Place, findings: Findings) -> None:
    """Look through one text that stands at a place of its file."""
    if text is not None:
        line = source.line(*at)
        Linter(source.path, source.where(at), findings, lambda row: line, is_lesson=False).parse(text)
