"""From a course's files to the objects of a publication: what is shown and what decides credit, each by hash."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lms_plugin.curriculum.cases import CaseSpec
from lms_plugin.curriculum.course import Bank, Course, Module, Quiz
from lms_plugin.curriculum.lessons import Lesson, LessonBlock
from lms_plugin.curriculum.media import MediaFile, shown_question
from lms_plugin.curriculum.policies import resolve_grade, resolve_policy
from lms_plugin.curriculum.pools import Pool, list_pools, named_items, named_questions, question_count, section_keys
from lms_plugin.curriculum.requirements import RequirementSpec
from lms_plugin.curriculum.sections import SectionSpec
from lms_plugin.curriculum.specs import StepSpec
from lms_plugin.questions.digests import digest
from lms_plugin.questions.specs import FigureSpec, QuestionSpec

Json = dict[str, Any]


@dataclass(frozen=True)
class CompiledObject:
    """One file of a course as it is stored. `key` is None where there is nothing to hide."""

    path: str
    kind: str
    shown: Json
    key: Json | None = None

    @cached_property
    def digest(self) -> str:
        """The hash under which it is stored."""
        return digest({"kind": self.kind, "shown": self.shown, "key": self.key})


def compile_course(course: Course) -> tuple[CompiledObject, ...]:
    """All objects of a course, one for each file."""
    return tuple(_objects(course))


def tree_digest(objects: tuple[CompiledObject, ...]) -> str:
    """The hash of a whole publication."""
    return digest({item.path: item.digest for item in objects})


def _objects(course: Course) -> Iterator[CompiledObject]:
    questions = course.find_questions()
    yield CompiledObject("course.yaml", "course", _course(course, questions))
    yield CompiledObject("references.yaml", "references", {"items": [item.to_json() for item in course.references]})
    yield CompiledObject("glossary.yaml", "glossary", {"items": [item.to_json() for item in course.glossary]})
    yield from (_media(media) for media in course.media)
    for module in course.in_order():
        folder = f"modules/{module.key}"
        yield CompiledObject(f"{folder}/module.yaml", "module", _module(module, course, questions))
        yield from (_media(media) for media in module.media)
        for lesson in module.lessons:
            yield _lesson(f"{folder}/lessons/{lesson.key}.md", lesson, course, questions)
        for quiz in module.quizzes:
            yield _quiz(f"{folder}/quizzes/{quiz.key}.yaml", quiz, course, questions)
    for quiz in course.quizzes:
        yield _quiz(f"quizzes/{quiz.key}.yaml", quiz, course, questions)
    for bank in course.banks:
        yield _bank(f"banks/{bank.key}.yaml", bank, course, questions)


def _course(course: Course, questions: Mapping[str, QuestionSpec]) -> Json:
    shown = course.spec.to_json() | {"key": course.key}
    shown["used_slots"] = sorted(course.mentioned_slots())
    shown["quizzes"] = [_quiz_step(quiz, course) for quiz in course.quizzes if not _is_retired(quiz)]
    return shown | _retired(course.quizzes, course)


def _module(module: Module, course: Course, questions: Mapping[str, QuestionSpec]) -> Json:
    shown = module.spec.to_json() | {"key": module.key}
    retired = {quiz.key for quiz in module.quizzes if _is_retired(quiz)}
    contents = [step for step in module.spec.contents if step.kind == "lesson" or step.key not in retired]
    shown["contents"] = [_step(step, module, course, questions) for step in contents]
    return shown | _retired(module.quizzes, course)


def _is_retired(quiz: Quiz) -> bool:
    return bool(quiz.spec.policy.retired)


def _retired(quizzes: Iterable[Quiz], course: Course) -> Json:
    """The quizzes that begin no more, beside the order; nothing where there is none."""
    found = [_quiz_step(quiz, course) for quiz in quizzes if _is_retired(quiz)]
    return {"retired": found} if found else {}


def _step(step: StepSpec, module: Module, course: Course, questions: Mapping[str, QuestionSpec]) -> Json:
    if step.kind == "quiz":
        return _quiz_step(next(quiz for quiz in module.quizzes if quiz.key == step.key), course)
    lesson = next(lesson for lesson in module.lessons if lesson.key == step.key)
    return {
        "kind": "lesson",
        "key": lesson.key,
        "title": lesson.spec.title,
        "minutes": lesson.spec.minutes,
        "question_count": sum(_check(block, questions) is not None for block in lesson.blocks),
        **_requires(lesson.spec.requires),
    }


def _requires(requires: Iterable[RequirementSpec] | None) -> Json:
    """What has to be done before, where there is something."""
    return {"requires": [each.to_json() for each in requires]} if requires else {}


def _quiz_step(quiz: Quiz, course: Course) -> Json:
    count, policy = question_count(quiz, course), quiz.spec.policy
    shown = {"kind": "quiz", "key": quiz.key, "title": quiz.spec.title, "question_count": count}
    replaced = {"replaced_by": policy.replaced_by} if policy.replaced_by else {}
    return shown | _requires(policy.requires) | replaced


def _quiz(path: str, quiz: Quiz, course: Course, questions: Mapping[str, QuestionSpec]) -> CompiledObject:
    spec, named, pools = quiz.spec, named_questions(quiz, course), list_pools(course, quiz)
    drawn = sorted({key for pool in pools for key in pool.keys})
    asked = [*named, *(questions[key] for key in section_keys(drawn, course))]
    keys = {question.key for question in asked}
    shown: Json = {
        "key": quiz.key,
        "title": spec.title,
        "intro": spec.intro or "",
        "purpose": spec.purpose,
        "policy": resolve_policy(spec.purpose, spec.policy).to_json(),
        "grade": resolve_grade(spec.purpose, spec.grade).to_json(),
        "sections": [_section(index, section, course, pools) for index, section in enumerate(spec.sections)],
        "questions": [shown_question(question, course) for question in asked],
    }
    known = course.find_cases()
    cases = [item for item in named_items(quiz, course) if isinstance(item, CaseSpec)]
    shown |= _cases([*cases, *(known[name] for name in drawn if name in known)], questions)
    if spec.forms is not None:
        shown["forms"] = spec.forms.to_json()
    key = {
        "questions": {question.key: question.key_part() for question in asked},
        "unasked": {item.spec.key: item.spec.to_json() for item in quiz.written() if item.spec.key not in keys},
        "references": _references(course, [name for question in asked for name in question.references]),
    }
    return CompiledObject(path, "quiz", shown, key)


def _cases(cases: Iterable[CaseSpec], questions: Mapping[str, QuestionSpec]) -> Json:
    """What the questions of cases share; nothing where there is none."""
    shown = [case.shown(questions) for case in cases]
    return {"cases": [case for case in shown if case["stages"]]} if shown else {}


def _section(index: int, section: SectionSpec, course: Course, pools: Sequence[Pool]) -> Json:
    """A section with the keys that its draws choose from: an attempt needs no other version than that of its quiz."""
    shown = section.to_json() | {"questions": section_keys(section.questions, course)}
    if section.draws is not None:
        shown["draws"] = [
            {"count": pool.spec.count, "prefer": pool.spec.prefer, "keys": list(pool.keys)}
            | ({"each": pool.each} if pool.each != 1 else {})
            for pool in pools
            if pool.section == index
        ]
    return shown


def _bank(path: str, bank: Bank, course: Course, questions: Mapping[str, QuestionSpec]) -> CompiledObject:
    asked = [questions[key] for key in section_keys((item.key for item in bank.spec.questions), course)]
    keys = {question.key for question in asked}
    shown: Json = {
        "key": bank.key,
        "title": bank.spec.title or "",
        "questions": [shown_question(one, course) for one in asked],
    }
    shown |= _cases((case for _, case in bank.cases()), questions)
    key = {
        "questions": {question.key: question.key_part() for question in asked},
        "unasked": {item.spec.key: item.spec.to_json() for item in bank.written() if item.spec.key not in keys},
    }
    return CompiledObject(path, "bank", shown, key)


def _check(block: LessonBlock, questions: Mapping[str, QuestionSpec]) -> QuestionSpec | None:
    """The question that a check shows; None for a retired one and for other blocks."""
    question = questions[block.use] if block.use is not None else block.question
    return None if question is None or question.retired else question


def _lesson(path: str, lesson: Lesson, course: Course, questions: Mapping[str, QuestionSpec]) -> CompiledObject:
    checks = [question for block in lesson.blocks if (question := _check(block, questions)) is not None]
    own = {block.question.key: block.question for block in lesson.blocks if block.question is not None}
    keys = {question.key for question in checks}
    cited = [*lesson.findings.keys("citation"), *lesson.spec.references]
    terms = {term.key: term for term in course.glossary}
    front = lesson.spec.to_json()
    front.pop("requires", None)
    shown: Json = {
        "key": lesson.key,
        **{name: front.pop(name) for name in ("title", "minutes", "objective")},
        "blocks": list(_blocks(lesson, course, questions)),
        "references": _references(course, cited),
        "terms": [terms[key].to_json() for key in lesson.findings.keys("term")],
    }
    key = {
        "questions": {question.key: question.key_part() for question in checks},
        "unasked": {name: question.to_json() for name, question in own.items() if name not in keys},
        "front": front,
    }
    return CompiledObject(path, "lesson", shown, key)


def _references(course: Course, keys: list[str]) -> list[Json]:
    found = {reference.key: reference for reference in course.references}
    return [found[key].to_json() for key in dict.fromkeys(keys)]


def _blocks(lesson: Lesson, course: Course, questions: Mapping[str, QuestionSpec]) -> Iterator[Json]:
    """The blocks with their ids: hash of kind and text, and the number among those that are alike."""
    seen: dict[str, int] = {}
    for block in lesson.blocks:
        question = _check(block, questions)
        if block.kind == "check":
            if question is not None:
                yield {"id": f"check-{question.key}", "kind": "check", "question": shown_question(question, course)}
            continue
        said = {
            name: value for name in ("kind", "markdown", "title", "tone", "level") if (value := getattr(block, name))
        }
        if block.figure is not None:
            said |= {"figure": _figure(block.figure, lesson, course)}
        name = digest({"lesson": lesson.key, **said})[:12]
        seen[name] = seen.get(name, 0) + 1
        yield {"id": f"b-{name}-{seen[name]}", **said}


def _figure(figure: FigureSpec, lesson: Lesson, course: Course) -> Json:
    """A lesson's picture with what its file is."""
    home = next((module.key for module in course.modules if any(one is lesson for one in module.lessons)), None)
    media = course.find_media(figure.src, home)
    return figure.to_json() | ({} if media is None else {"media": media.to_json()})


def _media(media: MediaFile) -> CompiledObject:
    return CompiledObject(media.path, "media", media.to_json())
