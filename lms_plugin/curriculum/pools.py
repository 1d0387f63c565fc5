"""What a quiz may ask, worked out from the files: the questions it names, and for each draw those that fit.

What is drawn is a question that stands alone, or a whole case.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lms_plugin.curriculum.cases import CaseSpec
from lms_plugin.curriculum.course import Course, Quiz, WrittenQuestion
from lms_plugin.curriculum.sections import DrawSpec, FilterSpec
from lms_plugin.questions.specs import QuestionSpec


@dataclass(frozen=True)
class Pool:
    """The keys that one draw chooses from, sorted: neither retired nor named by the quiz itself. `sizes` are the
    numbers of questions that they have: only 1 where there is no case among them."""

    section: int
    draw: int
    spec: DrawSpec
    keys: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def each(self) -> int:
        """How many questions each has; publishing refuses pools in which that differs."""
        return max(self.sizes, default=1)


def named_items(quiz: Quiz, course: Course) -> list[QuestionSpec | CaseSpec]:
    """What stands on every paper of a quiz, in its order, each case as one."""
    if not quiz.spec.sections:
        return list(quiz.spec.questions)
    known: Mapping[str, QuestionSpec | CaseSpec] = {**course.find_questions(), **course.find_cases()}
    return [known[key] for section in quiz.spec.sections for key in section.questions]


def named_questions(quiz: Quiz, course: Course) -> list[QuestionSpec]:
    """The questions that stand on every paper of a quiz, in its order; retired ones left out."""
    questions = course.find_questions()
    return [question for item in named_items(quiz, course) for question in _members(item, questions)]


def section_keys(listed: Iterable[str], course: Course) -> list[str]:
    """The questions under some keys, retired ones left out; those of a case in its place."""
    questions, cases = course.find_questions(), course.find_cases()
    items = (cases.get(key) or questions[key] for key in listed)
    return [question.key for item in items for question in _members(item, questions)]


def askable_keys(quiz: Quiz, course: Course) -> set[str]:
    """The questions that may stand on a paper of a quiz, named or drawn, alone or in a case."""
    drawn = (key for pool in list_pools(course, quiz) for key in pool.keys)
    return {question.key for question in named_questions(quiz, course)} | set(section_keys(drawn, course))


def _members(item: QuestionSpec | CaseSpec, questions: Mapping[str, QuestionSpec]) -> list[QuestionSpec]:
    listed = [each for _, stage in item.asked(questions) for each in stage] if isinstance(item, CaseSpec) else [item]
    return [question for question in listed if not question.retired]


def list_pools(course: Course, quiz: Quiz) -> list[Pool]:
    """The pools of a quiz in the order of its draws. Checks in lessons are never drawn: their answers are known."""
    if not any(section.draws for section in quiz.spec.sections):
        return []
    free = _drawable(course, {question.key for question in named_questions(quiz, course)})
    homes = {objective.key: module.key for module in course.modules for objective in module.spec.objectives}
    return [
        _pool(i, j, draw, {key: items for key, items in free.items() if _all_fit(draw.out_of, items, homes)})
        for i, section in enumerate(quiz.spec.sections)
        for j, draw in enumerate(section.draws or ())
    ]


def _pool(section: int, number: int, draw: DrawSpec, found: Mapping[str, Sequence[WrittenQuestion]]) -> Pool:
    return Pool(section, number, draw, tuple(sorted(found)), tuple(sorted({len(items) for items in found.values()})))


def _drawable(course: Course, named: Collection[str]) -> dict[str, list[WrittenQuestion]]:
    """Questions that stand alone, and whole cases, by key; none with a question that is named already."""
    written = {item.spec.key: item for item in course.questions()}
    questions = {key: item.spec for key, item in written.items()}
    free = {
        key: [item] for key, item in written.items() if item.in_quiz and item.case is None and not item.spec.retired
    }
    for file, bank, module in course.files():
        for _, case in file.cases():
            members = (written[question.key] for question in _members(case, questions))
            free[case.key] = [replace(member, bank=bank, module=module) for member in members]
    return {key: items for key, items in free.items() if items and not {item.spec.key for item in items} & set(named)}


def _all_fit(wanted: FilterSpec, items: Sequence[WrittenQuestion], homes: Mapping[str, str]) -> bool:
    """A case fits with all its questions."""
    return all(_fits(wanted, item, homes) for item in items)


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


def section_sizes(quiz: Quiz, course: Course) -> dict[str, int]:
    """How many questions each section has on a paper."""
    sizes = {section.key: len(section_keys(section.questions, course)) for section in quiz.spec.sections}
    for pool in list_pools(course, quiz):
        sizes[quiz.spec.sections[pool.section].key] += pool.spec.count * pool.each
    return sizes


def question_count(quiz: Quiz, course: Course) -> int:
    """How many questions a paper of the quiz has. Of parallel forms it has one; both are of a size."""
    if not quiz.spec.sections:
        return len(named_questions(quiz, course))
    other = set() if quiz.spec.forms is None else set(quiz.spec.forms.b)
    return sum(size for key, size in section_sizes(quiz, course).items() if key not in other)


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
                yield from ((key, form) for key in section_keys((*section.questions, *drawn), course))
