"""What is wrong or weak in a question that is being written, each with the field of the form that it stands in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.cases import AnyItemSpec, CaseSpec, UseSpec
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.flaws import Flaw, find_case_flaws, find_flaws
from lms_plugin.curriculum.lint import Findings
from lms_plugin.curriculum.question_texts import lint_question, lint_text, texts
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import Place, YamlText
from lms_plugin.questions.specs import QuestionSpec

# A fault of a whole that has no control of its own is said where it is mended, and in words of the form.
_IN_FORM = {
    ("figure", "no alternative text"): (
        "figure.alt",
        "no alternative text",
        "Say what the picture shows, or tick that it only decorates",
    )
}


@dataclass(frozen=True)
class FormSource(Source):
    """A question in a form: its faults name their field instead of a file and a line."""

    def error(self, at: Place, problem: str, fix: str, where: Place | None = None) -> ContentError:
        """A fault; `path` is the name of the field."""
        return ContentError(".".join(str(step) for step in at), 1, self.where(at), problem, fix)


@dataclass(frozen=True)
class Fault:
    """`field` is the name of a control of the form, or of what it stands in; `problem` begins a sentence."""

    field: str
    problem: str
    fix: str


@dataclass(frozen=True)
class Checked:
    """A question with its spec, where it is sound, what must be mended to publish it, and what might be."""

    spec: QuestionSpec | CaseSpec | None
    must_fix: tuple[Fault, ...]
    hints: tuple[Flaw, ...] = ()


def check_question(data: Mapping[str, Any]) -> Checked:
    """What the format says of a question, and of the texts in it."""
    source = FormSource("", YamlText(data, {}))
    errors: list[ContentError] = []
    spec: Any = validate(cast("Any", AnyItemSpec), source, errors)
    if isinstance(spec, UseSpec):
        spec = None
    hints: tuple[Flaw, ...] = ()
    if isinstance(spec, QuestionSpec | CaseSpec):
        flaws = tuple(_flaws_of(spec))
        errors.extend(source.error(flaw.at, flaw.problem, flaw.fix) for flaw in flaws if flaw.level == "error")
        hints = tuple(flaw for flaw in flaws if flaw.level != "error")
        errors.extend(_lint(spec, source))
    return Checked(spec=spec, must_fix=as_faults(errors), hints=hints)


def _lint(item: QuestionSpec | CaseSpec, source: FormSource) -> Iterable[ContentError]:
    """What is wrong in the texts; in a case each with its place."""
    findings = Findings()
    if isinstance(item, QuestionSpec):
        lint_question(item, source, (), findings)
    else:
        for at, text in texts(item.to_json()):
            lint_text(text, FormSource(".".join(map(str, at)), source.text), at, findings)
    return findings.errors


def _flaws_of(item: QuestionSpec | CaseSpec) -> Iterator[Flaw]:
    """Those of a question, or of a case and of the questions written in it."""
    if isinstance(item, QuestionSpec):
        yield from find_flaws(item)
        return
    yield from find_case_flaws(item)
    for place, member in item.members() if not item.retired else ():
        if not isinstance(member, UseSpec):
            yield from (replace(flaw, at=(*place, *flaw.at)) for flaw in find_flaws(member))


def as_faults(errors: Iterable[ContentError]) -> tuple[Fault, ...]:
    """What a FormSource found, each once."""
    found = (_IN_FORM.get((each.path, each.problem), (each.path, each.problem, each.fix)) for each in errors)
    faults = (Fault(field, f"{problem[:1].upper()}{problem[1:]}", fix) for field, problem, fix in found)
    return tuple(dict.fromkeys(faults))


@lru_cache(maxsize=8192)  # a block with the same text is the same question
def check_block(block: Block) -> Checked:
    """The same for a block of a file."""
    return check_question(block.data)
