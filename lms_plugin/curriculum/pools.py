"""What a quiz may ask, worked out from the files: the questions it names, and for each draw those that fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms_plugin.curriculum.course import Course, Quiz, WrittenQuestion
from lms_plugin.curriculum.sections import DrawSpec, FilterSpec
from lms_plugin.questions.specs import QuestionSpec


@dataclass(frozen=True)
class Pool:
    """The keys that one draw chooses from, sorted: neither retired nor named by the quiz itself."""

    section: int
    draw: int
    spec: DrawSpec
    keys: tuple[str, ...]


def named_questions(quiz: Quiz, questions: Mapping[str, QuestionSpec]) -> list[QuestionSpec]:
    """The questions that stand on every paper of a quiz, in its order; retired ones left out."""
    listed: list[QuestionSpec] = list(quiz.spec.questions)
    if quiz.spec.sections:
        listed = [questions[key] for section in quiz.spec.sections for key in section.questions]
    return [question for question in listed if not question.retired]


def list_pools(course: Course, quiz: Quiz) -> list[Pool]:
    """The pools of a quiz in the order of its draws. Checks in lessons are never drawn: their answers are known."""
    if not any(section.draws for section in quiz.spec.sections):
        return []
    named = {key for section in quiz.spec.sections for key in section.questions}
    free = [
        written
        for written in course.questions()
        if written.in_quiz and not written.spec.retired and written.spec.key not in named
    ]
    homes = {objective.key: module.key for module in course.modules for objective in module.spec.objectives}
    return [
        Pool(i, j, draw, tuple(sorted(item.spec.key for item in free if _fits(draw.out_of, item, homes))))
        for i, section in enumerate(quiz.spec.sections)
        for j, draw in enumerate(section.draws or ())
    ]


def _fits(wanted: FilterSpec, written: WrittenQuestion, homes: Mapping[str, str]) -> bool:
    """A question is of a module whose file it stands in, or whose objective it meets."""
    spec = written.spec
    return (
        wanted.bank in (None, written.bank)
        and wanted.module in (None, written.module, homes.get(spec.objective or ""))
        and wanted.objective in (None, spec.objective)
        and (wanted.bloom is None or spec.bloom in wanted.bloom)
        and set(wanted.tags or ()) <= set(spec.tags)
        and not set(wanted.not_tags or ()) & set(spec.tags)
        and wanted.form in (None, spec.form)
    )


def section_sizes(quiz: Quiz, questions: Mapping[str, QuestionSpec]) -> dict[str, int]:
    """How many questions each section has on a paper."""
    return {
        section.key: sum(not questions[key].retired for key in section.questions)
        + sum(draw.count for draw in section.draws or ())
        for section in quiz.spec.sections
    }


def question_count(quiz: Quiz, questions: Mapping[str, QuestionSpec]) -> int:
    """How many questions a paper of the quiz has. Of parallel forms it has one; both are of a size."""
    if not quiz.spec.sections:
        return len(named_questions(quiz, questions))
    other = set() if quiz.spec.forms is None else set(quiz.spec.forms.b)
    return sum(size for key, size in section_sizes(quiz, questions).items() if key not in other)


def form_keys(course: Course, quiz: Quiz) -> Iterator[tuple[str, str]]:
    """Every question that may stand in a parallel form of a quiz, with the form."""
    if quiz.spec.forms is None:
        return
    pools = list_pools(course, quiz)
    for form in ("a", "b"):
        sections = getattr(quiz.spec.forms, form)
        for index, section in enumerate(quiz.spec.sections):
            if section.key in sections:
                drawn = (key for pool in pools if pool.section == index for key in pool.keys)
                yield from ((key, form) for key in (*section.questions, *drawn))
